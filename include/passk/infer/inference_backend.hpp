// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_INFERENCE_BACKEND_HPP
#define PASSK_INFER_INFERENCE_BACKEND_HPP

#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>

#include <concepts>
#include <span>
#include <stop_token>

namespace passk {

/// Something that draws completions from a language model: a server, an engine in this process,
/// a file of earlier draws.
///
/// Given  `b` of type `B&`, `requests` of type `std::span<const generation_request>`, `sink` of
/// type `draw_sink` and `stop` of type `std::stop_token`, B models inference_backend if
///
///   expression                        type                   meaning
///   b.generate(requests, sink, stop)  void                   draws all; returns when all is said
///   std::as_const(b).capabilities()   backend_capabilities   what it can do; a reference will do
///
/// and if these hold, which the compiler cannot check:
///
///   - Accounted:  each draw of each request reaches the sink exactly once, in any order, as a
///                 completion or as an error. Nothing is lost, padded or given twice. The sink is
///                 called from one thread at a time, and not after generate has returned; while
///                 it is busy, the backend waits or holds a bounded number of draws.
///   - Seeded:     draw i is drawn with seed how.seed + i. If capabilities().seeded, the same
///                 prompt, parameters and seed give the same completion, whatever else is asked
///                 for in the same call or before.
///   - Length:     a completion has at most max_tokens tokens. finish is length exactly if that
///                 or the context ended it.
///   - Stop:       the text ends before the first of the stop texts; finish is then stop.
///   - Log-probabilities: if asked for, one for each token drawn, of the kind that they carry,
///                 the end of sequence included if it was drawn; they are what a scoring_backend
///                 of the same model finds.
///   - Typed:      what capabilities() denies is errc::unsupported. errc::rejected is a request
///                 that will always be refused (too long, unknown model); errc::io, timeout,
///                 unavailable and malformed may pass (is_transient). One request that fails does
///                 not fail the others.
///   - Cancelled:  when stop is asked for, generate returns soon; draws that are not there by
///                 then are errc::cancelled.
///   - Strict:     sampling parameters outside their range throw domain_error before anything is
///                 drawn. Nothing else throws, but what the sink throws passes through.
///
/// Calls on one object are made one at a time. A backend that knows nothing of concurrency is a
/// loop over requests and numbers. testing/backend_laws.hpp checks the laws;
/// testing/archetypes.hpp has the smallest model; any_backend holds any.
template <class B>
concept inference_backend = std::movable<B> && requires(
    B& b, const B& constant, std::span<const generation_request> requests, draw_sink sink,
    std::stop_token stop) {
    { b.generate(requests, sink, stop) } -> std::same_as<void>;
    { constant.capabilities() } -> std::convertible_to<backend_capabilities>;
};

}  // namespace passk

#endif  // PASSK_INFER_INFERENCE_BACKEND_HPP
