// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_BACKEND_LOCAL_HPP
#define PASSK_EXAMPLES_BACKEND_LOCAL_HPP

#include "backends.hpp"
#include "tool.hpp"

#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/adapter/cuda/local_options.hpp>
#include <passk/infer/any_backend.hpp>

#include <string>
#include <utility>

namespace passk_tool {

/// The model in the folder behind the colon of cpu:DIR or cuda:DIR.
template <class Device>
passk::any_backend open_local(const backend_choice& choice, Device device) {
    expect_one_place(choice);
    const std::string& place = choice.places.front();
    passk::adapter::cuda::local_options options;
    if (choice.in_flight != 0) {
        if (choice.in_flight > options.rows) {
            throw failure(wrong_usage, "--in-flight: " + std::to_string(choice.in_flight)
                                           + " is more than " + std::to_string(options.rows));
        }
        options.batch = choice.in_flight;
    }
    auto opened = passk::adapter::cuda::local_backend<Device>::open(
        place.substr(place.find(':') + 1), options, std::move(device));
    if (!opened) {
        throw failure(data_say_no, opened.error().context);
    }
    return std::move(opened).value();
}

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_BACKEND_LOCAL_HPP
