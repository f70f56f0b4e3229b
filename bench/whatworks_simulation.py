"""How often the library of evaluation is right, on simulated provinces whose truth is known."""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from whatworks.counts import etwfe
from whatworks.displacement import NetEffect
from whatworks.panel import Panel
from whatworks.results import Effect, NotEstimable
from whatworks.simulate import Adoption, Scenario, simulate
from whatworks.study import study

from . import page_table
from .figure import Figure, written
from .page_table import PageTable, markdown
from .whatworks_packages import Opinion, installed

STEP = "whatworks"
PROVINCES, COMPARED, CORES, SEED = 1000, 200, 2, 20260715
FALSE_WORKS, OFF_COVERAGE = 5.0, 2.0
WORDS = ("works", "promising", "no_effect_found", "harmful", "cannot_tell")
OURS = "**whatworks: Poisson ETWFE, jackknife**"
YEAR_LEFT_OUT = "the same, the year before the start left out"


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario and what a good method would say of it."""

    name: str
    scenario: Scenario
    is_good: bool = False


SURGE, RANDOM = Adoption.AFTER_SURGE, Adoption.RANDOM


def _alone(**given: object) -> Scenario:
    """Nobody knows of neighbours and nothing moves."""
    return Scenario(**({"near": 0} | given))  # type: ignore[arg-type]


def _near(**given: object) -> Scenario:
    """Twelve adopters among 71, whose neighbours are known: enough others are far."""
    return Scenario(**({"near": 5, "adopters": 12} | given))  # type: ignore[arg-type]


CASES = (
    Case("no effect, at random", _alone()),
    Case("no effect, after a surge", _alone(adoption=SURGE)),
    Case("no effect, after a bad year", _alone(bad_year=0.2)),
    Case("no effect, two of three counts zero", _alone(mean=0.5)),
    Case("no effect, 5 places", _alone(adopters=5)),
    Case("no effect, neighbours known", _near()),
    Case("+10 %, at random", _alone(effect=0.10)),
    Case("+10 %, after a surge", _alone(effect=0.10, adoption=SURGE)),
    Case("−25 %, all of it moved next door", _near(effect=-0.25, moved=1.0)),
    Case("the same, 25 places, after a surge",
         _near(effect=-0.25, moved=1.0, near=3, adopters=25, adoption=SURGE)),
    Case("−25 %, at random", _alone(effect=-0.25), is_good=True),
    Case("−25 %, after a surge", _alone(effect=-0.25, adoption=SURGE), is_good=True),
    Case("−25 %, after a bad year", _alone(effect=-0.25, bad_year=0.2), is_good=True),
    Case("−25 % growing over two years, after a surge",
         _alone(effect=-0.25, growing_periods=24, adoption=SURGE), is_good=True),
    Case("−25 %, two of three counts zero", _alone(effect=-0.25, mean=0.5), is_good=True),
    Case("−25 %, 10 places", _alone(effect=-0.25, adopters=10), is_good=True),
    Case("−25 %, 5 places", _alone(effect=-0.25, adopters=5), is_good=True),
    Case("−25 %, neighbours known", _near(effect=-0.25), is_good=True),
    Case("−25 %, half of it moved next door", _near(effect=-0.25, moved=0.5), is_good=True),
)  # fmt: skip
NULLS, REAL = CASES[:3], CASES[10]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of one province, and the truth. Effects in per cent, None where refused."""

    word: str
    truth: float
    net_truth: float
    own: tuple[float, float, float] | None
    net: tuple[float, float, float] | None
    detectable: float | None
    opinions: dict[str, Opinion] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.whatworks_simulation", description=__doc__
    )
    parser.add_argument("--provinces", type=int, default=PROVINCES, help="for each scenario")
    parser.add_argument("--compared", type=int, default=COMPARED, help="with other methods too")
    parser.add_argument("--only", default="", help="scenarios whose names hold this")
    chosen = parser.parse_args()
    cases = [case for case in CASES if chosen.only in case.name]
    compared = min(chosen.compared, chosen.provinces)
    with ProcessPoolExecutor(CORES) as pool:
        heard = {}
        for case in cases:
            start = time.perf_counter()
            listen = partial(_hear, case, compared if case in (*NULLS, REAL) else 0)
            heard[case.name] = list(pool.map(listen, range(chosen.provinces), chunksize=5))
            print(f"{case.name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    tables = [
        PageTable(page="methods.md", mark="simulation", lines=_simulation(cases, heard)),
        PageTable(page="methods.md", mark="promise", lines=_promise(cases, heard)),
    ]
    figures = list(_figures(cases, heard))
    if compared and all(case in cases for case in (*NULLS, REAL)):
        lines, more = _methods(heard)
        tables.append(PageTable(page="methods.md", mark="methods", lines=lines))
        figures += more
    print(written(figures))
    print(page_table.written(tables))


