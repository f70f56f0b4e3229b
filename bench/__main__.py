"""`python -m bench`: measure some or all figures; `--write` puts them into the pages in docs/."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from . import page_table
from .figure import Figure, machine, read, table
from .ground import ROOT, ground
from .page_table import PageTable

DATABASES = ("sqlite", "postgresql")
PAGE = ROOT / "docs" / "benchmarks.md"
LOAD_S, MONTHS_S = 180.0, 600.0
OPENING, CLOSING = "<!-- figures -->", "<!-- end of figures -->"


def workbook(database: str) -> list[Figure]:
    with ground(database) as place:
        return place.measure("workbook")


def wire(database: str) -> list[Figure]:
    """Page weights don't depend on the database; measured once, on the province."""
    if database != "sqlite":
        return []
    with ground(database) as place:
        loaded = place.binhyen("demo")
        load = Figure(name="the province loaded, with migrations and units", value=loaded.seconds,
                      unit="s", most=25, step="wire")  # fmt: skip
        return [load, *place.measure("pages", "--step", "wire", "--where", "919 sites"),
                *place.measure("wire")]  # fmt: skip


def nation(database: str) -> list[Figure]:
    """Everything at 124,000 sites, in one database: load, log, pages, map, memory."""
    with ground(database) as place:
        migrated = place.binhyen("migrate")
        loaded = place.binhyen("demo", "--nation")
        units = Figure(name=f"new database with all units, {database}", value=migrated.seconds,
                       unit="s", step="nation")  # fmt: skip
        load = Figure(name=f"124,000 sites with their log loaded, {database}", value=loaded.seconds,
                      unit="s", most=LOAD_S, step="nation")  # fmt: skip
        measured = [units, load]
        for module in ("trust", "pages", "map", "memory"):
            measured += place.measure(module, *(["--step", "nation"] if module == "pages" else []))
        return measured


def clone(database: str) -> list[Figure]:
    if database != "sqlite":
        return []
    with ground(database) as place:
        return place.measure("clone")


def life(database: str) -> list[Figure]:
    """Cases over the nation's sites: my turn with 5,000 open, the sweep with one on every site."""
    with ground(database) as place:
        place.binhyen("demo", "--nation")
        return place.measure("life")


def papers(database: str) -> list[Figure]:
    with ground(database) as place:
        place.binhyen("demo")
        return place.measure("papers")


def reports(database: str) -> list[Figure]:
    with ground(database) as place:
        place.binhyen("demo")
        return place.measure("reports")


def figures(database: str) -> list[Figure]:
    """Ten years of months of the nation: load, read, save, correct."""
    with ground(database) as place:
        sites = place.binhyen("demo", "--nation")
        months = place.binhyen("demo", "--nation", "--months")
        load = Figure(name=f"the nation's months loaded with their totals, {database}",
                      value=months.seconds, unit="s", most=MONTHS_S, step="figures",
                      note=f"the 124,000 sites before it took {sites.seconds:.0f} s")  # fmt: skip
        return [load, *place.measure("figures")]


def whatworks(database: str) -> list[Figure | PageTable]:
    """The library of evaluation, which has no database: how often right, how fast."""
    if database != "sqlite":
        return []
    with ground(database) as place:
        said = [
            place.run(sys.executable, "-m", f"bench.whatworks_{part}").out
            for part in ("speed", "simulation")
        ]
    return [found for text in said for found in [*read(text), *page_table.read(text)]]


def planning(database: str) -> list[Figure]:
    """Plans of a province and of the nation, which need no database."""
    if database != "sqlite":
        return []
    with ground(database) as place:
        return place.measure("planning")


STEPS: dict[str, Callable[[str], Sequence[Figure | PageTable]]] = {
    "workbook": workbook,
    "wire": wire,
    "nation": nation,
    "life": life,
    "papers": papers,
    "figures": figures,
    "reports": reports,
    "clone": clone,
    "whatworks": whatworks,
    "planning": planning,
}


def measure(names: list[str], databases: list[str]) -> Iterator[Figure | PageTable]:
    for name in names:
        for database in databases:
            print(f"-- {name}, {database} …", file=sys.stderr, flush=True)
            yield from STEPS[name](database)


def write_down(figures: list[Figure], names: list[str], databases: Sequence[str]) -> None:
    """Replace these steps' part of the table in docs/benchmarks.md, between its two marks.

    Of a database that wasn't measured the rows stay.
    """
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(OPENING)
    old, _, tail = rest.partition(CLOSING)
    by_step = {step: _rows_of(step, old.splitlines()) for step in STEPS}
    on = machine(datetime.now().astimezone().date())
    others = [f", {one} |" for one in DATABASES if one not in databases]
    for name in names:
        kept = [row for row in by_step[name] if any(other in row for other in others)]
        by_step[name] = rows_of(figures, name) + kept
    title = table([]).splitlines()
    rows = [row for step in STEPS for row in by_step[step]]
    text = "\n".join([OPENING, on, "", *title, *rows, CLOSING])
    PAGE.write_text(head + text + tail, encoding="utf-8")


def rows_of(figures: list[Figure], step: str) -> list[str]:
    return _rows_of(step, table(figures).splitlines())


def _rows_of(step: str, lines: list[str]) -> list[str]:
    return [line for line in lines if f"`python -m bench {step}`" in line]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("steps", nargs="*", choices=[*STEPS, []], help="default: all")
    parser.add_argument("--database", choices=DATABASES, help="default: both, one after the other")
    parser.add_argument("--write", action="store_true", help="put them into the docs")
    chosen = parser.parse_args()
    databases = [chosen.database] if chosen.database else list(DATABASES)
    measured = list(measure(list(chosen.steps) or list(STEPS), databases))
    figures = [found for found in measured if isinstance(found, Figure)]
    tables = [found for found in measured if isinstance(found, PageTable)]
    print(table(figures))
    for one in tables:
        print("", *one.lines, sep="\n")
    if chosen.write:
        write_down(figures, list(chosen.steps) or list(STEPS), databases)
        for one in tables:
            page_table.write_down(one)
    return int(any(figure.value > figure.most for figure in figures if figure.most is not None))


if __name__ == "__main__":
    sys.exit(main())
