// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_ADAPTER_CUDA_KERNEL_COMPARISON_HPP
#define PASSK_TESTS_ADAPTER_CUDA_KERNEL_COMPARISON_HPP

#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/arena.hpp>
#include <passk/adapter/cuda/detail/attention_kernels.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/layer_kernels.hpp>
#include <passk/adapter/cuda/detail/product_kernel.hpp>
#include <passk/adapter/cuda/detail/sampling_kernels.hpp>
#include <passk/core/random_bits.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace passk_tests {

/// An array on the host and its twin on a device. Both begin as what a test put there; what it
/// put nowhere is poison, and so are the elements around: NaN in floats.
class any_twin_array {
public:
    explicit any_twin_array(std::string called) : name(std::move(called)) {}
    any_twin_array(const any_twin_array&) = delete;
    any_twin_array& operator=(const any_twin_array&) = delete;
    virtual ~any_twin_array() = default;
    virtual void place(passk::adapter::cuda::detail::arena& memory) = 0;

    std::string name;
};

template <class T>
class twin_array : public any_twin_array {
public:
    static constexpr std::size_t guard = 64;

    twin_array(std::string called, std::size_t count)
        : any_twin_array(std::move(called)), before(count + 2 * guard) {
        std::fill(before.begin(), before.end(), poison(0x7FC0DEADU));
        std::fill_n(before.begin() + guard, count, poison(0xFFFFFFFFU));
    }

    [[nodiscard]] std::span<T> values() {
        return std::span(before).subspan(guard, before.size() - 2 * guard);
    }
    void place(passk::adapter::cuda::detail::arena& memory) override {
        on_device = memory.take<T>(before.size());
    }

    std::vector<T> before;       // a run begins with this on both sides
    std::vector<T> reference{};  // what the host made of it
    T* on_device = nullptr;

private:
    static T poison(std::uint32_t bits) {
        T value{};
        if constexpr (sizeof(T) == 2) {
            bits >>= 16U;
        }
        for (std::size_t at = 0; at + (sizeof(T) == 2 ? 2 : 4) <= sizeof(T); at += 4) {
            std::memcpy(reinterpret_cast<std::byte*>(&value) + at, &bits, sizeof(T) == 2 ? 2 : 4);
        }
        return value;
    }
};

/// What came of one kernel.
struct kernel_outcome {
    std::string kernel{};
    double bound = 0.0;
    double error = 0.0;    ///< largest, relative to 1 or the value; infinite where it is no number
    std::string where{};   ///< array and index of that
    std::string broken{};  ///< what else is wrong; empty if nothing

    [[nodiscard]] bool good() const { return broken.empty() && error <= bound; }
};

/// Runs kernels on a device and, serially, on the host, and compares every element of every array.
template <class Device>
class kernel_comparison {
public:
    explicit kernel_comparison(Device& device) : device_(device) {}

    template <class T>
    twin_array<T>& array(std::string name, std::size_t count) {
        auto made = std::make_unique<twin_array<T>>(std::move(name), count);
        twin_array<T>& ref = *made;
        arrays_.push_back(std::move(made));
        return ref;
    }

    /// Where an array of the host, or its twin, begins.
    struct side {
        bool device;
        template <class T>
        T* operator()(twin_array<T>& of) const {
            return (device ? of.on_device : of.reference.data()) + twin_array<T>::guard;
        }
    };

