"""Established packages on the same panels, where they are installed; none is needed.

pip install pyfixest diff-diff
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from whatworks.panel import Panel


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a method says of a panel. change: relative, −0.25 is a quarter less."""

    change: float
    low: float
    high: float
    t: float

    @classmethod
    def of_log(cls, log_ratio: float, se: float) -> "Opinion":
        low, high = np.expm1(log_ratio - 1.96 * se), np.expm1(log_ratio + 1.96 * se)
        return cls(float(np.expm1(log_ratio)), float(low), float(high), log_ratio / se)

    @classmethod
    def of_level(cls, att: float, se: float, panel: Panel) -> "Opinion":
        """An effect in events a unit-period, held against what was counted less the effect."""
        usual = float(panel.counts[panel.treated_cells].mean()) - att
        return cls(att / usual, (att - 1.96 * se) / usual, (att + 1.96 * se) / usual, att / se)


def frame(panel: Panel) -> Any:
    """Long table: unit, time, y, g (start, 0 for never), treated."""
    import pandas as pd

    n, periods = panel.n_units, panel.n_periods
    start = np.where(panel.ever_treated, panel.treated_from, 0)
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), periods),
            "time": np.tile(np.arange(periods), n),
            "y": panel.counts.ravel(),
            "g": np.repeat(start, periods),
            "treated": panel.treated_cells.ravel().astype(int),
        }
    )


def twfe_poisson(panel: Panel) -> Opinion:
    import pyfixest

    fit = pyfixest.fepois("y ~ treated | unit + time", frame(panel), vcov={"CRV1": "unit"})
    return Opinion.of_log(float(fit.coef().iloc[0]), float(fit.se().iloc[0]))


def did2s(panel: Panel) -> Opinion:
    import pyfixest

    fit = pyfixest.did2s(
        frame(panel),
        yname="y",
        first_stage="~ 0 | unit + time",
        second_stage="~ i(treated, ref=0)",
        treatment="treated",
        cluster="unit",
    )
    return Opinion.of_level(float(fit.coef().iloc[0]), float(fit.se().iloc[0]), panel)


def etwfe_poisson(panel: Panel) -> Opinion:
    import diff_diff

    fit = diff_diff.WooldridgeDiD(method="poisson", cluster="unit").fit(
        frame(panel), outcome="y", unit="unit", time="time", cohort="g"
    )
    return Opinion.of_level(float(fit.overall_att), float(fit.overall_se), panel)


def callaway_santanna(panel: Panel) -> Opinion:
    import diff_diff

    fit = diff_diff.CallawaySantAnna(control_group="never_treated").fit(
        frame(panel), outcome="y", unit="unit", time="time", first_treat="g"
    )
    return Opinion.of_level(float(fit.overall_att), float(fit.overall_se), panel)


@dataclass(frozen=True, slots=True)
class Package:
    """kb_a_cell: memory that its method takes for each unit-period, measured.

    is_quick: a province takes it about a second, so that it can be asked about hundreds.
    """

    name: str
    package: str
    method: Callable[[Panel], Opinion]
    kb_a_cell: float = 1.0
    is_quick: bool = True

    @property
    def version(self) -> str | None:
        """None where it isn't installed."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None

    def says(self, panel: Panel) -> Opinion:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self.method(panel)


PACKAGES = (
    Package("Poisson ETWFE", "diff-diff", etwfe_poisson, kb_a_cell=16.0, is_quick=False),
    Package("Poisson TWFE, CRV1", "pyfixest", twfe_poisson),
    Package("did2s in levels", "pyfixest", did2s, kb_a_cell=16.0),
    Package("Callaway–Sant'Anna in levels", "diff-diff", callaway_santanna),
)


def installed() -> list[Package]:
    return [package for package in PACKAGES if package.version]
