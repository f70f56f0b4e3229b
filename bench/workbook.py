"""Taking in a province's workbook of 919 rows: the preview kept, then the commit with its log.

Each time in a new database and a new process, of which only the two actions are timed.
"""

import statistics
from pathlib import Path

from .figure import Figure, written
from .ground import ROOT, Ground, ground, here
from .make_workbook import CATALOGUE, WORKBOOK

SHARED = ROOT.parent / "shared" / "data" / "register"
REPEATS = 5
READ_S, COMMIT_S = 2.0, 1.0


def files(place: Ground) -> tuple[Path, Path, str]:
    """Catalogue and workbook: the province's own where it lies beside, else a generated one."""
    if (SHARED / "so-theo-doi.xlsx").exists():
        return SHARED / "programmes.csv", SHARED / "so-theo-doi.xlsx", "the shared workbook"
    place.measure("make_workbook", str(place.home))
    return place.home / CATALOGUE, place.home / WORKBOOK, "a generated workbook"


def main() -> None:
    database = here().database
    seconds: dict[str, list[float]] = {"read": [], "commit": []}
    note = ""
    for _ in range(REPEATS):
        with ground(database) as place:
            place.binhyen("migrate")
            catalogue, workbook, note = files(place)
            place.binhyen("import", "programmes", str(catalogue))
            for figure in place.measure("taking", str(workbook)):
                seconds[figure.name].append(figure.value)
    about = f"{note}, 919 good rows, median of {REPEATS}"
    print(
        written(
            [
                Figure(name=f"workbook understood, matched, previewed, {database}", unit="s",
                       value=statistics.median(seconds["read"]), most=READ_S, step="workbook",
                       note=about),
                Figure(name=f"workbook committed with its log, {database}", unit="s",
                       value=statistics.median(seconds["commit"]), most=COMMIT_S,
                       step="workbook", note=about),
            ]
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
