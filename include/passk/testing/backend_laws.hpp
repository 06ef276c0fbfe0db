// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTING_BACKEND_LAWS_HPP
#define PASSK_TESTING_BACKEND_LAWS_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/inference_backend.hpp>
#include <passk/infer/scoring_backend.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/sampling.hpp>
#include <passk/sample/token_id.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::testing {

/// What check_backend_laws asks a backend with.
struct backend_law_inputs {
    std::vector<passk::prompt> prompts{};  ///< at least one, of kinds that it can take
    std::uint32_t draws = 4;               ///< of each prompt; at least 2
    std::uint32_t max_tokens = 12;         ///< few are enough; at least 4
    std::uint64_t seed = 1;
    /// Two ways to one log-probability may differ by this much per token: 1e-4 for engines that
    /// compute in single precision, 2e-2 for half precision and caches of it.
    double tolerance = 1e-4;
    /// Draws hot enough to differ do so; false for a model that says one thing only.
    bool varied = true;
};

/// What came out.
struct backend_law_report {
    std::string broken{};               ///< the law and how it was broken; empty: none
    std::vector<std::string> held{};    ///< laws that were checked
    std::vector<std::string> denied{};  ///< laws with nothing to check: capabilities deny it
};

namespace detail {

template <class B>
class backend_trial {
public:
    backend_trial(B& backend, const backend_law_inputs& inputs)
        : backend_(backend), inputs_(inputs), able_(std::as_const(backend).capabilities()) {}

    backend_law_report run() {
        using law = void (backend_trial::*)();
        std::vector<std::pair<const char*, law>> laws;
        if constexpr (inference_backend<B>) {
            laws = {{"Accounted", &backend_trial::accounted},
                    {"Strict", &backend_trial::strict},
                    {"Typed", &backend_trial::typed},
                    {"Cancelled", &backend_trial::cancelled},
                    {"Length", &backend_trial::length},
                    {"Seeded", &backend_trial::seeded},
                    {"Stop", &backend_trial::stop},
                    {"Log-probabilities", &backend_trial::logprobs}};
        }
        if constexpr (scoring_backend<B>) {
            laws.emplace_back("One each", &backend_trial::scores);
        }
        if constexpr (inference_backend<B> && scoring_backend<B>) {
            laws.emplace_back("Scores agree", &backend_trial::scores_agree);
        }
        for (const auto& [name, check] : laws) {
            denied_ = false;
            (this->*check)();
            if (!broken_.empty()) {
                report_.broken = std::string(name) + ": " + broken_;
                break;
            }
            (denied_ ? report_.denied : report_.held).emplace_back(name);
        }
        return std::move(report_);
    }

private:
    using draws = std::vector<std::optional<result<completion>>>;  // by number - first

    void breaks(const std::string& how) {
        if (broken_.empty()) {
            broken_ = how;
        }
    }
    bool requires_that(bool holds, const std::string& otherwise) {
        if (!holds) {
            breaks(otherwise);
        }
        return holds;
    }

    generation_request request(std::size_t prompt = 0) const {
        return {.prompt = inputs_.prompts[prompt % inputs_.prompts.size()],
                .how = {.max_tokens = inputs_.max_tokens, .seed = inputs_.seed},
                .count = inputs_.draws};
    }

    // All draws of all requests; empty if they are not accounted for.
    std::vector<draws> draw_all(std::span<const generation_request> requests,
                                std::stop_token stop = {},
                                std::stop_source* stop_at_first = nullptr) {
        std::vector<draws> all(requests.size());
        for (std::size_t r = 0; r < requests.size(); ++r) {
            all[r].resize(requests[r].count);
        }
        bool sound = true;
        const auto take = [&](draw one) {
            const bool known =
                one.request < requests.size() && one.number >= requests[one.request].first
                && one.number - requests[one.request].first < requests[one.request].count;
            if (!known) {
                breaks("a draw of request " + std::to_string(one.request) + ", number "
                       + std::to_string(one.number) + ", which was not asked for");
                sound = false;
                return;
            }
            auto& place = all[one.request][one.number - requests[one.request].first];
            if (place) {
                breaks("draw " + std::to_string(one.number) + " of request "
                       + std::to_string(one.request) + " came twice");
                sound = false;
                return;
            }
            place = std::move(one.outcome);
            if (stop_at_first != nullptr) {
                stop_at_first->request_stop();
            }
        };
        backend_.generate(requests, take, std::move(stop));
        for (std::size_t r = 0; r < requests.size(); ++r) {
            for (std::size_t i = 0; i < all[r].size(); ++i) {
                if (!all[r][i]) {
                    breaks("draw " + std::to_string(requests[r].first + i) + " of request "
                           + std::to_string(r) + " never came");
                    sound = false;
                }
            }
        }
        return sound ? std::move(all) : std::vector<draws>{};
    }

