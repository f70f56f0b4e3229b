"""Import the boundaries of units from a file that a person brings."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction

from binhyen.kernel import log

from ..choices import Level, OutlineFault, OutlineNote
from ..models import Boundary, Unit
from ..queries import Ambiguous, Found, gazetteer
from ..rules.outlines import Feature, Outline, UnreadableFile, features, outline
from ..rules.places import kilometres

FAR_KM = 30
_KEYED = 0.5  # A column is a key if at least half of its values are units.


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know: what it is about, and the note; `detail` is a fault or a distance."""

    about: str
    note: OutlineNote
    detail: str = ""


@dataclass(slots=True)
class Imported:
    """What an import of boundaries did, or would do."""

    on: date
    key: str
    boundaries: list[Boundary] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def import_boundaries(
    content: bytes,
    *,
    by: Any,
    at: datetime,
    source: str,
    on: date | None = None,
    level: Level = Level.COMMUNE,
    key: str = "",
    dry_run: bool = False,
) -> Imported:
    """Take in the outlines of one day's units and log each.

    on: the day whose units are meant; unsaid, the vintage that fits the file best. key: the
    property that holds codes or names; unsaid, the one that fits best. What can't be taken is
    named in the remarks, the rest goes in; a unit's former boundary is replaced.
    Raises UnreadableFile where nothing at all can be taken.
    """
    found = features(content)
    days = [on] if on else _vintages(at.date())
    guesses = [_best_key(found, day, level, key) for day in days]
    share, day, name, units = max(guesses, key=lambda guess: guess[0])
    if share < _KEYED:
        raise UnreadableFile(OutlineFault.NO_KEY, ", ".join(found[0].properties))
    result = Imported(day, name)
    outlines = _outlines(found, units, name, result)
    result.remarks += _missing(outlines, day, level)
    result.boundaries = [
        Boundary(unit=unit, geometry=drawn.as_geojson(), source=source[:200], imported_at=at)
        for unit, drawn in outlines.items()
    ]
    if not dry_run:
        _store(result.boundaries, by=by, at=at)
    return result


def _vintages(today: date) -> list[date]:
    """Today, and the last day before each reform: the days whose units can be meant."""
    ends = Unit.objects.exclude(valid_to=None).values_list("valid_to", flat=True)
    reforms = [end for end in ends.order_by("-valid_to").distinct() if end is not None]
    return [today, *(end - timedelta(days=1) for end in reforms)]


Guess = tuple[float, date, str, dict[int, Unit | OutlineNote]]


def _best_key(found: Sequence[Feature], on: date, level: Level, key: str) -> Guess:
    """The property by which most features are different units of the day."""
    names = [key] if key else list(dict.fromkeys(n for f in found for n in f.properties))
    guesses = [_by_key(found, on, level, name) for name in names]
    return max(guesses, key=lambda guess: guess[0], default=(0.0, on, "", {}))


def _by_key(found: Sequence[Feature], on: date, level: Level, name: str) -> Guess:
    units = _units_named({f.number: str(f.properties.get(name) or "") for f in found}, on, level)
    different = len({unit.pk for unit in units.values() if isinstance(unit, Unit)})
    return different / len(found), on, name, units


def _units_named(texts: dict[int, str], on: date, level: Level) -> dict[int, Unit | OutlineNote]:
    at_level = {unit.code: unit for unit in Unit.objects.at(on).filter(level=level)}
    width = max(map(len, at_level), default=0)
    by_code = {number: at_level.get(text.zfill(width)) for number, text in texts.items()}
    if sum(unit is not None for unit in by_code.values()) >= _KEYED * len(texts):
        return {number: unit or OutlineNote.UNKNOWN for number, unit in by_code.items()}
    if level != Level.COMMUNE:
        by_name = {unit.folded: unit for unit in at_level.values()}
        return {n: by_name.get(_folded(t), OutlineNote.UNKNOWN) for n, t in texts.items()}
    return {number: _by_name(text, on) for number, text in texts.items()}


def _folded(text: str) -> str:
    unit = Unit(short_name=text.removeprefix("Tỉnh ").removeprefix("Thành phố "))
    unit.refold()
    return unit.folded


def _by_name(text: str, on: date) -> Unit | OutlineNote:
    match gazetteer(on=on).match(text):
        case Found(unit, _):
            return unit
        case Ambiguous():
            return OutlineNote.AMBIGUOUS
        case _:
            return OutlineNote.UNKNOWN


def _outlines(
    found: Sequence[Feature],
    units: dict[int, Unit | OutlineNote],
    name: str,
    result: Imported,
) -> dict[Unit, Outline]:
    """Each unit's outline where the file gives exactly one that can be drawn."""
    times = Counter(unit.pk for unit in units.values() if isinstance(unit, Unit))
    taken: dict[Unit, Outline] = {}
    for feature in found:
        unit = units[feature.number]
        label = f"{feature.number}: {feature.properties.get(name) or '?'}"
        if isinstance(unit, OutlineNote):
            result.remarks.append(Remark(label, unit))
        elif times[unit.pk] > 1:
            result.remarks.append(Remark(f"{unit} ({unit.code})", OutlineNote.DOUBLE))
        elif isinstance(drawn := outline(feature.geometry), Outline):
            taken[unit] = drawn
            result.remarks += _remarks_on(unit, drawn)
        else:
            result.remarks.append(Remark(label, OutlineNote.REFUSED, str(drawn.label)))
    result.remarks = list(dict.fromkeys(result.remarks))
    return taken


def _remarks_on(unit: Unit, drawn: Outline) -> Iterable[Remark]:
    about = f"{unit} ({unit.code})"
    if drawn.was_repaired:
        yield Remark(about, OutlineNote.REPAIRED)
    if unit.place is not None and (away := kilometres(unit.place, drawn.place)) > FAR_KM:
        yield Remark(about, OutlineNote.FAR, f"{away:.0f} km")


def _missing(outlines: dict[Unit, Outline], on: date, level: Level) -> list[Remark]:
    """The other units of the same parents: a file of a district is compared with that district."""
    siblings = Unit.objects.at(on).filter(
        level=level, parent__in={unit.parent_id for unit in outlines}
    )
    rest = siblings.exclude(pk__in=[unit.pk for unit in outlines])
    return [Remark(f"{unit} ({unit.code})", OutlineNote.MISSING) for unit in rest]


@transaction.atomic
def _store(boundaries: Sequence[Boundary], *, by: Any, at: datetime) -> None:
    units = [boundary.unit_id for boundary in boundaries]
    before = {old.unit_id: _summary(old) for old in Boundary.objects.filter(unit__in=units)}
    Boundary.objects.bulk_create(
        boundaries,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["geometry", "source", "imported_at"],
    )
    changes = [
        log.Change(boundary.unit, "boundary", before.get(boundary.unit_id), _summary(boundary))
        for boundary in boundaries
    ]
    log.record_many(changes, by=by, at=at)


def _summary(boundary: Boundary) -> dict[str, Any]:
    """A boundary in the log: where it came from and a digest, not its thousand points."""
    digest = hashlib.sha256(msgspec.json.encode(boundary.geometry, order="deterministic"))
    return {"source": boundary.source, "sha256": digest.hexdigest()}
