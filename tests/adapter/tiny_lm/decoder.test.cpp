// SPDX-License-Identifier: Apache-2.0
#include "source_directory.hpp"

#include <passk/adapter/tiny_lm/decoder.hpp>
#include <passk/adapter/tiny_lm/detail/run_with.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>
#include <passk/sample/sampling.hpp>

#include <doctest/doctest.h>

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace lm = passk::adapter::tiny_lm;

namespace {

lm::stored_model load(const std::string& path) {
    passk::result<lm::stored_model> read =
        lm::read_weight_file(passk_tests::source_directory() + '/' + path);
    REQUIRE_MESSAGE(read.has_value(), path);
    return std::move(read).value();
}

lm::stored_model small() {
    return load("tests/adapter/tiny_lm/golden/small.tlm");
}

// The text of golden.txt may hold end symbols, which are no part of a text otherwise.
std::vector<std::uint32_t> tokens_of(const lm::stored_model& model, const std::string& text) {
    std::vector<std::uint32_t> tokens;
    for (const char symbol : text) {
        const std::size_t token = model.vocabulary.symbols().find(symbol);
        REQUIRE(token != std::string::npos);
        tokens.push_back(static_cast<std::uint32_t>(token));
    }
    return tokens;
}

std::vector<passk::simd_level> fast_sets() {
    std::vector<passk::simd_level> all;
    for (const auto which : {passk::simd_level::avx2, passk::simd_level::avx512}) {
        if (is_supported(which)) {
            all.push_back(which);
        }
    }
    return all;
}

double upper_tail(double chi_square, std::size_t cells) {
    const boost::math::chi_squared law(static_cast<double>(cells - 1));
    return boost::math::cdf(boost::math::complement(law, chi_square));
}

}  // namespace

TEST_CASE("log-probabilities are those of an independent forward pass in NumPy") {
    std::ifstream golden(passk_tests::source_directory()
                         + "/tests/adapter/tiny_lm/golden/golden.txt");
    std::map<std::string, lm::stored_model> models;
    models.emplace("small.tlm", small());
    models.emplace("base", load("examples/miniature/weights/base.tlm"));
    std::string line;
    std::size_t values = 0;
    while (std::getline(golden, line)) {
        std::istringstream fields(line);
        std::string name;
        std::string text;
        fields >> name >> text;
        CAPTURE(text);
        const lm::stored_model& model = models.at(name);
        lm::decoder decoder(model.weights);
        const std::vector<float> got = decoder.logprobs(tokens_of(model, text));
        for (const float one : got) {
            double expected = 0.0;
            REQUIRE(static_cast<bool>(fields >> expected));
            CHECK(std::fabs(static_cast<double>(one) - expected)
                  < 2e-6 * (5.0 + std::fabs(expected)));
            ++values;
        }
    }
    CHECK(values == 135);
}

TEST_CASE("every instruction set gives the same bits") {
    const lm::stored_model model = small();
    const std::vector<std::uint32_t> text = tokens_of(model, "abcdefghijaabbccddee");
    const std::vector<std::uint32_t> prompt = tokens_of(model, "abc");
    const std::vector<std::uint64_t> seeds{5, 6, 7};
    const passk::sampling how{.temperature = 1.1, .max_tokens = 12};
    lm::decoder portable(model.weights, passk::simd_level::portable);
    const std::vector<float> expected = portable.logprobs(text);
    const auto drawn = portable.draw(prompt, seeds, how, {});
    for (const passk::simd_level which : fast_sets()) {
        lm::decoder other(model.weights, which);
        CHECK(other.logprobs(text) == expected);
        const auto again = other.draw(prompt, seeds, how, {});
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            CHECK(again[i].tokens == drawn[i].tokens);
            CHECK(again[i].logprobs == drawn[i].logprobs);
        }
    }
}

TEST_CASE("a completion does not depend on its batch, and is scored as it was drawn") {
    const lm::stored_model model = small();
    const std::vector<std::uint32_t> prompt = tokens_of(model, "abcab");
    const std::uint32_t end = model.vocabulary.end_token();
    std::vector<std::uint64_t> seeds(lm::decoder::widest_group);
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        seeds[i] = 100 + i;
    }
    const passk::sampling how{.max_tokens = 30};
    lm::decoder decoder(model.weights);
    const auto together = decoder.draw(prompt, seeds, how, {&end, 1});
    std::size_t ended = 0;
    for (const std::size_t i : {std::size_t{0}, std::size_t{9}, std::size_t{31}}) {
        const auto alone = decoder.draw(prompt, {&seeds[i], 1}, how, {&end, 1});
        CHECK(alone.front().tokens == together[i].tokens);
        CHECK(alone.front().logprobs == together[i].logprobs);
    }
    for (const lm::decoder::drawn& one : together) {
        std::vector<std::uint32_t> text = prompt;
        text.insert(text.end(), one.tokens.begin(), one.tokens.end());
        const std::vector<float> scored = decoder.logprobs(text);
        CHECK(std::equal(one.logprobs.begin(), one.logprobs.end(),
                         scored.begin() + static_cast<std::ptrdiff_t>(prompt.size() - 1)));
        CHECK(one.ended == (one.tokens.back() == end));
        CHECK((one.ended || one.tokens.size() == 30));
        ended += one.ended ? 1 : 0;
    }
    CHECK(ended > 0);
    CHECK(ended < together.size());
}