    // The completions of one request; empty, and a law broken, if there is an error among them.
    std::vector<completion> complete(const generation_request& one) {
        std::vector<completion> drawn;
        const std::vector<draws> all = draw_all({&one, 1});
        if (all.empty()) {
            return {};
        }
        for (const auto& outcome : all[0]) {
            if (!outcome->has_value()) {
                breaks("an error where none was due: " + outcome->error().context);
                return {};
            }
            drawn.push_back(outcome->value());
        }
        return drawn;
    }

    void accounted() {
        generation_request none = request();
        none.count = 0;
        generation_request later = request(1);
        later.first = 7;
        later.count = 3;
        generation_request many = request();
        many.count = 2 * inputs_.draws + 1;
        const std::vector<generation_request> requests{many, none, later, request(2)};
        const std::vector<draws> all = draw_all(requests);
        for (std::size_t r = 0; r < all.size(); ++r) {
            for (std::size_t i = 0; i < all[r].size(); ++i) {
                if (!all[r][i]->has_value()) {
                    return breaks("an error where none was due: " + all[r][i]->error().context);
                }
                const completion& one = all[r][i]->value();
                requires_that(one.seed == inputs_.seed + requests[r].first + i,
                              "draw " + std::to_string(requests[r].first + i)
                                  + " says that it has seed " + std::to_string(one.seed));
            }
        }
        draw_all({});
    }

    void strict() {
        generation_request wrong = request();
        wrong.how.top_p = 0.0;
        bool refused = false;
        bool drew = false;
        try {
            const std::vector<generation_request> requests{request(), wrong};
            backend_.generate(
                requests, [&](const draw&) { drew = true; }, std::stop_token{});
        } catch (const domain_error&) {
            refused = true;
        }
        requires_that(refused && !drew, "a top-p of 0 was not refused before anything was drawn");
    }

    void typed() {
        generation_request fine = request();
        fine.count = 1;
        std::vector<generation_request> wrong;
        const auto deny = [&](bool able, auto&& change) {
            if (!able) {
                wrong.push_back(fine);
                change(wrong.back());
            }
        };
        deny(able_.text_prompts, [](auto& r) { r.prompt = std::string("a"); });
        deny(able_.token_prompts, [](auto& r) { r.prompt = passk::token_ids{1}; });
        deny(able_.chat_prompts, [](auto& r) { r.prompt = chat{{.role = "user", .text = "a"}}; });
        deny(able_.images, [](auto& r) {
            const auto bytes = std::make_shared<const std::string>("no image");
            r.prompt = chat{{.role = "user", .text = "a", .images = {{"image/png", bytes}}}};
        });
        deny(able_.token_ids, [](auto& r) { r.token_ids = true; });
        deny(able_.sampled_logprobs, [](auto& r) { r.logprobs = true; });
        deny(able_.top_k, [](auto& r) { r.how.top_k = 2; });
        deny(able_.min_p, [](auto& r) { r.how.min_p = 0.5; });
        deny(able_.repetition_penalty, [](auto& r) { r.how.repetition_penalty = 1.5; });
        deny(able_.stop, [](auto& r) { r.how.stop = {"a"}; });
        deny(able_.max_seed == ~std::uint64_t{0},
             [&](auto& r) { r.how.seed = able_.max_seed + 1; });
        denied_ = wrong.empty();
        wrong.push_back(fine);
        const std::vector<draws> all = draw_all(wrong);
        for (std::size_t r = 0; r < all.size(); ++r) {
            const result<completion>& outcome = *all[r][0];
            if (r + 1 == all.size()) {
                requires_that(outcome.has_value(), "a refused request took another one with it");
            } else {
                requires_that(
                    !outcome.has_value() && outcome.error().code == errc::unsupported,
                    "denied capability number " + std::to_string(r) + " is not errc::unsupported");
            }
        }
    }

    void cancelled() {
        std::stop_source source;
        generation_request many = request();
        many.count = 8 * inputs_.draws;
        const auto only_cancelled = [&](const std::vector<draws>& all) {
            std::size_t completions = 0;
            for (const draws& one : all) {
                for (const auto& outcome : one) {
                    completions += outcome->has_value() ? 1U : 0U;
                    requires_that(outcome->has_value() || outcome->error().code == errc::cancelled,
                                  "a stopped draw is another error than errc::cancelled");
                }
            }
            return completions;
        };
        only_cancelled(draw_all({&many, 1}, source.get_token(), &source));
        requires_that(only_cancelled(draw_all({&many, 1}, source.get_token())) == 0,
                      "completions although a stop was asked for before");
    }

