// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VIEWS_HPP
#define PASSK_VIEWS_HPP

#include <passk/estimate/pass_at_k_view.hpp>  // IWYU pragma: export
#include <passk/outcome/tallies_view.hpp>     // IWYU pragma: export

#endif  // PASSK_VIEWS_HPP
