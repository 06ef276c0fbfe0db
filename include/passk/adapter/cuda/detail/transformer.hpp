// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_TRANSFORMER_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_TRANSFORMER_HPP

#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/adapter/cuda/detail/arena.hpp>
#include <passk/adapter/cuda/detail/attention_kernels.hpp>
#include <passk/adapter/cuda/detail/layer_kernels.hpp>
#include <passk/adapter/cuda/detail/sampling_kernels.hpp>
#include <passk/adapter/cuda/detail/weights.hpp>
#include <passk/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk::adapter::cuda::detail {

// How much a transformer works on at a time.
struct transformer_sizes {
    std::uint32_t rows;         // tokens of one forward pass
    std::uint32_t logits_rows;  // rows whose logits are held at once
    std::uint32_t slots;        // sequences at the same time; slot 0 is nobody's
    std::uint32_t context;      // longest sequence
    std::uint32_t pages;        // of the cache; page 0 is nobody's
};

// The tokens of one forward pass, one a row.
struct forward_batch {
    std::vector<std::int32_t> tokens{};
    std::vector<std::int32_t> slots{};
    std::vector<std::int32_t> positions{};
    std::vector<std::int32_t> wanted{};   // rows whose logits are wanted; those sampled first
    std::vector<sampling_row> sampled{};  // one for each of the first of them
    std::vector<std::int32_t> targets{};  // one for each of the others: the token to be scored

    void clear() {
        tokens.clear();
        slots.clear();
        positions.clear();
        wanted.clear();
        sampled.clear();
        targets.clear();
    }
};

// What came out for the wanted rows, in their order.
struct forward_results {
    std::vector<std::int32_t> tokens{};  // of sampled rows
    std::vector<float> raw{};            // log-probabilities of tokens drawn, then of targets
    std::vector<float> processed{};      // of sampled rows
};

// A decoder-only transformer with its cache on a device.
template <class Device>
class transformer {
public:
    using real = typename Device::real;
    static constexpr std::uint32_t page_size = cache_layout::page_size;

    // Takes the room that everything but the pages of the cache needs, and the pages last.
    transformer(Device& device, const checkpoint::model_config& config,
                const transformer_sizes& sizes, arena& memory)
        : device_(&device),
          config_(config),
          sizes_(sizes),
          stride_((sizes.context + page_size - 1) / page_size),
          most_stretches_((sizes.context + stretch - 1) / stretch),
          weights_(model_weights<real>::place(config, memory)) {
        const std::uint64_t rows = sizes.rows;
        const std::uint64_t half = config.head_dim / 2;
        const std::uint64_t q = std::uint64_t{config.heads} * config.head_dim;
        const std::uint64_t kv = std::uint64_t{config.kv_heads} * config.head_dim;
        cosines_ = memory.take<float>(sizes.context * half);
        sines_ = memory.take<float>(sizes.context * half);
        x_ = memory.take<float>(rows * config.hidden_size);
        normed_ = memory.take<real>(rows * config.hidden_size);
        qkv_ = memory.take<float>(rows * (q + 2 * kv));
        partial_ = memory.take<float>(most_units() * config.heads * (config.head_dim + 2));
        attended_ = memory.take<real>(rows * q);
        gate_up_ = memory.take<float>(rows * 2 * config.intermediate_size);
        activated_ = memory.take<real>(rows * config.intermediate_size);
        logits_ = memory.take<float>(std::uint64_t{sizes.logits_rows} * config.vocab_size);
        tokens_ = memory.take<std::int32_t>(rows);
        slots_ = memory.take<std::int32_t>(rows);
        positions_ = memory.take<std::int32_t>(rows);
        wanted_ = memory.take<std::int32_t>(rows);
        targets_ = memory.take<std::int32_t>(rows);
        sampled_ = memory.take<sampling_row>(rows);
        drawn_ = memory.take<std::int32_t>(rows);
        raw_ = memory.take<float>(rows);
        processed_ = memory.take<float>(rows);
        table_ = memory.take<std::int32_t>(std::uint64_t{sizes.slots} * stride_);
        seen_ = memory.take<std::uint32_t>(std::uint64_t{sizes.slots} * seen_stride());
        const std::uint64_t page = page_elements(config);
        for (std::uint32_t i = 0; i < config.layers; ++i) {
            keys_.push_back(memory.take<real>(sizes.pages * page));
            values_.push_back(memory.take<real>(sizes.pages * page));
        }
    }

    // Bytes of the cache that one page takes in all layers.
    [[nodiscard]] static std::uint64_t page_bytes(const checkpoint::model_config& config) {
        return 2 * sizeof(real) * config.layers * page_elements(config);
    }

    [[nodiscard]] const model_weights<real>& weights() const noexcept { return weights_; }
    [[nodiscard]] const transformer_sizes& sizes() const noexcept { return sizes_; }
    [[nodiscard]] std::uint32_t pages_per_slot() const noexcept { return stride_; }
    [[nodiscard]] std::uint32_t seen_stride() const noexcept {
        return (config_.vocab_size + 31) / 32;
    }

