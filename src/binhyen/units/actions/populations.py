"""How many people live in units: what rates are taken of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from binhyen.kernel import log

from ..choices import PopulationFault
from ..models import Unit

MOST_PEOPLE = 200_000_000
_GROUPED = re.compile(r"\d{1,3}(?:[., ]\d{3})*|\d+")


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a file: its number, a unit's code, how many people as it stands there."""

    line: int
    code: str
    people: str


@dataclass(slots=True)
class Noted:
    """What was changed, how many were so already, and the lines not taken with the reason."""

    changed: list[Unit] = field(default_factory=list)
    same: int = 0
    refused: list[tuple[Told, PopulationFault]] = field(default_factory=list)


@transaction.atomic
def note_populations(
    lines: Iterable[Told], *, on: date, source: str, by: Any, at: datetime
) -> Noted:
    """Note the people of units of one day, and log each change with its source."""
    units = {unit.code: unit for unit in Unit.objects.at(on)}
    done, seen, changes = Noted(), set[str](), list[log.Change]()
    for told in lines:
        unit, people = units.get(told.code), _people(told.people)
        if unit is None:
            done.refused.append((told, PopulationFault.NO_UNIT))
        elif not people:
            done.refused.append((told, PopulationFault.NOT_A_NUMBER))
        elif told.code in seen:
            done.refused.append((told, PopulationFault.TWICE))
        elif unit.population == people:
            done.same += 1
        else:
            before, unit.population = unit.population, people
            done.changed.append(unit)
            changes.append(
                log.Change(unit, "change", {"population": before}, {"population": people}, source)
            )
        seen.add(told.code)
    Unit.objects.bulk_update(done.changed, ["population"], batch_size=500)
    log.record_many(changes, by=by, at=at)
    return done


def _people(text: str) -> int | None:
    """12345 or 12.345; None for whatever is no whole number of people."""
    if not _GROUPED.fullmatch(text.strip()):
        return None
    number = int(re.sub(r"\D", "", text))
    return number if 0 < number <= MOST_PEOPLE else None