TEST_CASE("drawn tokens follow the model's probabilities, filtered or not") {
    const lm::stored_model model = small();
    const std::vector<std::uint32_t> prompt = tokens_of(model, "cabd");
    lm::decoder decoder(model.weights);
    std::vector<double> logprobs;
    for (std::uint32_t v = 0; v < model.weights.shape.vocabulary; ++v) {
        std::vector<std::uint32_t> text = prompt;
        text.push_back(v);
        logprobs.push_back(static_cast<double>(decoder.logprobs(text).back()));
    }
    std::vector<double> sorted = logprobs;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const std::vector<passk::sampling> ways{
        {.max_tokens = 1},
        {.temperature = 0.7, .max_tokens = 1},
        {.temperature = 1.6, .top_p = 0.6, .max_tokens = 1},
        {.top_k = 4, .max_tokens = 1},
        {.temperature = 1.3, .min_p = 0.25, .max_tokens = 1},
        {.temperature = 1.3, .top_p = 0.9, .top_k = 6, .min_p = 0.1, .max_tokens = 1}};
    for (const passk::sampling& how : ways) {
        CAPTURE(how.temperature);
        CAPTURE(how.top_p);
        // By the definition: sort, cut, renormalise.
        std::vector<double> weights;
        for (const double one : sorted) {
            weights.push_back(std::exp(one / how.temperature));
        }
        std::size_t kept = how.top_k == 0 ? weights.size() : how.top_k;
        double of_kept = 0.0;
        for (std::size_t i = 0; i < kept; ++i) {
            of_kept += weights[i];
        }
        double sum = 0.0;
        std::size_t i = 0;
        while (i < kept && sum < how.top_p * of_kept) {
            sum += weights[i++];
        }
        kept = i;
        while (weights[kept - 1] / weights[0] < how.min_p) {
            --kept;
        }
        std::map<double, double> probability;
        double left = 0.0;
        for (std::size_t j = 0; j < kept; ++j) {
            left += weights[j];
        }
        for (std::size_t j = 0; j < kept; ++j) {
            probability[sorted[j]] = weights[j] / left;
        }

        std::vector<std::uint64_t> counts(logprobs.size());
        constexpr std::uint64_t groups = 250;
        for (std::uint64_t g = 0; g < groups; ++g) {
            std::vector<std::uint64_t> seeds(lm::decoder::widest_group);
            for (std::size_t s = 0; s < seeds.size(); ++s) {
                seeds[s] = g * seeds.size() + s;
            }
            for (const lm::decoder::drawn& one : decoder.draw(prompt, seeds, how, {})) {
                ++counts[one.tokens.front()];
            }
        }
        const double draws = static_cast<double>(groups * lm::decoder::widest_group);
        double chi_square = 0.0;
        for (std::size_t v = 0; v < counts.size(); ++v) {
            const auto found = probability.find(logprobs[v]);
            if (found == probability.end()) {
                CHECK(counts[v] == 0);
                continue;
            }
            const double expected = draws * found->second;
            chi_square += (static_cast<double>(counts[v]) - expected)
                          * (static_cast<double>(counts[v]) - expected) / expected;
        }
        // Seeds are fixed: the test does not fluctuate.
        CHECK(upper_tail(chi_square, probability.size()) > 0.001);
    }
}

TEST_CASE("temperature 0 takes the most likely token") {
    const lm::stored_model model = small();
    std::vector<std::uint32_t> text = tokens_of(model, "gig");
    const std::uint64_t seed = 3;
    lm::decoder decoder(model.weights);
    const auto drawn =
        decoder.draw(text, {&seed, 1}, {.temperature = 0.0, .max_tokens = 6}, {}).front();
    for (const std::uint32_t token : drawn.tokens) {
        std::uint32_t best = 0;
        float greatest = -1e9F;
        for (std::uint32_t v = 0; v < model.weights.shape.vocabulary; ++v) {
            std::vector<std::uint32_t> longer = text;
            longer.push_back(v);
            const float logprob = decoder.logprobs(longer).back();
            best = logprob > greatest ? v : best;
            greatest = (std::max)(logprob, greatest);
        }
        CHECK(token == best);
        text.push_back(token);
    }
}

TEST_CASE("entropy is that of the model's distribution at the temperature") {
    const lm::stored_model model = small();
    const std::vector<std::uint32_t> prompt = tokens_of(model, "hab");
    lm::decoder decoder(model.weights);
    for (const double temperature : {0.5, 1.0, 2.0}) {
        std::vector<double> weights;
        double total = 0.0;
        for (std::uint32_t v = 0; v < model.weights.shape.vocabulary; ++v) {
            std::vector<std::uint32_t> text = prompt;
            text.push_back(v);
            weights.push_back(
                std::exp(static_cast<double>(decoder.logprobs(text).back()) / temperature));
            total += weights.back();
        }
        double expected = 0.0;
        for (const double weight : weights) {
            expected -= weight / total * std::log(weight / total);
        }
        std::vector<std::uint32_t> text = prompt;
        text.push_back(0);
        CHECK(decoder.entropies(text, temperature).back()
              == doctest::Approx(expected).epsilon(1e-5));
    }
}

TEST_CASE("weights that overflow give not a number, never a made-up probability") {
    lm::stored_model model = small();
    for (float& one : model.weights.numbers) {
        one *= 1e30F;
    }
    lm::decoder decoder(model.weights);
    const std::vector<std::uint32_t> prompt = tokens_of(model, "ab");
    for (const float one : decoder.logprobs(prompt)) {
        CHECK(one != one);
    }
    const std::uint64_t seed = 1;
    const auto drawn = decoder.draw(prompt, {&seed, 1}, {.max_tokens = 9}, {}).front();
    CHECK(drawn.tokens.size() == 1);
    CHECK(drawn.logprobs.back() != drawn.logprobs.back());
}
