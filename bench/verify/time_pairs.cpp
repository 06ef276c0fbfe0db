// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/math_equivalent.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

// time_pairs FILE: reads lines "mark TAB gold TAB prediction" (lines that start with %% are
// headings) and prints the time of math_equivalent per pair, in microseconds.
int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: time_pairs FILE\n";
        return 2;
    }
    std::ifstream file(argv[1]);
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::string line; std::getline(file, line);) {
        const std::size_t first = line.find('\t');
        const std::size_t second = first == line.npos ? first : line.find('\t', first + 1);
        if (second != line.npos) {
            pairs.emplace_back(line.substr(first + 1, second - first - 1), line.substr(second + 1));
        }
    }
    if (pairs.empty()) {
        std::cerr << "time_pairs: no pairs in " << argv[1] << '\n';
        return 1;
    }
    std::vector<double> micros;
    for (const auto& [gold, prediction] : pairs) {
        const auto start = std::chrono::steady_clock::now();
        const auto judged = passk::math_equivalent(prediction, gold);
        const auto stop = std::chrono::steady_clock::now();
        static_cast<void>(judged);
        micros.push_back(std::chrono::duration<double, std::micro>(stop - start).count());
    }
    std::sort(micros.begin(), micros.end());
    std::cout << "passk pairs " << micros.size() << " median_us " << micros[micros.size() / 2]
              << " p99_us " << micros[micros.size() * 99 / 100] << '\n';
}