    /// @param make   a kernel, with pointers of a side
    /// @param whole  an array that the kernel must fill
    template <class Make, class Whole>
    kernel_outcome run(std::string name, std::uint32_t blocks, double bound, const Make& make,
                       twin_array<Whole>& whole) {
        kernel_outcome out{.kernel = std::move(name), .bound = bound};
        passk::adapter::cuda::detail::arena count;
        for (const auto& one : arrays_) {
            one->place(count);
        }
        const auto memory = device_.allocate(count.used());
        if (!memory) {
            out.broken = memory.error().context;
            return out;
        }
        passk::adapter::cuda::detail::arena room(memory.value(), count.used());
        for (const auto& one : arrays_) {
            one->place(room);
            visit(*one, [&](auto& of) {
                of.reference = of.before;
                device_.upload(of.on_device, of.before.data(), of.before.size());
            });
        }
        passk::adapter::cuda::cpu_serial{}.launch(blocks, make(side{false}));
        device_.launch(blocks, make(side{true}));
        for (const auto& one : arrays_) {
            visit(*one, [&](auto& of) { compare(of, out); });
        }
        const std::span<Whole> inner =
            std::span(whole.reference).subspan(twin_array<Whole>::guard, whole.values().size());
        for (std::size_t i = 0; i < inner.size(); ++i) {
            if (is_poison(inner[i], 0xFFFFFFFFU)) {
                out.broken = "nothing was written to " + whole.name + '[' + std::to_string(i) + ']';
                break;
            }
        }
        if (const auto failure = device_.failure()) {
            out.broken = failure->context;
        }
        return out;
    }

private:
    template <class Use>
    static void visit(any_twin_array& one, const Use& use) {
        using passk::adapter::cuda::detail::bf16;
        using passk::adapter::cuda::detail::sampling_row;
        const auto as = [&](auto* typed) {
            if (typed != nullptr) {
                use(*typed);
            }
        };
        as(dynamic_cast<twin_array<float>*>(&one));
        as(dynamic_cast<twin_array<bf16>*>(&one));
        as(dynamic_cast<twin_array<std::int32_t>*>(&one));
        as(dynamic_cast<twin_array<std::uint32_t>*>(&one));
        as(dynamic_cast<twin_array<sampling_row>*>(&one));
    }

    template <class T>
    static bool same(const T& a, const T& b) {
        return std::memcmp(&a, &b, sizeof(T)) == 0;
    }
    template <class T>
    static bool is_poison(const T& value, std::uint32_t bits) {
        if constexpr (sizeof(T) == 2) {
            return std::bit_cast<std::uint16_t>(value) == bits >> 16U;
        } else if constexpr (std::is_same_v<T, float>) {
            return std::bit_cast<std::uint32_t>(value) == bits;
        } else {
            return false;
        }
    }

    template <class T>
    void compare(twin_array<T>& of, kernel_outcome& out) {
        std::vector<T> found(of.before.size());
        device_.download(found.data(), of.on_device, found.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            const bool outside =
                i < twin_array<T>::guard || i >= found.size() - twin_array<T>::guard;
            double error = 0.0;
            if (outside || same(of.reference[i], of.before[i])) {
                // Nothing may have been written here.
                error = same(found[i], of.before[i]) && same(of.reference[i], of.before[i])
                            ? 0.0
                            : HUGE_VAL;
            } else if constexpr (
                std::is_same_v<T, float> || std::is_same_v<T, passk::adapter::cuda::detail::bf16>) {
                using passk::adapter::cuda::detail::load;
                const auto a = static_cast<double>(load(of.reference[i]));
                const auto b = static_cast<double>(load(found[i]));
                error = std::fabs(a - b) / (std::max)(1.0, std::fabs(a));
                error = std::isfinite(a) && std::isfinite(b) ? error : HUGE_VAL;
            } else {
                error = same(found[i], of.reference[i]) ? 0.0 : HUGE_VAL;
            }
            if (error > out.error) {
                out.error = error;
                out.where = of.name + '['
                            + std::to_string(static_cast<std::ptrdiff_t>(i)
                                             - static_cast<std::ptrdiff_t>(twin_array<T>::guard))
                            + ']';
            }
        }
    }

    Device& device_;
    std::vector<std::unique_ptr<any_twin_array>> arrays_{};
};

/// Fills numbers evenly from [-1, 1).
template <class Real>
void fill_evenly(std::span<Real> numbers, std::uint64_t seed) {
    passk::random_bits bits(seed);
    for (Real& number : numbers) {
        passk::adapter::cuda::detail::store(
            number, static_cast<float>(2.0 * passk::uniform_unit(bits) - 1.0));
    }
}

