// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_EXECUTOR_HPP
#define PASSK_CORE_EXECUTOR_HPP

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace passk {

/// Consecutive units of work, from `first` up to but not including `last`.
struct unit_range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    [[nodiscard]] constexpr std::uint64_t size() const noexcept { return last - first; }
    friend constexpr bool operator==(const unit_range&, const unit_range&) = default;
};

/// The units of one of several processes: consecutive, and as even as can be.
/// @pre rank < ranks
[[nodiscard]] constexpr unit_range share_of_rank(std::uint64_t units, std::uint64_t rank,
                                                 std::uint64_t ranks) noexcept {
    const std::uint64_t each = units / ranks;
    const std::uint64_t longer = units % ranks;
    return {each * rank + (rank < longer ? rank : longer),
            each * (rank + 1) + (rank + 1 < longer ? rank + 1 : longer)};
}

/// A whole job that an executor may know by its type and do by means of its own, a GPU for example.
class known_job {
public:
    virtual ~known_job() = default;
};

/// A place where units of work are computed: this thread, several threads, several processes, a
/// device. A result depends on the unit alone, so that every executor gives the same bits.
///
/// Laws: share(n) over all processes covers the units [0, n), each once; for_each calls the work
/// once for every unit of a range, where two calls at the same time have different workers below
/// workers(n); all_gather makes the values of every process's share known to all.
///
/// @par Example
///     std::vector<double> squares(100);
///     passk::threads(4).for_each({0, 100}, [&](std::size_t, std::uint64_t i) {
///         squares[i] = static_cast<double>(i * i);
///     });
template <class E>
concept executor = std::copyable<E> && requires(const E& e, std::uint64_t units, unit_range range,
                                                void (*work)(std::size_t worker,
                                                             std::uint64_t unit),
                                                std::span<double> values) {
    { e.workers(units) } -> std::convertible_to<std::size_t>;
    { e.share(units) } -> std::same_as<unit_range>;
    e.for_each(range, work);
    e.all_gather(values, units);
};

/// Computes everything on the calling thread.
class this_thread {
public:
    [[nodiscard]] std::size_t workers(std::uint64_t) const noexcept { return 1; }
    [[nodiscard]] unit_range share(std::uint64_t units) const noexcept { return {0, units}; }

    /// Calls work(0, unit) for each unit of the range, in order.
    template <std::invocable<std::size_t, std::uint64_t> Work>
    void for_each(unit_range range, Work&& work) const {
        for (std::uint64_t unit = range.first; unit < range.last; ++unit) {
            work(std::size_t{0}, unit);
        }
    }

    /// Does nothing: every value is known here.
    void all_gather(std::span<double>, std::uint64_t) const noexcept {}
};

/// Computes on several threads of this process, of which the calling one is the first.
class threads {
public:
    /// @param count  threads; 0: one for each core
    explicit threads(unsigned count = 0) noexcept
        : count_(count == 0 ? (std::max)(1U, std::thread::hardware_concurrency()) : count) {}

    [[nodiscard]] std::size_t workers(std::uint64_t units) const noexcept {
        return static_cast<std::size_t>(
            (std::max)(std::uint64_t{1}, (std::min)(std::uint64_t{count_}, units)));
    }
    [[nodiscard]] unit_range share(std::uint64_t units) const noexcept { return {0, units}; }

    /// Calls work(worker, unit) for each unit of the range. Which worker gets a unit is left open.
    /// @throws what work throws first; units that were not begun by then are left out
    template <std::invocable<std::size_t, std::uint64_t> Work>
    void for_each(unit_range range, Work&& work) const {
        std::atomic<std::uint64_t> next{range.first};
        std::exception_ptr thrown;
        [[maybe_unused]] std::mutex guard;
        const auto run = [&](std::size_t worker) noexcept {
#if defined(__cpp_exceptions)
            try {
                for (std::uint64_t unit = next++; unit < range.last; unit = next++) {
                    work(worker, unit);
                }
            } catch (...) {
                next = range.last;
                const std::lock_guard lock(guard);
                thrown = thrown ? thrown : std::current_exception();
            }
#else
            for (std::uint64_t unit = next++; unit < range.last; unit = next++) {
                work(worker, unit);
            }
#endif
        };
        {
            const std::size_t all = workers(range.size());
            std::vector<std::jthread> others;
            others.reserve(all - 1);
            for (std::size_t worker = 1; worker < all; ++worker) {
                others.emplace_back(run, worker);
            }
            run(0);
        }
        if (thrown) {
            std::rethrow_exception(thrown);
        }
    }

