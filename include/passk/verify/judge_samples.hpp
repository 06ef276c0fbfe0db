// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_JUDGE_SAMPLES_HPP
#define PASSK_VERIFY_JUDGE_SAMPLES_HPP

#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/result.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/sample_range.hpp>
#include <passk/verify/verifier.hpp>

#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/primitives.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// How judge_samples runs.
struct judging_options {
    unsigned threads = 0;    ///< how many to use; 0: one per processor
    std::stop_token stop{};  ///< a stop request is honoured between two samples
};

/// One text and the problem that it answers; both must outlive the judging.
struct judging_item {
    const problem* task = nullptr;  ///< not null
    std::string_view text{};
};

namespace detail {

inline void expects_problems(std::span<const judging_item> items) {
    for (const judging_item& item : items) {
        expects(item.task != nullptr, "passk::judge_samples: an item has no problem");
    }
}

// Verdict is verdict or judgement.
template <class Verdict, class Judge>
result<std::vector<Verdict>> judge_indices(std::size_t count, const judging_options& how,
                                           const Judge& judge_one) {
    std::vector<Verdict> verdicts(count);
    std::atomic<std::size_t> judged{0};
    threads(how.threads).for_each({0, count}, [&](std::size_t, std::uint64_t i) {
        if (!how.stop.stop_requested()) {
            verdicts[static_cast<std::size_t>(i)] = judge_one(static_cast<std::size_t>(i));
            judged.fetch_add(1, std::memory_order_relaxed);
        }
    });
    if (judged.load() < count) {
        return error{errc::cancelled, "passk::judge_samples: stopped before all "
                                          + std::to_string(count) + " samples were judged"};
    }
    return verdicts;
}

}  // namespace detail

/// Verdicts on all samples of one problem, judged by several threads, in the order of the
/// samples.
///
/// @param judge    called concurrently, which every verifier allows
/// @param task     the problem
/// @param samples  completions or texts; random access
/// @param how      threads and cancellation
/// @returns        one verdict per sample; errc::cancelled if a stop was requested before the
///                 last sample was taken up
/// @throws         what `judge` throws, though a verifier does not
///
/// @par Determinism
/// The verdicts do not depend on the number of threads.
template <verifier V, sample_range R>
    requires ranges::random_access_range<const R> && ranges::sized_range<const R>
[[nodiscard]] result<std::vector<verdict>> judge_samples(const V& judge, const problem& task,
                                                         const R& samples,
                                                         const judging_options& how = {}) {
    const auto first = ranges::begin(samples);
    using difference = ranges::range_difference_t<const R>;
    return detail::judge_indices<verdict>(static_cast<std::size_t>(ranges::size(samples)), how,
                                          [&](std::size_t i) {
                                              auto&& sample = first[static_cast<difference>(i)];
                                              return judge(task, detail::sample_text(sample));
                                          });
}

/// The same for samples of many problems at once: threads do not wait at the end of each.
template <verifier V>
[[nodiscard]] result<std::vector<verdict>> judge_samples(const V& judge,
                                                         std::span<const judging_item> items,
                                                         const judging_options& how = {}) {
    detail::expects_problems(items);
    return detail::judge_indices<verdict>(
        items.size(), how, [&](std::size_t i) { return judge(*items[i].task, items[i].text); });
}

/// The same with the evidence that the verifier can give (explain).
template <verifier V>
[[nodiscard]] result<std::vector<judgement>> explain_samples(const V& judge,
                                                             std::span<const judging_item> items,
                                                             const judging_options& how = {}) {
    detail::expects_problems(items);
    return detail::judge_indices<judgement>(items.size(), how, [&](std::size_t i) {
        return passk::explain(judge, *items[i].task, items[i].text);
    });
}

}  // namespace passk

#endif  // PASSK_VERIFY_JUDGE_SAMPLES_HPP
