"""Taking in a province's workbook of 919 rows by the command line.

Timed as differences of whole commands within one run, so that starting Python doesn't count:
reading is `--dry-run` less a command that only starts; committing is the import less `--dry-run`.
"""

import statistics
from pathlib import Path

from .figure import Figure, written
from .ground import ROOT, Ground, ground, here
from .make_workbook import CATALOGUE, WORKBOOK

SHARED = ROOT.parent / "shared" / "data" / "register"
REPEATS = 3
READ_S, COMMIT_S = 2.0, 1.0


def files(place: Ground) -> tuple[Path, Path, str]:
    """Catalogue and workbook: the province's own where it lies beside, else a generated one."""
    if (SHARED / "so-theo-doi.xlsx").exists():
        return SHARED / "programmes.csv", SHARED / "so-theo-doi.xlsx", "the shared workbook"
    place.measure("make_workbook", str(place.home))
    return place.home / CATALOGUE, place.home / WORKBOOK, "a generated workbook"


def main() -> None:
    database = here().database
    reads, commits = [], []
    note = ""
    for _ in range(REPEATS):
        with ground(database) as place:
            place.binhyen("migrate")
            catalogue, workbook, note = files(place)
            place.binhyen("import", "programmes", str(catalogue))
            start_s = place.binhyen("migrate").seconds
            command = ("import", "register", str(workbook))
            dry_s = place.binhyen(*command, "--dry-run", "--json").seconds
            whole_s = place.binhyen(*command).seconds
            reads.append(dry_s - start_s)
            commits.append(whole_s - dry_s)
    about = f"{note}, 919 good rows, median of {REPEATS}"
    print(
        written(
            [
                Figure(name=f"workbook understood, matched, previewed, {database}", unit="s",
                       value=statistics.median(reads), most=READ_S, step="workbook", note=about),
                Figure(name=f"workbook committed with its log, {database}", unit="s",
                       value=statistics.median(commits), most=COMMIT_S, step="workbook",
                       note=about),
            ]
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
