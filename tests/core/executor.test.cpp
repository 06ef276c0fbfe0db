// SPDX-License-Identifier: Apache-2.0
#include <passk/core/executor.hpp>

#include <doctest/doctest.h>

#include "several_ranks.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <stdexcept>
#include <vector>

using passk::any_executor;
using passk::executor;
using passk::unit_range;

static_assert(executor<passk::this_thread>);
static_assert(executor<passk::threads>);
static_assert(executor<any_executor>);
static_assert(executor<passk_tests::rank_executor>);
static_assert(!executor<int>);

namespace {

struct double_the_number final : passk::known_job {
    int number = 21;
};

// Does the one job that it knows, and computes all else like this_thread.
class device : public passk::this_thread {
public:
    [[nodiscard]] static bool try_run(passk::known_job& job) {
        auto* const known = dynamic_cast<double_the_number*>(&job);
        if (known != nullptr) {
            known->number *= 2;
        }
        return known != nullptr;
    }
};

// Calls every unit of a range once, on workers that exist and are busy with one unit at a time.
template <executor Executor>
void check_for_each(const Executor& on, unit_range range) {
    const std::size_t workers = on.workers(range.size());
    REQUIRE(workers >= 1);
    std::vector<std::atomic<int>> calls(static_cast<std::size_t>(range.last));
    std::vector<std::atomic<int>> busy(workers);
    std::atomic<int> wrong{0};
    on.for_each(range, [&](std::size_t worker, std::uint64_t unit) {
        if (worker >= busy.size() || unit < range.first || unit >= range.last) {
            ++wrong;
            return;
        }
        wrong += busy[worker]++ == 0 ? 0 : 1;
        ++calls[static_cast<std::size_t>(unit)];
        --busy[worker];
    });
    CHECK(wrong == 0);
    for (std::uint64_t unit = range.first; unit < range.last; ++unit) {
        CHECK(calls[static_cast<std::size_t>(unit)] == 1);
    }
}

// The laws for an executor that is all processes.
template <executor Executor>
void check_laws(const Executor& on) {
    for (const std::uint64_t units : {0U, 1U, 2U, 3U, 64U, 1000U}) {
        CAPTURE(units);
        CHECK(on.share(units) == unit_range{0, units});
        check_for_each(on, {0, units});
        check_for_each(on, {units / 3, units});
        std::vector<double> values(static_cast<std::size_t>(units));
        std::iota(values.begin(), values.end(), 1.0);
        const std::vector<double> before = values;
        on.all_gather(std::span<double>(values), 1);
        CHECK(values == before);
    }
}

}  // namespace

TEST_CASE("this thread keeps the laws of an executor, and the order of the units") {
    check_laws(passk::this_thread());
    CHECK(passk::this_thread().workers(1000) == 1);
    std::vector<std::uint64_t> units;
    passk::this_thread().for_each({3, 8}, [&](std::size_t worker, std::uint64_t unit) {
        CHECK(worker == 0);
        units.push_back(unit);
    });
    CHECK(units == std::vector<std::uint64_t>{3, 4, 5, 6, 7});
}

TEST_CASE("any number of threads keeps the laws of an executor") {
    for (unsigned count = 0; count <= 4; ++count) {
        CAPTURE(count);
        check_laws(passk::threads(count));
        CHECK(passk::threads(count).workers(0) == 1);
        CHECK(passk::threads(count).workers(1) == 1);
        if (count > 0) {
            CHECK(passk::threads(count).workers(1000) == count);
        }
    }
    CHECK(passk::threads().workers(1) == 1);
    CHECK(passk::threads().workers(1'000'000) >= 1);
}

TEST_CASE("any_executor keeps the laws of what it holds, and shares it when copied") {
    for (const any_executor& on : {any_executor(passk::this_thread()),
                                   any_executor(passk::threads(3)), any_executor(device())}) {
        check_laws(on);
        const any_executor copy = on;  // NOLINT(performance-unnecessary-copy-initialization)
        check_laws(copy);
    }
    CHECK(any_executor(passk::threads(3)).workers(100) == 3);
}