    /// Does nothing: every value is known here.
    void all_gather(std::span<double>, std::uint64_t) const noexcept {}

private:
    unsigned count_;
};

/// Any executor, for functions that are compiled once. Cheap to copy.
class any_executor {
public:
    /// Wraps an executor. Implicit, so that a function that takes any_executor takes them all.
    template <class E>
        requires(
            !std::same_as<std::remove_cvref_t<E>, any_executor> && executor<std::remove_cvref_t<E>>)
    any_executor(E&& on)
        : place_(std::make_shared<holder<std::remove_cvref_t<E>>>(std::forward<E>(on))) {}

    [[nodiscard]] std::size_t workers(std::uint64_t units) const { return place_->workers(units); }

    /// The units that this process computes, of `units` in all.
    [[nodiscard]] unit_range share(std::uint64_t units) const { return place_->share(units); }

    /// Calls work(worker, unit) once for each unit of the range.
    /// @throws what work throws, where the executor passes it on: this_thread and threads do
    template <std::invocable<std::size_t, std::uint64_t> Work>
    void for_each(unit_range range, Work&& work) const {
        using object = std::remove_reference_t<Work>;
        place_->for_each(range, {const_cast<void*>(static_cast<const void*>(std::addressof(work))),
                                 [](void* what, std::size_t worker, std::uint64_t unit) {
                                     (*static_cast<object*>(what))(worker, unit);
                                 }});
    }

    /// Makes the values of every process's share known to all.
    /// @param values    `per_unit` values for each unit; the last unit may have fewer. This process
    ///                  has written those of its share.
    /// @param per_unit  at least 1
    void all_gather(std::span<double> values, std::uint64_t per_unit) const {
        place_->all_gather(values, per_unit);
    }

    /// Offers a whole job to an executor that may know its type.
    /// @returns true if the executor has done it
    [[nodiscard]] bool try_run(known_job& job) const { return place_->try_run(job); }

private:
    struct work_ref {
        void* object;
        void (*call)(void*, std::size_t, std::uint64_t);
    };

    class place {
    public:
        virtual ~place() = default;
        [[nodiscard]] virtual std::size_t workers(std::uint64_t units) const = 0;
        [[nodiscard]] virtual unit_range share(std::uint64_t units) const = 0;
        virtual void for_each(unit_range range, work_ref work) const = 0;
        virtual void all_gather(std::span<double> values, std::uint64_t per_unit) const = 0;
        [[nodiscard]] virtual bool try_run(known_job& job) const = 0;
    };

    template <class E>
    class holder final : public place {
    public:
        explicit holder(E on) : on_(std::move(on)) {}
        [[nodiscard]] std::size_t workers(std::uint64_t units) const override {
            return on_.workers(units);
        }
        [[nodiscard]] unit_range share(std::uint64_t units) const override {
            return on_.share(units);
        }
        void for_each(unit_range range, work_ref work) const override {
            on_.for_each(range, [work](std::size_t worker, std::uint64_t unit) {
                work.call(work.object, worker, unit);
            });
        }
        void all_gather(std::span<double> values, std::uint64_t per_unit) const override {
            on_.all_gather(values, per_unit);
        }
        [[nodiscard]] bool try_run(known_job& job) const override {
            if constexpr (requires { on_.try_run(job); }) {
                return on_.try_run(job);
            } else {
                return false;
            }
        }

    private:
        E on_;
    };

    std::shared_ptr<const place> place_;
};

}  // namespace passk

#endif  // PASSK_CORE_EXECUTOR_HPP
