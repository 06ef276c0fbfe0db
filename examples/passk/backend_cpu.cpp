// SPDX-License-Identifier: Apache-2.0
// passk sample --backend cpu:DIR, a transformer on this processor, in float.
#include "backend_local.hpp"

#include <passk/adapter/cuda/cpu_device.hpp>

namespace passk_tool {

passk::any_backend open_cpu(const backend_choice& choice) {
    return open_local(choice, passk::adapter::cuda::cpu_device<>{});
}

}  // namespace passk_tool