TEST_CASE("any_executor calls work that is const, or that cannot be copied") {
    const any_executor on = passk::threads(2);
    std::atomic<std::uint64_t> sum{0};
    const auto work = [&](std::size_t, std::uint64_t unit) { sum += unit; };
    on.for_each({0, 101}, work);
    CHECK(sum == 5050);
    struct {
        std::atomic<std::uint64_t> sum{0};
        void operator()(std::size_t, std::uint64_t unit) { sum += unit; }
    } own;
    on.for_each({0, 101}, own);
    CHECK(own.sum == 5050);
}

TEST_CASE("a whole job goes to the executor that knows it, and to no other") {
    struct unknown final : passk::known_job {};
    double_the_number job;
    unknown other;
    CHECK_FALSE(any_executor(passk::this_thread()).try_run(job));
    CHECK_FALSE(any_executor(passk::threads(2)).try_run(job));
    CHECK(job.number == 21);
    CHECK(any_executor(device()).try_run(job));
    CHECK(job.number == 42);
    CHECK_FALSE(any_executor(device()).try_run(other));
    // An executor that stands in another still has its job done.
    CHECK(any_executor(any_executor(device())).try_run(job));
    CHECK(job.number == 84);
}

TEST_CASE("the shares of ranks cover all units once, in order, and differ by one at most") {
    for (std::uint64_t ranks = 1; ranks <= 9; ++ranks) {
        for (const std::uint64_t units :
             {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{7}, std::uint64_t{8},
              std::uint64_t{1000}, ~std::uint64_t{0}}) {
            CAPTURE(ranks);
            CAPTURE(units);
            std::uint64_t next = 0;
            for (std::uint64_t rank = 0; rank < ranks; ++rank) {
                const unit_range share = passk::share_of_rank(units, rank, ranks);
                CHECK(share.first == next);
                CHECK(share.last >= share.first);
                CHECK(share.size() >= units / ranks);
                CHECK(share.size() - units / ranks <= 1);
                next = share.last;
            }
            CHECK(next == units);
        }
    }
}

TEST_CASE("after all_gather every rank has the values of all, the short last unit included") {
    for (const std::size_t ranks : {1U, 2U, 3U, 5U}) {
        for (const std::uint64_t per_unit : {1U, 4U, 64U}) {
            for (const std::size_t size : {1U, 3U, 63U, 64U, 65U, 200U}) {
                CAPTURE(ranks);
                CAPTURE(per_unit);
                CAPTURE(size);
                const std::uint64_t units = (size + per_unit - 1) / per_unit;
                const auto known = passk_tests::on_every_rank(ranks, [&](const any_executor& on) {
                    std::vector<double> values(size, -1.0);
                    on.for_each(on.share(units), [&](std::size_t, std::uint64_t unit) {
                        const auto first = static_cast<std::size_t>(unit * per_unit);
                        const auto last =
                            (std::min)(size, static_cast<std::size_t>((unit + 1) * per_unit));
                        for (std::size_t i = first; i < last; ++i) {
                            values[i] = static_cast<double>(i);
                        }
                    });
                    on.all_gather(values, per_unit);
                    return values;
                });
                std::vector<double> expected(size);
                std::iota(expected.begin(), expected.end(), 0.0);
                for (const std::vector<double>& values : known) {
                    CHECK(values == expected);
                }
            }
        }
    }
}

TEST_CASE("threads and this thread pass on what work throws, and one worker begins no more") {
    const auto check = [](const auto& on) {
        std::atomic<std::uint64_t> begun{0};
        const auto work = [&](std::size_t, std::uint64_t unit) {
            ++begun;
            if (unit == 3) {
                throw std::runtime_error("unit 3");
            }
        };
        CHECK_THROWS_WITH_AS(on.for_each({0, 1'000'000}, work), "unit 3", std::runtime_error);
        if (on.workers(2) == 1) {
            CHECK(begun == 4);
        }
        on.for_each({10, 12}, work);  // it is still there for other work
    };
    check(passk::this_thread());
    check(passk::threads(1));
    check(passk::threads(4));
    check(any_executor(passk::threads(3)));
}
