"""What committing each row would do to the register as it is now."""

from collections.abc import Sequence
from dataclasses import asdict

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.programmes import actions as register
from binhyen.programmes.actions import SiteFacts
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.rules import news
from binhyen.units.models import Unit

from ..choices import Effect
from ..models import Batch, Row
from ..rules import packing
from ..rules.reading import Reading, Reason
from ..rules.rows import refused_as
from ..taking import said_by
from .holding import RegisterMoved


def within_reach(readings: Sequence[Reading], by: Person | None) -> list[Reading]:
    """Rows in units that the person may not import for are refused, and say so."""
    if by is None:
        return list(readings)
    keys = {r.unit.key for r in readings if r.unit}
    covered = Unit.objects.filter(reach(by, Permission.IMPORT_RUN, unit="pk"), pk__in=keys)
    allowed = set(covered.values_list("pk", flat=True))
    outside = Reason("outside_reach", "unit")
    return [refused_as(r, outside) if r.unit and r.unit.key not in allowed else r for r in readings]


def judged(batch: Batch, readings: Sequence[Reading]) -> list[Row]:
    """Rows (not saved), each with its effect, its twin in the register and what it says anew."""
    placed = [r for r in readings if r.unit and r.programme_key]
    programmes = Programme.objects.in_bulk({r.programme_key for r in placed})
    units = Unit.objects.in_bulk({r.unit.key for r in placed if r.unit})
    placed = [r for r in placed if r.programme_key in programmes]
    lines = [
        SiteFacts(programme=programmes[r.programme_key], unit=units[r.unit.key])
        for r in placed
        if r.unit and r.programme_key
    ]
    twins = register.Twins(lines)
    found: dict[int, list[Site]] = {}
    for r, line in zip(placed, lines, strict=True):
        found[id(r)] = twins.at(line.programme, line.unit, r.village, r.organisation)
    known = register.facts_of_many({s.pk: s for sites in found.values() for s in sites}.values())
    return [_row(batch, r, found.get(id(r), []), known) for r in readings]


def _row(batch: Batch, reading: Reading, twins: Sequence[Site], known: dict[int, SiteFacts]) -> Row:
    site = twins[0] if twins else None
    said = news(plain_facts(known[site.pk]), said_by(reading)) if site else {}
    effect = Effect.NEW if site is None else Effect.UPDATE if said else Effect.SAME
    return Row(
        batch=batch,
        sheet=reading.sheet,
        number=reading.row,
        cells=dict(reading.cells),
        status=reading.status,
        effect=effect,
        reasons=[asdict(reason) for reason in reading.reasons],
        proposals=[asdict(proposal) for proposal in reading.proposals],
        differences=sorted(said),
        reading=packing.pack(reading),
        programme_id=reading.programme_key,
        unit_id=reading.unit.key if reading.unit else None,
        site=site,
    )


def plain_facts(facts: SiteFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in SiteFacts.__dataclass_fields__}


def demand_unmoved(rows: Sequence[Row], now: Sequence[Row]) -> None:
    """Raises RegisterMoved if committing would not do what the preview said."""
    moved = [
        row
        for row, fresh in zip(rows, now, strict=True)
        if (row.effect, row.site_id, row.differences)
        != (fresh.effect, fresh.site_id, fresh.differences)
    ]
    if moved:
        raise RegisterMoved(moved)
