// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_BALL_HPP
#define PASSK_VERIFY_MATH_BALL_HPP

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

namespace passk::detail::math {

using float_50 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>,
                                               boost::multiprecision::et_off>;
using float_100 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>,
                                                boost::multiprecision::et_off>;

/// A complex number known up to an error: the true value lies within `error` of re + i im. Every
/// operation widens the error by what it inherits and by its own rounding, for which 2^8 units in
/// the last place are allowed. A value is `bad` where it is undefined, out of range, or so close
/// to a branch cut or a pole that its error says nothing.
template <class Real>
struct ball {
    Real re = 0;
    Real im = 0;
    long double error = 0;
    bool bad = false;

    [[nodiscard]] bool real() const { return im == 0; }
};

template <class Real>
[[nodiscard]] long double unit_error() {
    static const long double value =
        static_cast<long double>(std::numeric_limits<Real>::epsilon()) * 256.0L;
    return value;
}

template <class Real>
[[nodiscard]] long double size_of(const Real& x) {
    return std::fabs(static_cast<long double>(x));
}
template <class Real>
[[nodiscard]] long double size_of(const ball<Real>& x) {
    return size_of(x.re) + size_of(x.im);
}

template <class Real>
[[nodiscard]] ball<Real> bad_ball() {
    ball<Real> out;
    out.bad = true;
    return out;
}

/// Makes a result from its parts, adding the rounding of one operation.
template <class Real>
[[nodiscard]] ball<Real> rounded(Real re, Real im, long double inherited) {
    ball<Real> out{std::move(re), std::move(im), 0, false};
    const long double size = size_of(out);
    out.error = inherited + size * unit_error<Real>();
    // Beyond these sizes the bookkeeping in long double would itself under- or overflow.
    out.bad = !(out.error < 1e4000L) || !(size < 1e4000L) || (size != 0 && size < 1e-4000L);
    if constexpr (std::is_same_v<Real, double>) {
        out.bad = out.bad || !(size < 1e300L) || (size != 0 && size < 1e-290L);
    }
    return out;
}

template <class Real>
[[nodiscard]] ball<Real> exact_ball(Real value) {
    return ball<Real>{std::move(value), Real(0), 0, false};
}

template <class Real>
[[nodiscard]] ball<Real> operator+(const ball<Real>& a, const ball<Real>& b) {
    if (a.bad || b.bad) {
        return bad_ball<Real>();
    }
    return rounded<Real>(a.re + b.re, a.im + b.im,
                         a.error + b.error + (size_of(a) + size_of(b)) * unit_error<Real>());
}
template <class Real>
[[nodiscard]] ball<Real> operator-(const ball<Real>& a) {
    return ball<Real>{-a.re, -a.im, a.error, a.bad};
}
template <class Real>
[[nodiscard]] ball<Real> operator-(const ball<Real>& a, const ball<Real>& b) {
    return a + (-b);
}
template <class Real>
[[nodiscard]] ball<Real> operator*(const ball<Real>& a, const ball<Real>& b) {
    if (a.bad || b.bad) {
        return bad_ball<Real>();
    }
    const long double inherited = size_of(a) * b.error + size_of(b) * a.error + a.error * b.error;
    if (a.real() && b.real()) {
        return rounded<Real>(a.re * b.re, Real(0), inherited);
    }
    return rounded<Real>(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re,
                         inherited + size_of(a) * size_of(b) * unit_error<Real>());
}
template <class Real>
[[nodiscard]] ball<Real> operator/(const ball<Real>& a, const ball<Real>& b) {
    const long double below = size_of(b) / 2;  // at most the modulus of b
    if (a.bad || b.bad || below <= 2 * b.error || below == 0) {
        return bad_ball<Real>();
    }
    const long double inherited = (a.error + size_of(a) / below * b.error) / (below - b.error);
    if (a.real() && b.real()) {
        return rounded<Real>(a.re / b.re, Real(0), inherited);
    }
    const Real norm = b.re * b.re + b.im * b.im;
    return rounded<Real>((a.re * b.re + a.im * b.im) / norm, (a.im * b.re - a.re * b.im) / norm,
                         inherited + size_of(a) / below * unit_error<Real>());
}

template <class Real>
[[nodiscard]] ball<Real> exp_of(const ball<Real>& x) {
    using std::cos;
    using std::exp;
    using std::sin;
    const long double limit = std::is_same_v<Real, double> ? 600.0L : 9000.0L;
    if (x.bad || x.error > 0.1L || size_of(x.re) > limit || size_of(x.im) > 1e9L) {
        return bad_ball<Real>();
    }
    const Real scale = exp(x.re);
    const long double inherited =
        size_of(scale) * (2 * x.error + (1 + size_of(x)) * 2 * unit_error<Real>());
    if (x.real()) {
        return rounded<Real>(scale, Real(0), inherited);
    }
    return rounded<Real>(scale * cos(x.im), scale * sin(x.im), inherited);
}

template <class Real>
[[nodiscard]] ball<Real> pi_ball() {
    using std::acos;
    static const Real value = acos(Real(-1));
    return rounded<Real>(value, Real(0), 0);
}

/// The principal logarithm; bad near 0 and where the error reaches over the negative axis.
template <class Real>
[[nodiscard]] ball<Real> log_of(const ball<Real>& x) {
    using std::atan2;
    using std::log;
    const long double size = size_of(x) / 2;
    if (x.bad || size <= 2 * x.error || size == 0
        || (x.re < 0 && !x.real() && size_of(x.im) <= x.error)) {
        return bad_ball<Real>();
    }
    const long double inherited = 2 * x.error / size + unit_error<Real>();
    if (x.real()) {
        return x.re > 0 ? rounded<Real>(log(x.re), Real(0), inherited)
                        : rounded<Real>(log(-x.re), pi_ball<Real>().re, inherited);
    }
    return rounded<Real>(log(x.re * x.re + x.im * x.im) / 2, atan2(x.im, x.re),
                         inherited + 4 * unit_error<Real>());
}

template <class Real>
[[nodiscard]] ball<Real> square_root(const ball<Real>& x) {
    using std::sqrt;
    if (x.bad) {
        return x;
    }
    if (x.real() && x.re == 0 && x.error == 0) {
        return x;
    }
    const long double size = size_of(x) / 2;
    if (size <= 2 * x.error) {
        return bad_ball<Real>();
    }
    if (x.real()) {
        const Real root = sqrt(x.re < 0 ? Real(-x.re) : x.re);
        const long double inherited = x.error / size_of(root);
        return x.re < 0 ? rounded<Real>(Real(0), root, inherited)
                        : rounded<Real>(root, Real(0), inherited);
    }
    return exp_of(log_of(x) * exact_ball(Real(0.5)));
}

template <class Real>
[[nodiscard]] ball<Real> whole_power(ball<Real> base, unsigned long exponent) {
    ball<Real> out = exact_ball(Real(1));
    while (exponent > 0) {
        if (exponent % 2 == 1) {
            out = out * base;
        }
        exponent /= 2;
        if (exponent > 0) {
            base = base * base;
        }
    }
    return out;
}

template <class Real>
[[nodiscard]] ball<Real> sin_or_cos(const ball<Real>& x, bool sine) {
    using std::cos;
    using std::exp;
    using std::sin;
    if (x.bad || x.error > 0.1L || size_of(x.re) > 1e12L || size_of(x.im) > 300.0L) {
        return bad_ball<Real>();
    }
    const long double argument = (1 + size_of(x.re)) * unit_error<Real>();
    if (x.real()) {
        return rounded<Real>(sine ? sin(x.re) : cos(x.re), Real(0), x.error + argument);
    }
    const Real up = exp(x.im);
    const Real down = 1 / up;
    const Real hyperbolic_cosine = (up + down) / 2;
    const Real hyperbolic_sine = (up - down) / 2;
    const long double inherited = 2 * (x.error + argument * 4) * size_of(hyperbolic_cosine);
    return sine ? rounded<Real>(sin(x.re) * hyperbolic_cosine, cos(x.re) * hyperbolic_sine,
                                inherited)
                : rounded<Real>(cos(x.re) * hyperbolic_cosine, -sin(x.re) * hyperbolic_sine,
                                inherited);
}

/// arcsin or arccos on [-1, 1]; bad outside.
template <class Real>
[[nodiscard]] ball<Real> arc_sin_or_cos(const ball<Real>& x, bool sine) {
    using std::acos;
    using std::asin;
    const long double gap = 1.0L - size_of(x.re);
    if (x.bad || !x.real() || x.re > 1 || x.re < -1) {
        return bad_ball<Real>();
    }
    long double inherited = 0;
    if (x.error > 0) {
        inherited = gap > 4 * x.error ? 2 * x.error / std::sqrt(gap) : 4 * std::sqrt(x.error);
    }
    return rounded<Real>(sine ? asin(x.re) : acos(x.re), Real(0), inherited + unit_error<Real>());
}

template <class Real>
[[nodiscard]] ball<Real> arc_tan(const ball<Real>& x) {
    using std::atan;
    return x.bad || !x.real() ? bad_ball<Real>() : rounded<Real>(atan(x.re), Real(0), x.error);
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_BALL_HPP