    void length() {
        generation_request some = request();
        some.token_ids = able_.token_ids;
        some.logprobs = able_.sampled_logprobs;
        const bool counted = some.token_ids || some.logprobs;
        for (const completion& one : complete(some)) {
            requires_that(one.completion_tokens > 0 || !counted,
                          "a completion does not say how many tokens "
                          "it has");
            requires_that(one.completion_tokens <= inputs_.max_tokens,
                          std::to_string(one.completion_tokens) + " tokens, at most "
                              + std::to_string(inputs_.max_tokens) + " were asked for");
            requires_that(
                one.finish != finish_reason::length || one.completion_tokens == inputs_.max_tokens,
                "ended by length after " + std::to_string(one.completion_tokens) + " tokens");
            requires_that(!able_.token_ids || one.tokens.size() == one.completion_tokens,
                          std::to_string(one.tokens.size()) + " token ids of "
                              + std::to_string(one.completion_tokens) + " tokens");
        }
        some.how.max_tokens = 1;
        for (const completion& one : complete(some)) {
            requires_that(one.completion_tokens == 1 || !counted,
                          "more than the one token asked for");
        }
    }

    // How many tokens there are may be known of one and not of the other.
    static bool same(completion a, completion b) {
        if (a.completion_tokens == 0 || b.completion_tokens == 0) {
            a.completion_tokens = b.completion_tokens = 0;
        }
        return a == b;
    }

    void seeded() {
        if (!able_.seeded) {
            denied_ = true;
            return;
        }
        const generation_request all = request();
        const std::vector<completion> first = complete(all);
        const std::vector<completion> again = complete(all);
        for (std::size_t i = 0; i < first.size() && i < again.size(); ++i) {
            requires_that(same(again[i], first[i]), "drawing again gave other completions");
        }
        bool differ = false;
        for (std::uint32_t i = 0; i < first.size(); ++i) {
            generation_request alone = all;
            alone.first = i;
            alone.count = 1;
            const std::vector<completion> one = complete(alone);
            requires_that(one.size() == 1 && same(one[0], first[i]),
                          "draw " + std::to_string(i) + " alone is not what it is among others");
            differ = differ || first[i].text != first[0].text;
        }
        requires_that(!inputs_.varied || differ, "all seeds give the same text");
    }

    void stop() {
        if (!able_.stop) {
            denied_ = true;
            return;
        }
        generation_request some = request();
        const std::vector<completion> whole = complete(some);
        for (std::uint32_t i = 0; i < whole.size(); ++i) {
            std::string middle;  // one ASCII letter or digit, so that no character is cut in two
            for (std::size_t at = whole[i].text.size() / 2; at < whole[i].text.size(); ++at) {
                const char c = whole[i].text[at];
                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
                    middle = c;
                    break;
                }
            }
            if (middle.empty()) {
                continue;
            }
            generation_request stopped = some;
            stopped.first = i;
            stopped.count = 1;
            stopped.how.stop = {"\n\n\n\n", middle};
            for (const completion& one : complete(stopped)) {
                requires_that(one.text.find(middle) == std::string::npos,
                              "the text \"" + one.text + "\" holds the stop text " + middle);
                if (able_.seeded) {
                    requires_that(one.text == whole[i].text.substr(0, whole[i].text.find(middle)),
                                  "\"" + one.text + "\" is not what comes before " + middle
                                      + " in \"" + whole[i].text + "\"");
                    requires_that(one.finish == finish_reason::stop,
                                  "a stop text ended it, and finish is not stop");
                }
            }
        }
    }

    void logprobs() {
        if (!able_.sampled_logprobs) {
            denied_ = true;
            return;
        }
        generation_request some = request();
        some.logprobs = true;
        for (const completion& one : complete(some)) {
            if (!requires_that(one.logprobs.has_value(), "a completion has none")) {
                return;
            }
            requires_that(one.logprobs->size() == one.completion_tokens,
                          std::to_string(one.logprobs->size()) + " of "
                              + std::to_string(one.completion_tokens) + " tokens");
            requires_that(one.logprobs->kind().distribution == able_.sampled_from,
                          "they are " + passk::to_string(one.logprobs->kind())
                              + ", not what capabilities say");
            for (const double value : one.logprobs->values()) {
                requires_that(!std::isnan(value), "one is missing");
                requires_that(!std::isinf(value), "a token with probability 0 was drawn");
            }
        }
        some.logprobs = false;
        for (const completion& one : complete(some)) {
            requires_that(!one.logprobs.has_value(),
                          "they are there without having been asked for");
        }
    }

