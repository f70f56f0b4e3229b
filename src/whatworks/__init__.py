"""Which place-based programmes work: counts of places over time in, frozen results out.

    from whatworks import Panel, etwfe
    from whatworks.study import study

    etwfe(Panel(counts, treated_from)).percent_change
    study(Panel(counts, treated_from)).verdict.word

Names are fetched from their modules on first use, so that importing the library costs nothing. A
function named as its module, such as `study`, is to be had from the module only.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "results": "Effect NotEstimable Reason Result",
    "panel": "Panel",
    "counts": "etwfe",
    "displacement": "NetEffect net_effect",
    "groups": "ByGroup ByUnit by_group by_unit",
    "placebo": "Detectable Draws Placebo minimum_detectable placebo_draws placebo_test",
    "power": "Power planned_power",
    "pretrend": "EventStudy event_study fake_dates",
    "verdict": "Because Evidence Verdict Word",
    "study": "Study prepare started_together",
    "reading": "Columns Unreadable read_neighbours read_panel",
    "regression": "Regression ols poisson",
    "twfe": "Decomposition TwoWay goodman_bacon",
    "callaway": "GroupTime callaway_santanna",
    "honest": "Breakdown HonestInterval breakdown relative_interval since_last_before"
    " smooth_interval",
    "area": "displacement_quotient harm_weighted_difference relative_effect_size"
    " weighted_displacement_difference",
    "pooling": "Pooled pool",
    "many": "Adjusted Families adjust adjust_families",
    "shrinkage": "ShrunkenEffects ShrunkenRates shrink_effects shrink_rates",
    "hierarchy": "ShrunkenTable shrink_table",
    "monitoring": "Looks Monitoring fixed_looks monitor",
    "synthetic": "Synthetic synthetic_effect synthetic_effects",
    "worth": "CostPerIncident Worth chance_of_beating cost_per_incident net_benefit",
    "decision": "Decision Facts Thresholds decide",
    "simulate": "Adoption Scenario Simulated Truth",
    "selection": "PastFall Selection adjust_for_selection past_fall",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