def _hear(case: Case, compared: int, number: int) -> Heard:
    """Province `number` of a case; cases share their seeds, so they differ by what they plant."""
    seen = simulate(case.scenario, seed=np.random.default_rng([SEED, number]))
    told = study(seen.panel, seed=number)
    return Heard(
        word=str(told.verdict.word),
        truth=seen.truth.percent_change,
        net_truth=seen.truth.net_percent_change,
        own=_percent(told.effect),
        net=_percent(told.net.net if isinstance(told.net, NetEffect) else told.net),
        detectable=told.minimum_detectable_percent,
        opinions=_opinions(seen.panel) if number < compared else {},
    )


def _opinions(panel: Panel) -> dict[str, Opinion]:
    """What each method says, by its name."""
    return {
        "before and after, 12 months each": _before_and_after(panel),
        OURS: _ours(etwfe(panel)),
        YEAR_LEFT_OUT: _ours(etwfe(panel, donut=12)),
        **{f"{one.package}: {one.name}": one.says(panel) for one in installed() if one.is_quick},
    }


def _before_and_after(panel: Panel) -> Opinion:
    """What is usually done: the year after the start by the year before, treated units alone."""
    since = np.arange(panel.n_periods) - panel.treated_from[:, None]
    sums = [
        panel.counts[panel.ever_treated[:, None] & (since >= first) & (since < first + 12)].sum()
        for first in (0, -12)
    ]
    return Opinion.of_log(
        float(np.log(sums[0] / sums[1])), float(np.sqrt(sum(1 / n for n in sums)))
    )


def _ours(effect: Effect | NotEstimable) -> Opinion:
    assert isinstance(effect, Effect)
    low, high = (end / 100 for end in effect.interval)
    return Opinion(effect.percent_change / 100, low, high, effect.log_ratio / effect.se)


def _percent(effect: object) -> tuple[float, float, float] | None:
    """Estimate and interval."""
    return (effect.percent_change, *effect.interval) if isinstance(effect, Effect) else None


# ----------------------------------------------------------------------------------------- tables


def _simulation(cases: Sequence[Case], heard: dict[str, list[Heard]]) -> list[str]:
    heads = [
        *("planted, taken up", "works", "promising", "no effect found", "harmful", "cannot tell"),
        *("covered", "net covered", "points off", "below zero", "smallest that would show"),
    ]
    provinces = len(heard[cases[0].name])
    note = (
        f"Per cent of {provinces:,} provinces of 71 communes × 120 months; 25 places in five "
        "waves, 12 where neighbours are known, but where said."
    )
    return [note, "", *markdown(heads, [_row(case, heard[case.name]) for case in cases])]


def _row(case: Case, said: list[Heard]) -> list[str]:
    own, net = [h for h in said if h.own], [h for h in said if h.net]
    off = [h.own[0] - h.truth for h in own if h.own]
    detectable = [h.detectable for h in said if h.detectable is not None]
    return [
        case.name,
        *(_share([h.word == word for h in said]) for word in WORDS),
        _share([_holds(h.own, h.truth) for h in own]),
        _share([_holds(h.net, h.net_truth) for h in net]) if case.scenario.near else "",
        f"{np.mean(off):+.1f}" if off else "",
        _share([h.own[2] < 0 for h in own if h.own]),
        f"{np.median(detectable):.0f} %" if detectable else "",
    ]


