// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_HPP
#define PASSK_SAMPLE_HPP

#include <passk/sample/completion.hpp>       // IWYU pragma: export
#include <passk/sample/problem.hpp>          // IWYU pragma: export
#include <passk/sample/prompt.hpp>           // IWYU pragma: export
#include <passk/sample/prompt_template.hpp>  // IWYU pragma: export
#include <passk/sample/sampling.hpp>         // IWYU pragma: export
#include <passk/sample/token_id.hpp>         // IWYU pragma: export
#include <passk/sample/token_logprobs.hpp>   // IWYU pragma: export

#endif  // PASSK_SAMPLE_HPP
