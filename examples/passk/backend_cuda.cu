// SPDX-License-Identifier: Apache-2.0
// passk sample --backend cuda:DIR, a transformer on the first GPU, in bf16.
#include "backend_local.hpp"

#include <passk/adapter/cuda/cuda_device.cuh>

#include <utility>

namespace passk_tool {

passk::any_backend open_cuda(const backend_choice& choice) {
    auto device = passk::adapter::cuda::cuda_device<>::open();
    if (!device) {
        throw failure(data_say_no, device.error().context);
    }
    return open_local(choice, std::move(device).value());
}

}  // namespace passk_tool