def _promise(cases: Sequence[Case], heard: dict[str, list[Heard]]) -> list[str]:
    """For the chairman: whoever doesn't work, and how often it was said to."""
    rows = [
        [case.name, _share([h.word == "works" for h in heard[case.name]]) + " %"]
        for case in cases
        if not case.is_good
    ]
    provinces = len(heard[cases[0].name])
    return markdown(["what was planted", f'called "works", of {provinces:,} provinces'], rows)


def _methods(heard: dict[str, list[Heard]]) -> tuple[list[str], list[Figure]]:
    """Methods on the same provinces: what they find where nothing is, and where something is."""
    cases = [_by_method(heard[case.name]) for case in (*NULLS, REAL)]
    rows, power = [], {}
    for name, effect in cases[-1].items():
        nothing = [case[name] for case in cases[:-1]]
        bar = np.quantile([one.t for one in nothing[0]], 0.05)
        power[name] = 100 * float(np.mean([one.t < bar for one in effect]))
        rows.append([
            name,
            *(_share([one.low > 0 or one.high < 0 for one in case]) for case in nothing),
            *(f"{100 * np.mean([one.change for one in case]):+.1f}" for case in nothing),
            _share([one.low <= -0.25 <= one.high for one in effect]),
            _share([one.high < 0 for one in effect]),
            f"{power[name]:.1f}",
        ])  # fmt: skip
    note = (
        f"Per cent of {len(cases[-1][OURS]):,} provinces, the same for every method. The first six "
        "columns are of programmes without effect, the last three of −25 % taken up at random."
    )
    heads = [
        *("method", "false finding: at random", "after a surge", "after a bad year"),
        *("points off: at random", "after a surge", "after a bad year"),
        *("covered", "power", "power at equal error"),
    ]
    ours = power[OURS]
    rivals = {name: value for name, value in power.items() if ":" in name and name != OURS}
    figures = [
        Figure(name="power lost to the best package, at equal error", unit="points", step=STEP,
               value=max(max(rivals.values()) - ours, 0.0), most=2.0,
               note=f"{ours:.1f} %; " + "; ".join(f"{k} {v:.1f} %" for k, v in rivals.items()))
    ] if rivals else []  # fmt: skip
    return [note, "", *markdown(heads, rows)], figures


def _by_method(said: list[Heard]) -> dict[str, list[Opinion]]:
    compared = [h.opinions for h in said if h.opinions]
    return {name: [opinions[name] for opinions in compared] for name in compared[0]}


def _figures(cases: Sequence[Case], heard: dict[str, list[Heard]]) -> Iterator[Figure]:
    for case in cases:
        if not case.is_good:
            said = heard[case.name]
            yield Figure(
                name=f'called "works": {case.name}', unit="%", step=STEP, most=FALSE_WORKS,
                value=100 * float(np.mean([h.word == "works" for h in said])),
                note=f"{len(said):,} simulated provinces",
            )  # fmt: skip
    for case in cases:
        said = [h for h in heard[case.name] if h.own]
        covered = 100 * float(np.mean([_holds(h.own, h.truth) for h in said])) if said else 0.0
        yield Figure(
            name=f"95 % intervals, points of coverage off 95: {case.name}", unit="points",
            step=STEP, value=abs(covered - 95), most=OFF_COVERAGE, note=f"covered {covered:.1f} %",
        )  # fmt: skip


def _holds(effect: tuple[float, float, float] | None, truth: float) -> bool:
    return effect is not None and effect[1] <= truth <= effect[2]


def _share(claims: Sequence[bool]) -> str:
    return f"{100 * np.mean(claims):.1f}" if claims else ""


if __name__ == "__main__":
    main()
