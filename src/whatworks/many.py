"""Many programmes and outcomes looked at together: how many of the "found" are chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.results import Result, frozen

Floats = NDArray[np.float64]
Method = Literal["benjamini-hochberg", "benjamini-yekutieli", "holm", "bonferroni"]


@dataclass(frozen=True, slots=True)
class Adjusted(Result):
    """p-values adjusted for their number, in the order given.

    adjusted: [m]; `found`: [m] booleans, adjusted ≤ level; `count_found` how many.
    """

    p: Floats
    adjusted: Floats
    found: NDArray[np.bool_]
    count_found: int
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class Families(Result):
    """Programmes selected on the primary outcome, then secondary outcomes within the selected.

    secondary: one per programme, None where the programme wasn't selected.
    level_within: q·R/m, what the secondary outcomes were held to.
    """

    primary: Adjusted
    secondary: tuple[Adjusted | None, ...]
    level_within: float


def adjust(p: ArrayLike, *, level: float = 0.10, method: Method = "benjamini-hochberg") -> Adjusted:
    """Adjust p-values for how many there are.

    p: [m], each in [0, 1].
    method: "benjamini-hochberg" holds the expected share of chance among the found at `level`
        (independent or positively dependent tests); "benjamini-yekutieli" under any dependence;
        "holm" and "bonferroni" hold the chance of a single false find.

    Holm 1979; Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001.
    """
    given = np.array(p, dtype=float)
    if given.ndim != 1 or not ((given >= 0) & (given <= 1)).all():
        raise ValueError("p: a list of numbers from 0 to 1 expected")
    if method not in _METHODS:
        raise ValueError(f"method: one of {', '.join(_METHODS)} expected, got {method!r}")
    if not 0 < level < 1:
        raise ValueError(f"level: between 0 and 1 expected, got {level}")
    order = np.argsort(given, kind="stable")
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(_METHODS[method](given[order]), 1)
    found = adjusted <= level * (1 + 1e-12)  # p·m/k may miss a level that it equals by rounding
    return Adjusted(frozen(given), frozen(adjusted), frozen(found), int(found.sum()), level, method)


def adjust_families(
    primary: ArrayLike, secondary: Sequence[ArrayLike], *, level: float = 0.10
) -> Families:
    """Benjamini and Bogomolov's way with programmes × outcomes.

    primary: [m] p-values, one per programme, of the outcome declared beforehand.
    secondary: m lists of p-values of the other outcomes; lists may differ in length.

    Benjamini–Hochberg at `level` over programmes; then within each of the R selected at
    level·R/m, which holds the average share of chance over the selected. Never adjust all
    programmes × outcomes as one heap. Benjamini and Bogomolov 2014.
    """
    first = adjust(primary, level=level)
    m = len(first.p)
    if len(secondary) != m:
        raise ValueError(f"secondary: {m} lists expected, got {len(secondary)}")
    within = level * first.count_found / m if m else 0.0
    rest: list[Any] = [
        adjust(p, level=within) if chosen else None
        for chosen, p in zip(first.found, secondary, strict=True)
    ]
    return Families(first, tuple(rest), within)


def _step_up(p: Floats, penalty: float = 1.0) -> Floats:
    m = len(p)
    each = penalty * p * m / np.arange(1, m + 1)
    return np.minimum.accumulate(each[::-1])[::-1]


def _any_dependence(p: Floats) -> Floats:
    return _step_up(p, float((1 / np.arange(1, len(p) + 1)).sum()))


def _step_down(p: Floats) -> Floats:
    return np.maximum.accumulate(p * np.arange(len(p), 0, -1))


_METHODS: dict[str, Callable[[Floats], Floats]] = {
    "benjamini-hochberg": _step_up,
    "benjamini-yekutieli": _any_dependence,
    "holm": _step_down,
    "bonferroni": lambda p: p * len(p),
}
