// SPDX-License-Identifier: Apache-2.0
// passk: how far a language model reaches, and whether training moved that boundary.
#include "subcommands.hpp"

int main(int argc, char** argv) {
    using namespace passk_tool;
    return run(argc, argv,
               {add_curve, add_compare, add_forecast, add_convert, add_probe, add_sample, add_score,
                add_perplexity, add_verify});
}
