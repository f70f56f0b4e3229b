"""How long a proven plan takes, for a province and for the nation, each in its own process."""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from binhyen.planning.rules.ground import Commune, Ground, Offer, Wishes
from binhyen.planning.rules.planner import Plan, others, plan
from binhyen.planning.rules.prices import prices

from .figure import Figure, read, written

STEP = "planning"
PROGRAMMES, PROVINCE, NATION = 33, 71, 3321
PROVINCE_S, NATION_S, MEMORY_MB, GAP_PERCENT = 10.0, 120.0, 1024, 1.0
SEEDS = (1, 2, 3)
MILLION = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.planning", description=__doc__)
    parser.add_argument("--communes", type=int, help="measure this size alone, in this process")
    chosen = parser.parse_args()
    if chosen.communes:
        print(written(measured(chosen.communes)))
        return
    print(written([*_child(PROVINCE), *_child(NATION)]))


def a_ground(communes: int, *, seed: int) -> tuple[Ground, Wishes]:
    """Communes on a grid, nine to an area, one in four poor, and money for a sixth of all pairs.

    Every fifth programme pushes some trouble next door, every eleventh spreads its benefit; one in
    thirty pairs runs already.
    """
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(communes)))
    offers = tuple(
        Offer(code=f"P{p:02d}", name=f"Programme {p}", aim=f"aim {p % 8}",
              state_vnd=int(rng.integers(20, 120)) * MILLION,
              community_vnd=int(rng.integers(5, 90)) * MILLION, load=int(rng.integers(1, 4)),
              spill=0.3 if p % 5 == 0 else -0.1 if p % 11 == 1 else 0.0,
              most_communes=communes // 3 if p % 4 == 0 else None)
        for p in range(PROGRAMMES)
    )  # fmt: skip
    runs = rng.random((communes, PROGRAMMES)) < 1 / 30
    places = tuple(
        Commune(code=f"C{c:04d}", name=f"Commune {c}", area=_area(c, side),
                capacity=int(rng.integers(3, 9)), is_poor=bool(rng.random() < 0.25),
                community_vnd=int(rng.integers(60, 400)) * MILLION,
                cost_percent=int(rng.choice([100, 100, 115, 130])),
                neighbours=_near(c, side, communes),
                running=frozenset(offers[p].code for p in np.flatnonzero(runs[c])))
        for c in range(communes)
    )  # fmt: skip
    need = rng.gamma(3.0, 20.0, (communes, 1))
    fall = rng.normal(0.06, 0.08, PROGRAMMES) * rng.uniform(0.5, 1.0, (communes, PROGRAMMES))
    ground = Ground(communes=places, offers=offers, averted=need * fall, sd=need * 0.05 + 0 * fall)
    whole = int(ground.state_vnd.sum()), int(ground.community_vnd.sum())
    return ground, Wishes(state_vnd=whole[0] // 20, community_vnd=whole[1] // 20)


def _area(number: int, side: int) -> str:
    row, column = divmod(number, side)
    return f"A{row // 3:02d}{column // 3:02d}"


def _near(number: int, side: int, count: int) -> tuple[str, ...]:
    row, column = divmod(number, side)
    around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    inside = [r * side + c for r, c in around if r >= 0 and 0 <= c < side]
    return tuple(f"C{other:04d}" for other in inside if other < count)


def measured(communes: int) -> list[Figure]:
    """The slowest and the widest gap of some grounds; for a province also what is asked after."""
    size = f"{communes:,} communes × {PROGRAMMES} programmes"
    limit = PROVINCE_S if communes <= PROVINCE else NATION_S
    grounds = [a_ground(communes, seed=seed) for seed in SEEDS]
    taken, plans = zip(*[_timed(lambda g=g, w=w: plan(g, w)) for g, w in grounds], strict=True)
    gaps = [one.gap_percent for one in plans if isinstance(one, Plan)]
    if len(gaps) < len(SEEDS) or None in gaps:
        raise SystemExit(f"no plan for {size}: {plans}")
    picked = ", ".join(f"{len(one.chosen):,}" for one in plans if isinstance(one, Plan))
    figures = [
        Figure(name=f"best plan, {size}", value=max(taken), unit="s", most=limit, step=STEP,
               note=f"slowest of {len(SEEDS)} provinces; {picked} pairs chosen"),
        Figure(name=f"widest proven gap, {size}", value=max(gaps), unit="%",
               most=GAP_PERCENT, step=STEP),
    ]  # fmt: skip
    if communes <= PROVINCE:
        ground, wishes = grounds[0]
        first = plans[0]
        priced, _ = _timed(lambda: prices(ground, wishes, first))
        beside, _ = _timed(lambda: others(ground, wishes, first))
        clashing = Wishes(state_vnd=0, community_vnd=wishes.community_vnd)
        told, _ = _timed(lambda: plan(ground, clashing))
        figures += [
            Figure(name=f"what every limit costs, {size}", value=priced, unit="s", step=STEP),
            Figure(name=f"plans beside the best, {size}", value=beside, unit="s", step=STEP),
            Figure(name=f"which wishes clash, {size}", value=told, unit="s", step=STEP),
        ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*figures, Figure(name=f"peak memory of that process, {size}", value=peak, unit="MB",
                             most=MEMORY_MB, step=STEP)]  # fmt: skip


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _child(communes: int) -> list[Figure]:
    command = [sys.executable, "-m", "bench.planning", "--communes", str(communes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return read(done.stdout)


if __name__ == "__main__":
    main()
