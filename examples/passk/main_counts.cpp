// SPDX-License-Identifier: Apache-2.0
// passk_counts: the subcommands that need counts only, which are built first.
#include "subcommands.hpp"

int main(int argc, char** argv) {
    using namespace passk_tool;
    return run(argc, argv, {add_curve, add_compare, add_forecast, add_convert});
}
