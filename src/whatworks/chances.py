"""Quantiles and tail chances of the distributions that intervals are built from.

SciPy's parts are imported when first asked for, so that importing the library stays quick.
Every function takes and gives plain numbers or arrays of one shape.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def two_sided(level: float) -> float:
    """The quantile that an interval at `level` reaches up to: .975 at .95."""
    if not 0 < level < 1:
        raise ValueError(f"level: between 0 and 1 expected, got {level}")
    return (1 + level) / 2


def normal_reach(level: float) -> float:
    """Standard errors either side of an estimate at `level`, normal: 1.96 at .95."""
    return NormalDist().inv_cdf(two_sided(level))


def t_reach(level: float, df: float) -> float:
    """Standard errors either side of an estimate at `level`, Student's t with `df`."""
    from scipy.special import stdtrit

    return float(stdtrit(df, two_sided(level)))


def normal_p(z: float) -> float:
    """Two-sided p of a standard normal."""
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def t_p(t: float, df: float) -> float:
    """Two-sided p of Student's t with `df`."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def chi_square_p(q: float, df: float) -> float:
    """Chance of more than `q` under chi-square with `df`."""
    from scipy.special import chdtrc

    return float(chdtrc(df, q))


def chi_square_quantile(at: float, df: float) -> float:
    """Where chi-square with `df` has `at` of its mass below."""
    from scipy.special import chdtri

    return float(chdtri(df, 1 - at))


def normal_cdf(z: Any) -> Floats:
    """Standard normal, chance of less than each `z`."""
    from scipy.special import ndtr

    return np.asarray(ndtr(z), dtype=float)


def normal_quantile(at: Any) -> Floats:
    """Where the standard normal has `at` of its mass below."""
    from scipy.special import ndtri

    return np.asarray(ndtri(at), dtype=float)


def gamma_cdf(x: Any, shape: Any, scale: Any) -> Floats:
    """Gamma with `shape` and `scale`, chance of less than each `x`."""
    from scipy.special import gammainc

    return np.asarray(gammainc(shape, np.maximum(x, 0) / scale), dtype=float)


def gamma_quantile(at: Any, shape: Any, scale: Any) -> Floats:
    """Where the gamma with `shape` and `scale` has `at` of its mass below."""
    from scipy.special import gammaincinv

    return np.asarray(gammaincinv(shape, at) * scale, dtype=float)
