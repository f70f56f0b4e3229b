"""What committing each row would do to the register as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.programmes import actions as register
from binhyen.programmes.actions import SiteFacts
from binhyen.programmes.actions.facts import said_anew
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

from ..choices import Effect
from ..models import Batch, Row
from ..rules import packing
from ..rules.reading import Reading, Reason
from ..rules.rows import refused_as, status_of
from ..taking import said_by, sites_meant
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


OF_SITES = frozenset({"unknown_parent", "unknown_site"})


def with_sites(readings: Sequence[Reading], by: Person | None) -> list[Reading]:
    """Rows with the sites that their codes name, among those the person sees; else it is said.

    A row whose parent isn't in the register goes in without; one that was merged into something
    unknown is in doubt, and its ending isn't said.
    """
    codes = {code for r in readings for code in (r.parent_code, r.merged_code) if code}
    if not codes:
        return list(readings)
    seen = Site.objects.all() if by is None else Site.objects.visible_to(by)
    known = dict(seen.filter(code__in=codes).values_list("code", "pk"))
    return [_with_sites(reading, known) for reading in readings]


def _with_sites(reading: Reading, known: Mapping[str, int]) -> Reading:
    parent, merged = known.get(reading.parent_code), known.get(reading.merged_code)
    reasons = [reason for reason in reading.reasons if reason.code not in OF_SITES]
    if reading.parent_code and parent is None:
        reasons.append(Reason("unknown_parent", "parent", {"text": reading.parent_code}))
    is_lost = bool(reading.merged_code) and merged is None
    if is_lost:
        reasons.append(Reason("unknown_site", "merged_into", {"text": reading.merged_code}))
    return replace(
        reading,
        parent_key=parent,
        merged_key=merged,
        ending="" if is_lost else reading.ending,
        reasons=tuple(reasons),
        status=status_of(reasons),
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a row does: enters a site, changes a known one in these columns, or nothing."""

    effect: str
    site: Site | None
    differences: list[str]


def judged(batch: Batch, readings: Sequence[Reading], *, rows: Sequence[Row] = ()) -> list[Row]:
    """Rows (not saved), each with its effect, its twin in the register and what it says anew.

    rows: the stored rows of these readings, for what an officer said of them; none for a new file.
    """
    judgements = judge(readings, rows=rows)
    kept = register.kept_by_procedures(
        found.site for found in judgements if found.site and {*register.LED} & {*found.differences}
    )
    return [
        _row(batch, _as_kept(r, found.site in kept), found)
        for r, found in zip(readings, judgements, strict=True)
    ]


def _as_kept(reading: Reading, is_kept: bool) -> Reading:
    """A row that would launch or end what a procedure is preparing is refused, and says so."""
    reasons = [reason for reason in reading.reasons if reason.code != "being_prepared"]
    if is_kept:
        reasons.append(Reason("being_prepared", "state"))
    elif len(reasons) == len(reading.reasons):
        return reading
    return replace(reading, reasons=tuple(reasons), status=status_of(reasons))


def judge(readings: Sequence[Reading], *, rows: Sequence[Row] = ()) -> list[Judgement]:
    """One judgement a reading; who doesn't say programme and unit would enter something new.

    So does a row that an officer said to be another site than the one it resembles.
    """
    apart = {id(r) for r, row in zip(readings, rows, strict=False) if row.apart_reason}
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
    meant = sites_meant(readings)
    return [
        _judgement(r, [] if id(r) in apart else found.get(id(r), []), known, meant)
        for r in readings
    ]


def _judgement(
    reading: Reading,
    twins: Sequence[Site],
    known: dict[int, SiteFacts],
    meant: Mapping[int, Site],
) -> Judgement:
    """Of several sites that a row may mean, the one of which it says nothing new, else the first.

    So a file whose row was entered as another site changes nothing when it is put in again.
    """
    if not twins:
        return Judgement(Effect.NEW, None, [])
    said = {one.pk: said_anew(known[one.pk], said_by(reading, meant)) for one in twins}
    site = next((one for one in twins if not said[one.pk]), twins[0])
    new = said[site.pk]
    return Judgement(Effect.UPDATE if new else Effect.SAME, site, sorted(new))


def _row(batch: Batch, reading: Reading, judgement: Judgement) -> Row:
    packed = packing.pack(reading)
    return Row(
        batch=batch,
        sheet=reading.sheet,
        number=reading.row,
        cells=packed["cells"],
        status=reading.status,
        effect=judgement.effect,
        reasons=packed["reasons"],
        proposals=packed["proposals"],
        differences=judgement.differences,
        reading=packed,
        programme_id=reading.programme_key,
        unit_id=reading.unit.key if reading.unit else None,
        site=judgement.site,
    )


def demand_unmoved(rows: Sequence[Row], readings: Sequence[Reading]) -> None:
    """Raises RegisterMoved if committing would not do what the preview said."""
    moved = [
        row
        for row, now in zip(rows, judge(readings, rows=rows), strict=True)
        if (row.effect, row.site_id, row.differences)
        != (now.effect, now.site.pk if now.site else None, now.differences)
    ]
    if moved:
        raise RegisterMoved(moved)
