// SPDX-License-Identifier: Apache-2.0
// Which problems did only one of the two models solve, in the tables of the paper?
#include <passk/adapter/json.hpp>
#include <passk/compare/mcnemar.hpp>
#include <passk/compare/solvable_sets.hpp>

#include <iostream>
#include <string>

namespace {

// Tables 4 and 5 list the problems that each model solved at least once.
bool show_sets(const std::string& file, const std::string& base, const std::string& tuned) {
    const auto read = passk::adapter::json::read_outcomes({file});
    if (!read) {
        std::cerr << read.error().context << '\n';
        return false;
    }
    const passk::solvable_sets sets =
        passk::find_solvable_sets(read.value().table.pair(base, tuned));
    std::cout << base << " against " << tuned << ": both " << sets.both.size() << ", base only "
              << sets.base_only.size() << ", tuned only " << sets.tuned_only.size() << ", neither "
              << sets.neither.size() << ", McNemar p = " << passk::mcnemar(sets).exact_p << '\n';
    for (const std::string& problem : sets.tuned_only) {
        std::cout << "  only the tuned model solved " << problem << '\n';
    }
    return true;
}

}  // namespace

int main() {
    const bool read =
        show_sets("data/paper_table4_aime24_solved.csv", "Qwen2.5-7B-Base", "SimpleRL-Qwen2.5-7B")
        && show_sets("data/paper_table5_livecodebench_solved.csv", "Qwen2.5-7B-Instruct-1M",
                     "Coder-R1");
    return read ? 0 : 1;
}