/// The shape of what a layer's kernels work on.
struct layer_shape {
    std::uint32_t rows = 3;
    std::uint32_t kv_heads = 1;
    std::uint32_t group = 1;  ///< heads that share a key-value head
    std::uint32_t head_dim = 64;
    std::uint32_t context = 300;  ///< at least an eighth of rows
    bool biased = false;
    bool normed = false;

    [[nodiscard]] std::string text() const {
        return std::to_string(rows) + " rows, " + std::to_string(kv_heads) + " x "
               + std::to_string(group) + " heads of " + std::to_string(head_dim);
    }
};

/// Every kernel of a layer in one shape.
template <class Real, class Device>
std::vector<kernel_outcome> compare_layer(Device& device, const layer_shape& shape) {
    namespace kernels = passk::adapter::cuda::detail;
    // A sum in another order moves a float by some 1e-6, and then a bf16 to its neighbour.
    const double sums = 2e-5;
    const double stored = std::is_same_v<Real, float> ? sums : 0x1p-7;
    const std::uint32_t rows = shape.rows;
    const std::uint32_t heads = shape.kv_heads * shape.group;
    const std::uint32_t all = heads + 2 * shape.kv_heads;
    const std::uint32_t width = shape.head_dim;
    const std::uint32_t inner = 3 * width + 1;
    const std::uint32_t page = kernels::cache_layout::page_size;
    const std::uint32_t stride = (shape.context + page - 1) / page;
    const std::uint32_t stretches =
        (shape.context + kernels::attention_kernel<Real>::stretch_size - 1)
        / kernels::attention_kernel<Real>::stretch_size;
    // Many rows are several positions of a few texts.
    const std::uint32_t texts = (std::min)(rows, 8U);
    const std::uint32_t rows_of_text = (rows + texts - 1) / texts;
    const std::size_t cached = std::size_t{texts} * stride * page * shape.kv_heads * width;

    kernel_comparison<Device> both(device);
    auto& embedding = both.template array<Real>("embedding", std::size_t{40} * inner);
    auto& tokens = both.template array<std::int32_t>("tokens", rows);
    auto& chosen = both.template array<std::int32_t>("chosen", rows);
    auto& x = both.template array<float>("x", std::size_t{rows} * inner);
    auto& weight = both.template array<float>("weight", inner);
    auto& normed = both.template array<Real>("normed", std::size_t{rows} * inner);
    auto& gates = both.template array<float>("gates", std::size_t{rows} * 2 * inner);
    auto& qkv = both.template array<float>("qkv", std::size_t{rows} * all * width);
    auto& bias = both.template array<float>("bias", std::size_t{all} * width);
    auto& norm = both.template array<float>("norm", width);
    auto& angles = both.template array<float>("angles", std::size_t{shape.context} * width);
    auto& table = both.template array<std::int32_t>("table", std::size_t{texts} * stride);
    auto& slots = both.template array<std::int32_t>("slots", rows);
    auto& positions = both.template array<std::int32_t>("positions", rows);
    auto& keys = both.template array<Real>("keys", cached);
    auto& values = both.template array<Real>("values", cached);
    auto& partial =
        both.template array<float>("partial", std::size_t{rows} * heads * stretches * (width + 2));
    auto& attended = both.template array<Real>("attended", std::size_t{rows} * heads * width);
    auto& product = both.template array<float>("product", std::size_t{rows} * 40);

    fill_evenly(embedding.values(), 1);
    fill_evenly(weight.values(), 2);
    fill_evenly(gates.values(), 3);
    fill_evenly(bias.values(), 4);
    fill_evenly(norm.values(), 5);
    fill_evenly(angles.values(), 6);
    for (std::uint32_t row = 0; row < rows; ++row) {
        tokens.values()[row] = static_cast<std::int32_t>(row * 7 % 40);
        chosen.values()[row] = static_cast<std::int32_t>(rows - 1 - row);
        slots.values()[row] = static_cast<std::int32_t>((row + 1) % texts);
        const std::uint32_t step = rows_of_text == 1 ? row : row / texts;
        const std::uint32_t steps = rows_of_text == 1 ? rows : rows_of_text;
        positions.values()[row] = static_cast<std::int32_t>(
            steps == 1 ? shape.context - 1 : step * (shape.context - 1) / (steps - 1));
    }
    // Pages lie in another order than texts and positions.
    for (std::uint32_t entry = 0; entry < texts * stride; ++entry) {
        table.values()[entry] = static_cast<std::int32_t>(texts * stride - 1 - entry);
    }

    std::vector<kernel_outcome> out;
    using twins = kernel_comparison<Device>;
    out.push_back(both.run(
        "embed", rows, 0.0,
        [&](typename twins::side at) {
            return kernels::embed_kernel<Real>{at(embedding), at(tokens), at(x), inner};
        },
        x));
    fill_evenly(x.values(), 7);
    const auto rms_norm = [&](bool gathered) {
        return [&, gathered](typename twins::side at) {
            return kernels::rms_norm_kernel<Real>{
                at(x), gathered ? at(chosen) : nullptr, at(weight), at(normed), inner, 1e-6F};
        };
    };
    out.push_back(both.run("RMSNorm", rows, stored, rms_norm(false), normed));
    out.push_back(both.run("RMSNorm of chosen rows", rows, stored, rms_norm(true), normed));
    out.push_back(both.run(
        "SwiGLU", rows, stored,
        [&](typename twins::side at) {
            return kernels::swiglu_kernel<Real>{at(gates), at(normed), inner};
        },
        normed));

    fill_evenly(normed.values(), 8);
    for (const bool add : {false, true}) {
        const auto multiply = [&](typename twins::side at) {
            return kernels::product_kernel<Real>{at(product), at(normed), at(embedding), rows, 40,
                                                 inner,       add};
        };
        const kernels::product_kernel<Real> sizes{nullptr, nullptr, nullptr, rows, 40, inner, add};
        out.push_back(
            both.run(add ? "product, added" : "product", sizes.blocks(), sums, multiply, product));
        fill_evenly(product.values(), 9);
    }

    const auto layout = [&](typename twins::side at) {
        return kernels::cache_layout{at(table), stride, shape.kv_heads, width};
    };
    fill_evenly(qkv.values(), 10);
    out.push_back(both.run(
        "bias, norm, rotation, cache", rows * all, stored,
        [&](typename twins::side at) {
            return kernels::rotate_append_kernel<Real>{
                at(qkv),
                shape.biased ? at(bias) : nullptr,
                shape.normed ? at(norm) : nullptr,
                shape.normed ? at(norm) : nullptr,
                at(angles),
                at(angles) + std::size_t{shape.context} * width / 2,
                at(slots),
                at(positions),
                at(keys),
                at(values),
                layout(at),
                heads,
                1e-6F};
        },
        qkv));
    fill_evenly(keys.values(), 11);
    fill_evenly(values.values(), 12);
    const auto attend = [&](typename twins::side at) {
        return kernels::attention_kernel<Real>{
            at(qkv),       at(slots),
            at(positions), at(keys),
            at(values),    at(partial),
            layout(at),    heads,
            stretches,     1.0F / std::sqrt(static_cast<float>(width))};
    };
    // Stretches behind a row's position stay as they are: x, which nobody writes, stands for them.
    out.push_back(both.run("attention", rows * shape.kv_heads * stretches, sums, attend, x));
    partial.before = partial.reference;
    out.push_back(both.run(
        "attention, combined", rows * heads, stored,
        [&](typename twins::side at) {
            return kernels::attention_combine_kernel<Real>{at(partial), at(positions), at(attended),
                                                           heads,       width,         stretches};
        },
        attended));
    return out;
}

