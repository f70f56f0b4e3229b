"""One or a few treated units against a weighted mix of the others: synthetic DiD and control.

For programmes of one or two sites, where no cluster error can be had. The mix is chosen so that
it ran alongside the treated before; chance is judged by doing the same to units that had no
programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.chances import t_reach
from whatworks.mix import SOLVERS, Mix, Solver, period_noise
from whatworks.panel import Panel
from whatworks.results import NotEstimable, Reason, Result, frozen

Floats = NDArray[np.float64]
Method = Literal["sdid", "sc", "did"]


@dataclass(frozen=True, slots=True)
class Synthetic(Result):
    """Effect on the treated units' mean outcome after treatment began, in the outcome's unit.

    se: from placebos; low, high: t with (donors − 1) degrees at `level`.
    p: share of placebos with an effect as large either way, the real one counted in; at least
        1/(placebos + 1).
    placebos: [runs] effects found where there was no programme.
    unit_weights: [donors], in the order of the untreated units; time_weights: [periods before].
    treated_path, mix_path: [T] means of the treated and of the mix, the mix moved by the
        weighted difference before (no move for "sc").
    misfit_before: root mean square of their difference before treatment.
    treated_mean: mean of the treated after. scale: 1 for rates, .5 for square roots of rates.
    """

    effect: float
    se: float
    low: float
    high: float
    p: float
    level: float
    placebos: Floats
    unit_weights: Floats
    time_weights: Floats
    treated_path: Floats
    mix_path: Floats
    misfit_before: float
    treated_mean: float
    scale: float
    treated_units: int
    donors: int
    method: str

    @property
    def percent_change(self) -> float | None:
        """Per cent of what was expected without treatment; None where that isn't above 0."""
        return self._percent(self.effect)

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """Per cent at `level`; None for an end at which nothing would have been expected."""
        return self._percent(self.low), self._percent(self.high)

    def _percent(self, effect: float) -> float | None:
        expected = self.treated_mean - effect
        if expected <= 0:
            return None
        return float(100 * ((self.treated_mean / expected) ** (1 / self.scale) - 1))


def synthetic_effect(
    outcomes: ArrayLike,
    treated: ArrayLike,
    first_treated: int,
    *,
    method: Method = "sdid",
    solver: Solver = "exact",
    seed: int = 0,
    draws: int = 200,
    level: float = 0.95,
    scale: float = 1.0,
) -> Synthetic | NotEstimable:
    """Synthetic difference-in-differences, synthetic control, or plain DiD, with placebos.

    outcomes: [n, T] floats, one unit each way (rates, square roots of rates); nan is refused.
    treated: [n] booleans; all treated units begin in period `first_treated`.
    method: "sdid" weights units and periods and allows a constant difference; "sc" weights units
        only and allows none; "did" weights nothing.
    solver: "exact" finds the weights at which the paper's penalised problem is least (it is
        convex, so there is no start to depend on); "frank-wolfe" stops where the authors' own
        program stops, a little before, which matters for "sc" alone.
    scale: how percentages are to be read back, see `Synthetic`.

    With one treated unit each untreated unit is the placebo once; with more, `draws` random sets
    of as many. Assumes that units move by a
    few common factors and that no untreated unit is touched by the programme; the placebo error,
    that the treated would vary as the untreated do. Refused under 3 donors, under 2 periods
    before, and where untreated are no more than treated. Arkhangelsky, Athey, Hirshberg, Imbens
    and Wager 2021, Algorithms 1 and 4; Abadie, Diamond and Hainmueller 2010.
    """
    y, chosen = _checked(outcomes, treated, first_treated)
    if method not in ("sdid", "sc", "did") or solver not in SOLVERS:
        raise ValueError(
            f"method: sdid, sc or did, solver: exact or frank-wolfe expected, "
            f"got {method!r}, {solver!r}"
        )
    if refusal := _refusal(y, chosen, first_treated):
        return refusal
    donors, own = _in_own_order(y[~chosen]), y[chosen]
    noise = period_noise(donors.values, first_treated)
    if noise == 0:
        return NotEstimable(Reason.ALL_ZEROS, ("untreated units never vary",))
    fit = Mix.of(donors.values, own, first_treated, method, solver, noise)
    placebos = np.array(
        [
            Mix.of(rest, like, first_treated, method, solver, noise).effect
            for like, rest in _placebo_sets(donors.values, len(own), draws, seed)
        ]
    )
    se = float(np.sqrt(np.mean((placebos - placebos.mean()) ** 2)))
    reach = t_reach(level, len(donors.values) - 1) * se
    as_large = int((np.abs(placebos) >= abs(fit.effect) - 1e-12).sum())
    gap = (fit.treated_path - fit.mix_path)[:first_treated]
    return Synthetic(
        effect=fit.effect,
        se=se,
        low=fit.effect - reach,
        high=fit.effect + reach,
        p=(1 + as_large) / (1 + len(placebos)),
        level=level,
        placebos=frozen(np.sort(placebos)),
        unit_weights=frozen(fit.unit_weights[donors.back]),
        time_weights=frozen(fit.time_weights),
        treated_path=frozen(fit.treated_path),
        mix_path=frozen(fit.mix_path),
        misfit_before=float(np.sqrt(np.mean(gap**2))),
        treated_mean=float(own[:, first_treated:].mean()),
        scale=scale,
        treated_units=len(own),
        donors=len(donors.values),
        method=method,
    )


