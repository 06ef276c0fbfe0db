// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_SEVERAL_RANKS_HPP
#define PASSK_TESTS_SUPPORT_SEVERAL_RANKS_HPP

#include <passk/core/executor.hpp>

#include <algorithm>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace passk_tests {

/// One of several processes as an executor sees it, played by a thread of this one: it computes its
/// share alone and learns the values of the others in all_gather.
class rank_executor {
public:
    /// What the ranks have in common.
    struct communicator {
        explicit communicator(std::size_t ranks)
            : meet(static_cast<std::ptrdiff_t>(ranks)), values(ranks) {}

        std::barrier<> meet;
        std::vector<std::span<double>> values;
    };

    rank_executor(std::shared_ptr<communicator> world, std::size_t rank)
        : world_(std::move(world)), rank_(rank) {}

    [[nodiscard]] std::size_t workers(std::uint64_t) const noexcept { return 1; }

    [[nodiscard]] passk::unit_range share(std::uint64_t units) const noexcept {
        return passk::share_of_rank(units, rank_, world_->values.size());
    }

    template <class Work>
    void for_each(passk::unit_range range, Work&& work) const {
        passk::this_thread().for_each(range, work);
    }

    void all_gather(std::span<double> values, std::uint64_t per_unit) const {
        world_->values[rank_] = values;
        world_->meet.arrive_and_wait();
        const std::size_t ranks = world_->values.size();
        const std::uint64_t units = (values.size() + per_unit - 1) / per_unit;
        for (std::size_t other = 0; other < ranks; ++other) {
            const passk::unit_range theirs = passk::share_of_rank(units, other, ranks);
            for (std::uint64_t i = per_unit * theirs.first;
                 other != rank_ && i < per_unit * theirs.last && i < values.size(); ++i) {
                values[i] = world_->values[other][i];
            }
        }
        world_->meet.arrive_and_wait();
    }

private:
    std::shared_ptr<communicator> world_;
    std::size_t rank_;
};

/// What `compute` returns on each of several ranks.
template <class Compute>
auto on_every_rank(std::size_t ranks, const Compute& compute) {
    const auto world = std::make_shared<rank_executor::communicator>(ranks);
    std::vector<std::invoke_result_t<Compute, passk::any_executor>> results(ranks);
    std::vector<std::jthread> processes;
    for (std::size_t rank = 0; rank < ranks; ++rank) {
        processes.emplace_back([&, rank] {
            results[rank] = compute(passk::any_executor(rank_executor(world, rank)));
        });
    }
    processes.clear();
    return results;
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_SEVERAL_RANKS_HPP
