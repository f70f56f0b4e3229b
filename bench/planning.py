"""How long a proven plan takes, for a province and for the nation, each in its own process."""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
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
    parser.add_argument("--seed", type=int, default=SEEDS[0])
    chosen = parser.parse_args()
    if chosen.communes:
        print(written(measured(chosen.communes, chosen.seed)))
        return
    print(written([*slowest(PROVINCE), *asked_after(PROVINCE), *slowest(NATION)]))


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


def measured(communes: int, seed: int) -> list[Figure]:
    """Seconds, gap and memory of one plan."""
    size = f"{communes:,} communes × {PROGRAMMES} programmes"
    limit = PROVINCE_S if communes <= PROVINCE else NATION_S
    ground, wishes = a_ground(communes, seed=seed)
    busy = time.process_time()
    taken, found = _timed(lambda: plan(ground, wishes))
    busy = time.process_time() - busy
    if not isinstance(found, Plan) or found.gap_percent is None:
        raise SystemExit(f"no plan for {size}: {found}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = f"slowest of {len(SEEDS)}; {busy:.1f} s of one core, {len(found.chosen):,} pairs chosen"
    return [
        Figure(name=f"best plan, {size}", value=taken, unit="s", most=limit, step=STEP, note=note),
        Figure(name=f"its gap to what no plan can exceed, {size}", value=found.gap_percent,
               unit="%", most=GAP_PERCENT, step=STEP, note=f"widest of {len(SEEDS)}"),
        Figure(name=f"peak memory of that process, {size}", value=peak, unit="MB",
               most=MEMORY_MB, step=STEP, note=f"largest of {len(SEEDS)}"),
    ]  # fmt: skip


def slowest(communes: int) -> list[Figure]:
    """The worst of each figure over some grounds, each planned in a process of its own."""
    runs = [_child(communes, seed) for seed in SEEDS]
    return [max(same, key=lambda figure: figure.value) for same in zip(*runs, strict=True)]


def asked_after(communes: int) -> list[Figure]:
    """What is asked once there is a plan."""
    size = f"{communes:,} communes × {PROGRAMMES} programmes"
    ground, wishes = a_ground(communes, seed=SEEDS[0])
    first = plan(ground, wishes)
    if not isinstance(first, Plan):
        raise SystemExit(f"no plan for {size}: {first}")
    without = replace(wishes, state_vnd=0)
    asked: dict[str, Callable[[], Any]] = {
        "what every limit costs": lambda: prices(ground, wishes, first),
        "plans beside the best": lambda: others(ground, wishes, first),
        "which wishes clash without state money": lambda: plan(ground, without),
    }
    return [
        Figure(name=f"{name}, {size}", value=_timed(work)[0], unit="s", step=STEP)
        for name, work in asked.items()
    ]


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _child(communes: int, seed: int) -> list[Figure]:
    command = [sys.executable, "-m", "bench.planning"]
    command += ["--communes", str(communes), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return read(done.stdout)


if __name__ == "__main__":
    main()
