// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_CPU_EXECUTORS_HPP
#define PASSK_ADAPTER_CUDA_CPU_EXECUTORS_HPP

#include <algorithm>
#include <atomic>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace passk::adapter::cuda {

/// What argmax finds: the largest value and, of equal ones, the lowest index.
struct indexed_value {
    float value;
    std::uint32_t index;
};

namespace detail {

[[nodiscard]] constexpr indexed_value better(indexed_value a, indexed_value b) noexcept {
    return b.value > a.value || (b.value == a.value && b.index < a.index) ? b : a;
}

// A kernel is a type with
//   template <class Team> constexpr void operator()(Team& team, std::uint32_t block) const
//   std::uint32_t scratch() const     how many floats of memory the team shares
// written for a team of any size that works on one block: rank() is the member's number, sync()
// waits for all, sum, max and argmax combine a value of each and give the result to all.
class serial_team {
public:
    explicit serial_team(float* scratch) : scratch_(scratch) {}
    [[nodiscard]] static std::uint32_t rank() { return 0; }
    [[nodiscard]] static std::uint32_t size() { return 1; }
    static void sync() {}
    template <class T>
    [[nodiscard]] static T sum(T value) {
        return value;
    }
    [[nodiscard]] static float max_of(float value) { return value; }
    [[nodiscard]] static indexed_value argmax(indexed_value value) { return value; }
    [[nodiscard]] float* scratch() const { return scratch_; }

private:
    float* scratch_;
};

// What the members of an emulated team share.
struct emulated_block {
    explicit emulated_block(std::uint32_t lanes)
        : gate(static_cast<std::ptrdiff_t>(lanes)), floats(lanes), wholes(lanes), indexed(lanes) {}
    std::barrier<> gate;
    std::vector<float> floats;
    std::vector<std::uint64_t> wholes;
    std::vector<indexed_value> indexed;
    std::vector<float> scratch{};
};

class emulated_team {
public:
    emulated_team(emulated_block& block, std::uint32_t rank) : block_(&block), rank_(rank) {}
    [[nodiscard]] std::uint32_t rank() const { return rank_; }
    [[nodiscard]] std::uint32_t size() const {
        return static_cast<std::uint32_t>(block_->floats.size());
    }
    void sync() const { block_->gate.arrive_and_wait(); }
    [[nodiscard]] float sum(float value) const {
        return combine(block_->floats, value, std::plus<>{});
    }
    [[nodiscard]] std::uint64_t sum(std::uint64_t value) const {
        return combine(block_->wholes, value, std::plus<>{});
    }
    [[nodiscard]] float max_of(float value) const {
        return combine(block_->floats, value, [](float a, float b) { return a < b ? b : a; });
    }
    [[nodiscard]] indexed_value argmax(indexed_value value) const {
        return combine(block_->indexed, value, better);
    }
    [[nodiscard]] float* scratch() const { return block_->scratch.data(); }

private:
    template <class T, class Function>
    [[nodiscard]] T combine(std::vector<T>& values, T mine, const Function& function) const {
        values[rank_] = mine;
        sync();
        T all = values[0];
        for (std::size_t i = 1; i < values.size(); ++i) {
            all = function(all, values[i]);
        }
        sync();
        return all;
    }

    emulated_block* block_;
    std::uint32_t rank_;
};

}  // namespace detail

/// Runs kernels block by block on the calling thread.
struct cpu_serial {
    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) const {
        std::vector<float> scratch(kernel.scratch());
        detail::serial_team team(scratch.data());
        for (std::uint32_t block = 0; block < blocks; ++block) {
            kernel(team, block);
        }
    }
};

/// Runs kernels as a GPU does, with threads in the place of a block's: a missing sync() is a
/// data race that a thread sanitizer sees, a wrong stride a wrong result. For tests.
struct cpu_emulated {
    std::uint32_t lanes = 3;

    template <class Kernel>
    void launch(std::uint32_t blocks, const Kernel& kernel) const {
        detail::emulated_block shared(lanes);
        shared.scratch.resize(kernel.scratch());
        std::vector<std::jthread> threads;
        for (std::uint32_t rank = 0; rank < lanes; ++rank) {
            threads.emplace_back([&shared, &kernel, rank, blocks] {
                detail::emulated_team team(shared, rank);
                for (std::uint32_t block = 0; block < blocks; ++block) {
                    kernel(team, block);
                    team.sync();
                }
            });
        }
    }
};

}  // namespace passk::adapter::cuda

#endif  // PASSK_ADAPTER_CUDA_CPU_EXECUTORS_HPP