    // How many rows a batch may have whose last position is this; at least the number of slots.
    [[nodiscard]] std::uint32_t most_rows(std::uint32_t position) const {
        return static_cast<std::uint32_t>(
            (std::min)(most_units() / stretches_of(position), std::uint64_t{sizes_.rows}));
    }

    // Writes the tables of rotations. Call once before the first forward pass.
    void prepare() {
        const std::vector<double> frequencies = checkpoint::rope_frequencies(config_);
        std::vector<float> cosines;
        std::vector<float> sines;
        for (std::uint32_t position = 0; position < sizes_.context; ++position) {
            for (const double frequency : frequencies) {
                cosines.push_back(static_cast<float>(std::cos(position * frequency)));
                sines.push_back(static_cast<float>(std::sin(position * frequency)));
            }
        }
        device_->upload(cosines_, cosines.data(), cosines.size());
        device_->upload(sines_, sines.data(), sines.size());
    }

    // The pages of a slot from page number `from` on.
    void set_pages(std::uint32_t slot, std::uint32_t from, std::span<const std::int32_t> pages) {
        device_->upload(table_ + std::uint64_t{slot} * stride_ + from, pages.data(), pages.size());
    }
    // The tokens that a slot's repetition penalty falls on, a bit each.
    void set_seen(std::uint32_t slot, std::span<const std::uint32_t> bits) {
        device_->upload(seen_ + std::uint64_t{slot} * seen_stride(), bits.data(), bits.size());
    }

    // Runs a batch. Rows of padding, which make up a shape that the device has seen before, work
    // on slot 0 and page 0. Of all rows there are at most most_rows(the last position).
    void forward(const forward_batch& batch, std::uint32_t padded_rows, forward_results& results) {
        const auto rows = static_cast<std::uint32_t>(batch.tokens.size());
        const auto wanted = static_cast<std::uint32_t>(batch.wanted.size());
        const auto sampled = static_cast<std::uint32_t>(batch.sampled.size());
        const std::uint32_t shape = (std::max)(rows, padded_rows);
        upload_padded(tokens_, batch.tokens, shape);
        upload_padded(slots_, batch.slots, shape);
        upload_padded(positions_, batch.positions, shape);
        std::int32_t last = 0;
        for (const std::int32_t position : batch.positions) {
            last = (std::max)(last, position);
        }
        passk::detail::expects(shape <= most_rows(static_cast<std::uint32_t>(last)),
                               "transformer: a batch has more rows than there is room for");
        const std::uint32_t stretches = stretches_of(static_cast<std::uint32_t>(last));
        const std::uint64_t shape_key =
            std::uint64_t{shape} << 32U | std::uint64_t{stretches} << 1U;
        device_->replay(shape_key, [&] { layers(shape, stretches); });

        device_->upload(wanted_, batch.wanted.data(), wanted);
        device_->upload(sampled_, batch.sampled.data(), sampled);
        device_->upload(targets_, batch.targets.data(), batch.targets.size());
        for (std::uint32_t at = 0; at < wanted;) {
            const bool sampling = at < sampled;
            const std::uint32_t end = sampling ? sampled : wanted;
            const std::uint32_t count = (std::min)(end - at, sizes_.logits_rows);
            device_->launch(count, rms_norm_kernel<real>{x_, wanted_ + at, weights_.final_norm,
                                                         normed_, config_.hidden_size, eps()});
            device_->matmul(logits_, normed_, weights_.logits, padded_logits(count),
                            config_.vocab_size, config_.hidden_size, false);
            if (sampling) {
                device_->launch(
                    count, sample_kernel{logits_, sampled_ + at, seen_, seen_stride(), drawn_ + at,
                                         raw_ + at, processed_ + at, config_.vocab_size});
            } else {
                device_->launch(count, score_kernel{logits_, targets_ + (at - sampled), raw_ + at,
                                                    config_.vocab_size});
            }
            at += count;
        }
        results.tokens.resize(sampled);
        results.processed.resize(sampled);
        results.raw.resize(wanted);
        device_->download(results.tokens.data(), drawn_, sampled);
        device_->download(results.processed.data(), processed_, sampled);
        device_->download(results.raw.data(), raw_, wanted);
    }

    // The logits of the last chunk of wanted rows, for tests.
    [[nodiscard]] std::vector<float> logits(std::uint32_t rows) {
        std::vector<float> out(std::uint64_t{rows} * config_.vocab_size);
        device_->download(out.data(), logits_, out.size());
        return out;
    }

    // With this every product of a kind has one shape, whatever the batch: a device whose
    // products depend on the number of rows then gives each row the same bits in every batch.
    void use_one_shape(bool one_shape) noexcept { one_shape_ = one_shape; }

private:
    static constexpr std::uint32_t stretch = attention_kernel<real>::stretch_size;

