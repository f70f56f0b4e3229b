"""A run's panel as files that the library's own command reads, and the command that repeats it."""

import csv
import io
import re
import shlex
from dataclasses import dataclass

import numpy as np

from .panels import PanelFacts

_MONTH = re.compile(r"\d{4}-\d{2}$")


def panel_csv(facts: PanelFacts) -> str:
    """One line for each unit and month: counts as compared, blank where none was sent."""
    panel = facts.panel
    assert panel is not None  # noqa: S101  # who has nothing to compare has no file
    has_people = panel.exposure is not None
    months = [month_of(code) for code in panel.periods]
    rows = [["unit", "name", "month", "count", "treated_from", *(["population"] * has_people)]]
    for i, place in enumerate(facts.places):
        start = int(panel.treated_from[i])
        began = months[start] if start < panel.n_periods else ""
        people = [str(place.population)] * has_people
        for month, count in zip(months, panel.counts[i].tolist(), strict=True):
            sent = "" if np.isnan(count) else str(int(count))
            rows.append([place.code, place.name, month, sent, began, *people])
    return _written(rows)


def neighbours_csv(facts: PanelFacts) -> str:
    """Two units a line; nothing where no two units of the panel touch."""
    panel = facts.panel
    if panel is None or not panel.neighbours:
        return ""
    pairs = [[panel.units[i], panel.units[j]] for i, j in panel.neighbours]
    return _written([["unit", "neighbour"], *pairs])


def month_of(code: str) -> str:
    """YYYY-MM of a month's code, such as month-2023-04."""
    found = _MONTH.search(code)
    assert found is not None, code  # noqa: S101  # every kind of month is coded so
    return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """What the command must be told beside the files."""

    stem: str
    least: int
    draws: int
    seed: int
    is_randomised: bool = False
    has_recording_changed: bool = False

    @property
    def panel_name(self) -> str:
        return f"{self.stem}.csv"

    @property
    def neighbours_name(self) -> str:
        return f"{self.stem}-neighbours.csv"

    def command(self, facts: PanelFacts) -> str:
        """For a shell, in the folder where the files lie."""
        panel = facts.panel
        words = ["python", "-m", "whatworks", self.panel_name]
        words += ["--unit", "unit", "--time", "month", "--count", "count"]
        words += ["--treated-from", "treated_from"]
        if panel is not None and panel.exposure is not None:
            words += ["--population", "population"]
        if panel is not None and panel.neighbours:
            words += ["--neighbours", self.neighbours_name]
        words += ["--least-worthwhile", str(self.least)]
        words += ["--draws", str(self.draws), "--seed", str(self.seed)]
        words += ["--randomised"] if self.is_randomised else []
        words += ["--recording-changed"] if self.has_recording_changed else []
        for other in facts.together:
            words += ["--started-with", other]
        return shlex.join([*words, "--json"])


def _written(rows: list[list[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()
