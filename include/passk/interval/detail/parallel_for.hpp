// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_PARALLEL_FOR_HPP
#define PASSK_INTERVAL_DETAIL_PARALLEL_FOR_HPP

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

namespace passk::detail {

// The number of workers that `threads` asks for: 0 means one for each core.
[[nodiscard]] inline std::size_t worker_count(unsigned threads, std::uint64_t units) {
    const unsigned wanted = threads == 0 ? std::thread::hardware_concurrency() : threads;
    return static_cast<std::size_t>(
        (std::max)(std::uint64_t{1}, (std::min)(std::uint64_t{wanted}, units)));
}

// Calls work(worker, unit) for every unit of [first, last), each once, on `workers` threads of
// which the caller's is one. Work must not throw. Which worker gets a unit is left open, so
// results may depend on the unit alone; `worker` is for scratch space.
template <class Work>
void parallel_for(std::size_t workers, std::uint64_t first, std::uint64_t last, const Work& work) {
    std::atomic<std::uint64_t> next{first};
    const auto run = [&](std::size_t worker) noexcept {
        for (std::uint64_t unit = next++; unit < last; unit = next++) {
            work(worker, unit);
        }
    };
    std::vector<std::jthread> others;
    others.reserve(workers - 1);
    for (std::size_t worker = 1; worker < workers; ++worker) {
        others.emplace_back(run, worker);
    }
    run(0);
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_PARALLEL_FOR_HPP