    [[nodiscard]] static std::uint64_t page_elements(const checkpoint::model_config& config) {
        return std::uint64_t{config.kv_heads} * config.head_dim * page_size;
    }
    [[nodiscard]] static std::uint32_t round_up_to_power_of_two(std::uint32_t value) {
        std::uint32_t power = 1;
        while (power < value) {
            power *= 2;
        }
        return power;
    }
    // Room for every slot at its longest, or for all rows at their first few stretches.
    [[nodiscard]] std::uint64_t most_units() const {
        return (std::max)(std::uint64_t{sizes_.slots} * most_stretches_,
                          std::uint64_t{sizes_.rows} * (std::min)(most_stretches_, 8U));
    }
    [[nodiscard]] std::uint32_t stretches_of(std::uint32_t position) const {
        return (std::min)(round_up_to_power_of_two(position / stretch + 1), most_stretches_);
    }
    [[nodiscard]] float eps() const { return static_cast<float>(config_.rms_norm_eps); }
    [[nodiscard]] std::uint32_t padded_logits(std::uint32_t count) const {
        return one_shape_ ? sizes_.logits_rows
                          : (std::min)(device_->padded_rows(count), sizes_.logits_rows);
    }

    void upload_padded(std::int32_t* to, const std::vector<std::int32_t>& from,
                       std::uint32_t shape) {
        padded_ = from;
        padded_.resize(shape);
        device_->upload(to, padded_.data(), shape);
    }

    void layers(std::uint32_t rows, std::uint32_t stretches) {
        const std::uint32_t width = config_.hidden_size;
        const std::uint32_t head_dim = config_.head_dim;
        const std::uint32_t q = config_.heads * head_dim;
        const std::uint32_t all = (config_.heads + 2 * config_.kv_heads) * head_dim;
        const cache_layout cache{table_, stride_, config_.kv_heads, head_dim};
        device_->launch(rows, embed_kernel<real>{weights_.embedding, tokens_, x_, width});
        for (std::size_t i = 0; i < weights_.layers.size(); ++i) {
            const layer_weights<real>& layer = weights_.layers[i];
            device_->launch(rows, rms_norm_kernel<real>{x_, nullptr, layer.attention_norm, normed_,
                                                        width, eps()});
            device_->matmul(qkv_, normed_, layer.qkv, rows, all, width, false);
            device_->launch(
                rows * (config_.heads + 2 * config_.kv_heads),
                rotate_append_kernel<real>{qkv_, layer.qkv_bias, layer.q_norm, layer.k_norm,
                                           cosines_, sines_, slots_, positions_, keys_[i],
                                           values_[i], cache, config_.heads, eps()});
            device_->launch(rows * config_.kv_heads * stretches,
                            attention_kernel<real>{qkv_, slots_, positions_, keys_[i], values_[i],
                                                   partial_, cache, config_.heads, stretches,
                                                   1.0F / std::sqrt(static_cast<float>(head_dim))});
            device_->launch(rows * config_.heads,
                            attention_combine_kernel<real>{partial_, positions_, attended_,
                                                           config_.heads, head_dim, stretches});
            device_->matmul(x_, attended_, layer.attention_out, rows, width, q, true);
            device_->launch(
                rows, rms_norm_kernel<real>{x_, nullptr, layer.block_norm, normed_, width, eps()});
            device_->matmul(gate_up_, normed_, layer.gate_up, rows, 2 * config_.intermediate_size,
                            width, false);
            device_->launch(rows,
                            swiglu_kernel<real>{gate_up_, activated_, config_.intermediate_size});
            device_->matmul(x_, activated_, layer.down, rows, width, config_.intermediate_size,
                            true);
        }
    }

    Device* device_;
    checkpoint::model_config config_;
    transformer_sizes sizes_;
    std::uint32_t stride_;
    std::uint32_t most_stretches_;
    model_weights<real> weights_;
    bool one_shape_ = false;
    std::vector<std::int32_t> padded_{};
    float* cosines_ = nullptr;
    float* sines_ = nullptr;
    float* x_ = nullptr;  // the residual stream
    real* normed_ = nullptr;
    float* qkv_ = nullptr;
    float* partial_ = nullptr;
    real* attended_ = nullptr;
    float* gate_up_ = nullptr;
    real* activated_ = nullptr;
    float* logits_ = nullptr;
    std::int32_t* tokens_ = nullptr;
    std::int32_t* slots_ = nullptr;
    std::int32_t* positions_ = nullptr;
    std::int32_t* wanted_ = nullptr;
    std::int32_t* targets_ = nullptr;
    sampling_row* sampled_ = nullptr;
    std::int32_t* drawn_ = nullptr;
    float* raw_ = nullptr;
    float* processed_ = nullptr;
    std::int32_t* table_ = nullptr;
    std::uint32_t* seen_ = nullptr;
    std::vector<real*> keys_{};
    std::vector<real*> values_{};
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_TRANSFORMER_HPP