/// The sampler and the scorer on logits of a spread that models have, with every rule. They must
/// agree to the bit.
template <class Device>
std::vector<kernel_outcome> compare_sampling(Device& device, std::uint32_t rows,
                                             std::uint32_t vocabulary) {
    namespace kernels = passk::adapter::cuda::detail;
    const std::uint32_t words = (vocabulary + 31) / 32;
    kernel_comparison<Device> both(device);
    auto& logits = both.template array<float>("logits", std::size_t{rows} * vocabulary);
    auto& rules = both.template array<kernels::sampling_row>("rules", rows);
    auto& seen = both.template array<std::uint32_t>("seen", std::size_t{rows} * words);
    auto& targets = both.template array<std::int32_t>("targets", rows);
    auto& tokens = both.template array<std::int32_t>("tokens", rows);
    auto& raw = both.template array<float>("raw", rows);
    auto& processed = both.template array<float>("processed", rows);
    passk::random_bits bits(vocabulary + rows);
    for (float& logit : logits.values()) {
        // A few high ones above a wide low field.
        const double even = passk::uniform_unit(bits);
        logit = static_cast<float>(-2.5 * std::log(1.0 - even) - 12.0 + even);
    }
    for (std::uint32_t& word : seen.values()) {
        word = static_cast<std::uint32_t>(bits() & bits());
    }
    for (std::uint32_t row = 0; row < rows; ++row) {
        rules.values()[row] = {
            .temperature = row % 7 == 6 ? 0.0F : 0.3F + 0.2F * static_cast<float>(row % 6),
            .top_p = row % 3 == 1 ? 0.9F : 1.0F,
            .min_p = row % 5 == 2 ? 0.01F : 0.0F,
            .repetition_penalty = row % 4 == 3 ? 1.2F : 1.0F,
            .top_k = row % 2 == 1 ? 50U : 0U,
            .slot = static_cast<std::int32_t>(rows - 1 - row),
            .number = row,
            .seed_low = 9,
            .seed_high = row};
        targets.values()[row] = static_cast<std::int32_t>((row * 7919) % vocabulary);
    }
    std::vector<kernel_outcome> out;
    using twins = kernel_comparison<Device>;
    out.push_back(both.run(
        "log-softmax and gather", rows, 0.0,
        [&](typename twins::side at) {
            return kernels::score_kernel{at(logits), at(targets), at(raw), vocabulary};
        },
        raw));
    out.push_back(both.run(
        "sampler", rows, 0.0,
        [&](typename twins::side at) {
            return kernels::sample_kernel{at(logits), at(rules), at(seen),      words,
                                          at(tokens), at(raw),   at(processed), vocabulary};
        },
        processed));
    return out;
}

