// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_ANY_BACKEND_HPP
#define PASSK_INFER_ANY_BACKEND_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/draw_each.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/inference_backend.hpp>
#include <passk/infer/scoring_backend.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

namespace passk {

/// Any backend behind one type, for a choice made at run time: an inference_backend, a
/// scoring_backend, or both. What the backend inside is not, errc::unsupported answers for.
///
/// @par Cost
/// one allocation to make, one indirect call for each call.
class any_backend {
public:
    // The test for any_backend comes first: asking whether it is a backend asks for this.
    template <class B>
        requires(!std::same_as<B, any_backend>)
    &&(inference_backend<B> || scoring_backend<B>)
        any_backend(B backend)  // NOLINT: a backend is passed where any is asked for
        : target_(new B(std::move(backend)), [](void* target) { delete static_cast<B*>(target); }),
    functions_(&functions_of<B>) {}

    /// @pre not moved from
    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop = {}) {
        expect_target();
        functions_->generate(target_.get(), requests, sink, std::move(stop));
    }
    /// @pre not moved from
    [[nodiscard]] std::vector<result<token_logprobs>> score(
        std::span<const scoring_request> requests, std::stop_token stop = {}) {
        expect_target();
        return functions_->score(target_.get(), requests, std::move(stop));
    }
    /// @pre not moved from
    [[nodiscard]] backend_capabilities capabilities() const {
        expect_target();
        return functions_->capabilities(target_.get());
    }

private:
    struct functions {
        void (*generate)(void*, std::span<const generation_request>, draw_sink, std::stop_token);
        std::vector<result<token_logprobs>> (*score)(void*, std::span<const scoring_request>,
                                                     std::stop_token);
        backend_capabilities (*capabilities)(const void*);
    };

    template <class B>
    static void generate_with(void* target, std::span<const generation_request> requests,
                              draw_sink sink, std::stop_token stop) {
        if constexpr (inference_backend<B>) {
            static_cast<B*>(target)->generate(requests, sink, std::move(stop));
        } else {
            draw_each({}, requests, sink, {}, [](const auto&, std::uint64_t) {
                return error{errc::unsupported, "this backend scores only"};
            });
        }
    }
    template <class B>
    static std::vector<result<token_logprobs>> score_with(void* target,
                                                          std::span<const scoring_request> requests,
                                                          std::stop_token stop) {
        if constexpr (scoring_backend<B>) {
            return static_cast<B*>(target)->score(requests, std::move(stop));
        } else {
            return {requests.size(),
                    result<token_logprobs>(error{errc::unsupported, "this backend cannot score"})};
        }
    }
    template <class B>
    static backend_capabilities capabilities_of(const void* target) {
        return static_cast<const B*>(target)->capabilities();
    }
    template <class B>
    static constexpr functions functions_of{&generate_with<B>, &score_with<B>, &capabilities_of<B>};

    void expect_target() const {
        detail::expects(target_ != nullptr, "passk::any_backend: was moved from");
    }

    std::unique_ptr<void, void (*)(void*)> target_;
    const functions* functions_;
};

}  // namespace passk

#endif  // PASSK_INFER_ANY_BACKEND_HPP