    void scores() {
        const auto check_one = [&](bool able, const scoring_request& one) {
            const std::vector<scoring_request> pair{one, one};
            const auto got = backend_.score(pair, std::stop_token{});
            if (!requires_that(got.size() == 2, "not one result for each request")) {
                return;
            }
            for (const result<token_logprobs>& score : got) {
                if (!able) {
                    requires_that(!score.has_value() && score.error().code == errc::unsupported,
                                  "a denied capability is not errc::unsupported");
                } else if (!score.has_value()) {
                    breaks("an error where none was due: " + score.error().context);
                } else {
                    requires_that(score.value().kind().distribution == logprob_distribution::raw,
                                  "scores are " + passk::to_string(score.value().kind()));
                    requires_that(!score.value().empty(), "no values");
                }
            }
        };
        check_one(able_.scores_text,
                  {.prompt = inputs_.prompts[0], .continuation = std::string("ab")});
        if (!able_.scores_tokens) {
            check_one(false, {.prompt = inputs_.prompts[0], .continuation = passk::token_ids{1}});
        }
        std::stop_source source;
        source.request_stop();
        const scoring_request one{.prompt = inputs_.prompts[0], .continuation = std::string("ab")};
        for (const auto& score : backend_.score({&one, 1}, source.get_token())) {
            requires_that(!score.has_value(), "a score although a stop was asked for before");
        }
        requires_that(backend_.score({}, std::stop_token{}).empty(), "scores of nothing");
    }

    // What was drawn is scored again: the same values. At temperature 1 raw and processed are
    // the same; at another one only what says that it is raw must agree.
    void scores_agree() {
        if (!able_.sampled_logprobs || !able_.token_ids || !able_.scores_tokens) {
            denied_ = true;
            return;
        }
        for (const double temperature : {1.0, 0.5}) {
            if (temperature != 1.0 && able_.sampled_from != logprob_distribution::raw) {
                break;
            }
            for (std::size_t p = 0; p < inputs_.prompts.size(); ++p) {
                generation_request some = request(p);
                some.how.temperature = temperature;
                some.logprobs = some.token_ids = true;
                const std::vector<completion> drawn = complete(some);
                std::vector<scoring_request> again;
                again.reserve(drawn.size());
                for (const completion& one : drawn) {
                    again.push_back({.prompt = one.prompt_token_ids.empty()
                                                   ? some.prompt
                                                   : passk::prompt(one.prompt_token_ids),
                                     .continuation = one.tokens});
                }
                const auto scored = backend_.score(again, std::stop_token{});
                if (!requires_that(scored.size() == drawn.size(), "scores are missing")) {
                    return;
                }
                for (std::size_t i = 0; i < drawn.size(); ++i) {
                    agree(drawn[i], scored[i]);
                }
            }
        }
    }

    void agree(const completion& drawn, const result<token_logprobs>& scored) {
        if (!scored.has_value()) {
            return breaks("an error where none was due: " + scored.error().context);
        }
        const std::span<const double> given = scored.value().values();
        if (!requires_that(given.size() == drawn.tokens.size() && drawn.logprobs
                               && drawn.logprobs->size() == given.size(),
                           "other numbers of tokens drawn and scored")) {
            return;
        }
        double drawn_sum = 0.0;
        double scored_sum = 0.0;
        for (std::size_t t = 0; t < given.size(); ++t) {
            drawn_sum += drawn.logprobs->values()[t];
            scored_sum += given[t];
        }
        const double allowed = inputs_.tolerance * static_cast<double>(given.size());
        requires_that(std::abs(drawn_sum - scored_sum) <= allowed,
                      "\"" + drawn.text + "\" was drawn with " + std::to_string(drawn_sum)
                          + " and is scored " + std::to_string(scored_sum));
    }

    B& backend_;
    const backend_law_inputs& inputs_;
    backend_capabilities able_;
    backend_law_report report_{};
    std::string broken_{};
    bool denied_ = false;
};

}  // namespace detail

/// Checks the laws of inference_backend and scoring_backend on one backend, as far as its
/// capabilities claim them: the suite that every adapter passes. Needs no test framework:
/// CHECK(check_backend_laws(b, inputs).broken == "") in any of them.
///
/// @param backend  draws some 40 times `inputs.draws` short completions
/// @throws         domain_error if there are no prompts, or fewer draws or tokens than stated
template <class B>
    requires inference_backend<B> || scoring_backend<B>
[[nodiscard]] backend_law_report check_backend_laws(B& backend, const backend_law_inputs& inputs) {
    passk::detail::expects(!inputs.prompts.empty() && inputs.draws >= 2 && inputs.max_tokens >= 4,
                           "passk::testing::check_backend_laws: at least 1 prompt, 2 draws and 4 "
                           "tokens are needed");
    return detail::backend_trial<B>(backend, inputs).run();
}

}  // namespace passk::testing

#endif  // PASSK_TESTING_BACKEND_LAWS_HPP