/// The shapes that kernels are compared in: many for a GPU, few where each barrier is a switch of
/// threads or a sanitizer looks on.
inline std::vector<layer_shape> layer_shapes(bool many) {
    std::vector<layer_shape> shapes;
    if (!many) {
        return {{.rows = 2, .group = 3, .head_dim = 6, .context = 20, .biased = true},
                {.rows = 3, .group = 8, .head_dim = 64, .context = 270, .normed = true},
                {.rows = 9, .kv_heads = 2, .group = 1, .head_dim = 128, .context = 20},
                {.rows = 1, .group = 9, .head_dim = 256, .context = 258, .biased = true}};
    }
    for (const std::uint32_t head_dim : {2U, 6U, 64U, 96U, 128U, 256U, 1024U}) {
        for (std::uint32_t group = 1; group <= 9; ++group) {
            shapes.push_back({.rows = 5,
                              .kv_heads = 1 + group % 2,
                              .group = group,
                              .head_dim = head_dim,
                              .context = head_dim > 256 ? 300U : 600U,
                              .biased = group % 3 == 0,
                              .normed = group % 3 == 1});
        }
    }
    for (const std::uint32_t rows :
         {1U, 2U, 7U, 8U, 31U, 32U, 33U, 64U, 127U, 128U, 255U, 256U, 511U, 512U}) {
        for (const std::uint32_t head_dim : {64U, 128U, 256U}) {
            shapes.push_back({.rows = rows,
                              .kv_heads = 2,
                              .group = 2,
                              .head_dim = head_dim,
                              .context = 130,
                              .biased = true});
        }
    }
    return shapes;
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_ADAPTER_CUDA_KERNEL_COMPARISON_HPP
