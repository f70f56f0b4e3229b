"""How fast the library of evaluation is, and how fast packages are on the same panel."""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from whatworks.counts import etwfe
from whatworks.panel import Panel
from whatworks.simulate import Scenario, simulate
from whatworks.study import study

from . import page_table
from .figure import Figure, number, written
from .page_table import PageTable, markdown
from .whatworks_packages import PACKAGES, Package, installed

STEP = "whatworks"
UNITS, PERIODS, TIMES = 10_600, 120, 5
SIZES = (10_600, 2_650, 530)
PROGRAMMES, OUTCOMES, COMMUNES, DRAWS = 33, 8, 71, 200
IMPORT_S, STUDY_S, PROVINCE_S, PLACEBOS_S, MEMORY_MB, RATIO = 0.3, 0.5, 10.0, 180.0, 1024, 100
CORES = 2


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.whatworks_speed", description=__doc__)
    parser.add_argument("--package", help="time this one alone and print its seconds")
    parser.add_argument("--units", type=int, default=UNITS)
    chosen = parser.parse_args()
    if chosen.package:
        print(_alone(chosen.package, chosen.units))
        return
    figures = [importing(), *one_study(chosen.units), *province()]
    compared, lines = packages(chosen.units)
    table = PageTable(page="methods.md", mark="speed", lines=[*_own(figures), "", *lines])
    print(written([*figures, *compared]))
    print(page_table.written([table]))


def a_panel(units: int, seed: int = 1) -> Panel:
    """A large province without known neighbours, a third of it treated in five waves."""
    given = Scenario(units=units, periods=PERIODS, adopters=units * 25 // 71, effect=-0.25, near=0)
    return simulate(given, seed=seed).panel


def importing() -> Figure:
    """In processes of their own, NumPy included, the files in the system's memory."""
    code = "import time; a = time.perf_counter(); import whatworks; print(time.perf_counter() - a)"
    taken = [float(_child("-c", code)) for _ in range(TIMES)]
    middle = statistics.median(taken)
    return Figure(name="`import whatworks`", value=min(taken), unit="s", most=IMPORT_S, step=STEP,
                  note=f"the quickest of {TIMES} processes; median {middle:.2f} s")  # fmt: skip


def one_study(units: int) -> list[Figure]:
    panel = a_panel(units)
    taken = [_seconds(lambda: etwfe(panel)) for _ in range(TIMES)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f"{units:,} units × {PERIODS} months, each unit a cluster"
    return [
        Figure(name=f"Poisson ETWFE with cluster jackknife, {size}", value=min(taken), unit="s",
               most=STUDY_S, step=STEP,
               note=f"the quickest of {TIMES}; median {statistics.median(taken):.2f} s"),
        Figure(name="peak memory of that process", value=peak, unit="MB", most=MEMORY_MB,
               step=STEP, note="the simulated panel included"),
    ]  # fmt: skip


def province() -> list[Figure]:
    """Every programme of a province on every outcome: intervals alone, then whole studies."""
    panels = _province_panels()
    size = f"{PROGRAMMES} programmes × {OUTCOMES} outcomes, {COMMUNES} communes × {PERIODS} months"
    alone = _seconds(lambda: [etwfe(panel) for panel in panels])
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(_study, panels[:CORES]))  # start the workers before the clock
        whole = _seconds(lambda: list(pool.map(_study, panels, chunksize=4)))
    return [
        Figure(name=f"effects with intervals, {size}", value=alone, unit="s", most=PROVINCE_S,
               step=STEP, note="one core"),
        Figure(name=f"whole studies with {DRAWS} placebo draws each, {size}", value=whole, unit="s",
               most=PLACEBOS_S, step=STEP, note=f"{CORES} processes"),
    ]  # fmt: skip


def packages(units: int) -> tuple[list[Figure], list[str]]:
    """Each package in a process of its own, on the largest panel its memory has room for."""
    rows, ratios = [], {}
    for package in installed():
        size = _largest(package, units)
        if size is None:
            rows.append([_named(package), "", "", "no room in memory"])
            continue
        panel = a_panel(size)
        etwfe(panel)
        ours = min(_seconds(lambda panel=panel: etwfe(panel)) for _ in range(TIMES))
        theirs = float(_child("-m", "bench.whatworks_speed", "--package", package.name,
                              "--units", str(size)))  # fmt: skip
        ratios[package.name] = theirs / ours
        rows.append([_named(package), f"{size:,}", f"{number(theirs)} s", f"{number(ours)} s",
                     f"{theirs / ours:,.0f}"])  # fmt: skip
    heads = ["package on the same panel, in the same run", "units", "package", "`etwfe`", "times"]
    name = "Poisson ETWFE"
    figures = [
        Figure(name="share of the fastest package's time with the same staggered count model",
               value=100 / ratios[name], unit="%", most=100 / RATIO, step=STEP,
               note=f"{ratios[name]:,.0f} times as fast as diff-diff")
    ] if name in ratios else []  # fmt: skip
    return figures, markdown(heads, rows) if rows else []


def _own(figures: list[Figure]) -> list[str]:
    rows = [[f.name, f"{number(f.value)} {f.unit}", f"≤ {f.most:g} {f.unit}"] for f in figures]
    return markdown(["what", "measured", "target"], rows)


def _named(package: Package) -> str:
    return f"{package.package} {package.version}: {package.name}"


def _largest(package: Package, units: int) -> int | None:
    """The most units that fit into seven tenths of the memory that is free."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    free_kb = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    fits = [s for s in SIZES if s <= units and s * PERIODS * package.kb_a_cell < 0.7 * free_kb]
    return max(fits, default=None)


def _alone(name: str, units: int) -> float:
    """Seconds of one package; once on a small panel before, so that compiling isn't counted."""
    package = next(one for one in PACKAGES if one.name == name)
    package.says(a_panel(150))
    panel = a_panel(units)
    return _seconds(lambda: package.says(panel))


def _province_panels() -> list[Panel]:
    """Outcomes of one province, each with the roll-outs of all programmes laid over it."""
    rng = np.random.default_rng(1)
    given = Scenario(units=COMMUNES, periods=PERIODS)
    outcomes = [simulate(given, seed=rng).panel for _ in range(OUTCOMES)]
    rollouts = [rng.permutation(outcomes[0].treated_from) for _ in range(PROGRAMMES)]
    return [
        Panel(outcome.counts, rollout, neighbours=outcomes[0].neighbours)
        for outcome in outcomes
        for rollout in rollouts
    ]


def _study(panel: Panel) -> Any:
    return study(panel, seed=1)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _child(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}\n{done.stderr[-2000:]}")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
