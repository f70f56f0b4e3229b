"""The days that a row says: when its site began and ended, when it was decided."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from binhyen.kernel.numbers import read_count
from binhyen.kernel.written_dates import WrittenDate, from_parts, read_date

from ..reading import Cell
from ..sheets import is_blank
from .decision import split_decision
from .draft import Draft, kept


def read_dates(draft: Draft) -> None:
    parts = [draft.cell(f"established_{part}") for part in ("day", "month", "year")]
    if any(not is_blank(part) for part in parts):
        _date(draft, "established", _from_cells(draft, parts), "established", "precision")
    else:
        _date(draft, "established", _read(draft, "established"), "established", "precision")
    _date(draft, "ended", _read(draft, "ended"), "ended_on", "ended_precision")
    _decision(draft)
    _founded_by_decision(draft)


def _read(draft: Draft, meaning: str) -> WrittenDate:
    """The day in a cell; month before day where the whole column is written so."""
    cell, today = draft.cell(meaning), draft.context.today
    if isinstance(cell, str) and draft.hinted("month_first", meaning):
        month, day, year = re.split(r"[/.-]", cell.strip())
        read = read_date(f"{day}/{month}/{year}", today=today)
        return read if read.fault else replace(read, doubt="day_and_month_swapped")
    return read_date(cell, today=today)


def _from_cells(draft: Draft, parts: Sequence[Cell]) -> WrittenDate:
    today = draft.context.today
    year = parts[-1]
    if (isinstance(year, str) and re.search(r"\d\D+\d", year)) or isinstance(year, datetime):
        return read_date(year, today=today)
    figures = [read_count(re.sub(r"^\D+", "", p) if isinstance(p, str) else p) for p in parts]
    if any(figure.fault for figure in figures):
        return WrittenDate(fault="not_a_date")
    return from_parts(*(figure.value for figure in figures), today=today)


def _date(draft: Draft, meaning: str, read: WrittenDate, on: str, precision: str) -> None:
    written = " / ".join(
        kept(cell)
        for name, cell in draft.raw.cells.items()
        if name.startswith(meaning) and not is_blank(cell)
    )
    if read.fault:
        draft.say(read.fault, meaning, text=written)
        return
    if read.on:
        draft.known[on] = read.on
        draft.known[precision] = str(read.precision.value) if read.precision else None
    if read.doubt:
        draft.say(read.doubt, meaning, text=written)
        if read.doubt == "day_and_month_swapped" and read.on:
            draft.propose(meaning, read.on.strftime("%d/%m/%Y"))


def _decision(draft: Draft) -> None:
    cell, today = draft.cell("decision"), draft.context.today
    if isinstance(cell, datetime | date):  # the column holds the day of the decision only
        _date(draft, "decision", read_date(cell, today=today), "decision_on", "decision_precision")
        return
    number, found = split_decision(draft.text("decision"), today=today)
    draft.known["decision"] = number
    if is_blank(draft.cell("decision_on")):
        if found and found.on:
            draft.known |= {
                "decision_on": found.on,
                "decision_precision": found.precision and found.precision.value,
            }
        elif found:
            draft.say("decision_day_unclear", "decision", text=kept(cell, "decision"))
        return
    _date(draft, "decision_on", _read(draft, "decision_on"), "decision_on", "decision_precision")


def _founded_by_decision(draft: Draft) -> None:
    """In a list without a founding date, the day of the decision that founds is proposed."""
    hint = draft.raw.hints.get("by_decision:established")
    on = draft.known.get("decision_on")
    if not hint or not isinstance(on, date) or not draft.is_blank("established"):
        return
    draft.known |= {"established": on, "precision": draft.known.get("decision_precision")}
    code = "founded_by_decision" if hint == "named" else "from_decision"
    draft.say(code, "established", text=on.strftime("%d/%m/%Y"))