def synthetic_effects(
    panel: Panel,
    *,
    method: Method = "sdid",
    seed: int = 0,
    per: float = 10_000,
    periods_a_year: float = 12,
    square_root: bool = True,
    level: float = 0.95,
) -> tuple[tuple[int, Synthetic | NotEstimable], ...]:
    """`synthetic_effect` of each group of units that began together, against the never treated.

    Counts become events a year per `per` of exposure (a year alone without exposure) and, with
    `square_root`, their square roots, which make the noise of large and small units alike.
    Gives (first treated period, result) for each group, in time's order. Units that touch a
    treated one are left out of the donors where the panel says who touches whom.
    """
    rates = panel.counts * periods_a_year
    if panel.exposure is not None:
        rates = rates * per / panel.exposure
    values = np.sqrt(rates) if square_root else rates
    treated = panel.ever_treated
    far = ~treated
    for i, j in panel.neighbours or ():
        far[i] &= not treated[j]
        far[j] &= not treated[i]
    starts = np.unique(panel.treated_from[treated])
    if not far.any() and not treated.all():
        return tuple((int(start), NotEstimable(Reason.NO_FAR_CONTROLS)) for start in starts)
    found: list[tuple[int, Synthetic | NotEstimable]] = []
    for start in starts:
        group = panel.treated_from == start
        units = group | far
        found.append(
            (
                int(start),
                synthetic_effect(
                    values[units],
                    group[units],
                    int(start),
                    method=method,
                    seed=seed,
                    level=level,
                    scale=0.5 if square_root else 1.0,
                ),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Donors:
    values: Floats
    back: NDArray[np.int64]  # where each donor as given stands among `values`


def _in_own_order(given: Floats) -> _Donors:
    """Donors sorted by their values, so that draws don't hang on the input's order."""
    order = np.lexsort(given.T[::-1])
    return _Donors(given[order], np.argsort(order))


def _placebo_sets(
    donors: Floats, size: int, draws: int, seed: int
) -> Iterator[tuple[Floats, Floats]]:
    """Untreated units taken for treated, `size` at a time, and the rest."""
    n = len(donors)
    rng = np.random.default_rng(seed)
    sets = (
        np.arange(n)[:, None]
        if size == 1
        else [rng.choice(n, size, replace=False) for _ in range(draws)]
    )
    for chosen in sets:
        yield donors[chosen], np.delete(donors, chosen, axis=0)


def _checked(
    outcomes: ArrayLike, treated: ArrayLike, first_treated: int
) -> tuple[Floats, NDArray[np.bool_]]:
    y, chosen = np.array(outcomes, dtype=float), np.array(treated)
    if y.ndim != 2 or chosen.shape != (len(y),) or chosen.dtype != bool:
        raise ValueError(
            f"outcomes [n, T], treated [n] booleans expected, got {y.shape}, {chosen.shape} "
            f"{chosen.dtype}"
        )
    if np.isinf(y).any():
        raise ValueError("outcomes: finite numbers expected")
    if first_treated < 0:
        raise ValueError(f"first_treated: 0 or more expected, got {first_treated}")
    return y, chosen


def _refusal(y: Floats, chosen: NDArray[np.bool_], start: int) -> NotEstimable | None:
    own, donors = int(chosen.sum()), int((~chosen).sum())
    if np.isnan(y).any():
        return NotEstimable(Reason.MISSING_PERIODS, (str(int(np.isnan(y).sum())),))
    if not own:
        return NotEstimable(Reason.NO_TREATED)
    if not donors:
        return NotEstimable(Reason.NO_UNTREATED)
    if start < 2:
        return NotEstimable(Reason.NO_BEFORE)
    if start >= y.shape[1]:
        return NotEstimable(Reason.NO_AFTER)
    if donors < max(3, own + 1):
        return NotEstimable(Reason.TOO_FEW_CLUSTERS, (f"{donors} untreated, {own} treated",))
    return None
