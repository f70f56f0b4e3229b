"""Rows of a preview put right: by hand, by a proposal, through the catalogue; then read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import transaction

from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.programmes import actions as register
from binhyen.programmes.choices import FaultCode
from binhyen.programmes.models import Programme

from ..choices import BatchState, Status
from ..models import Batch, Row
from ..queries import catalogue_home
from ..rules import packing
from ..rules.catalogue import Catalogue
from ..rules.reading import Proposal, Reading
from ..rules.rows import reread_row, written
from ..rules.twins import untwinned, without_twins
from ..sources import UnitPlaces, catalogue_of, places_of
from ..taking import known_programmes
from . import catalogue
from .holding import hold
from .judging import judged, with_sites, within_reach

READ_AGAIN = (
    "status", "effect", "reasons", "proposals", "differences", "reading",
    "programme_id", "unit_id", "site_id",
)  # fmt: skip


class NotOffered(Exception):
    """The row was read again since, and no longer offers this repair."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """How many rows were read again, and whether the catalogue knows the name from now on."""

    rows: int
    in_catalogue: bool = False


class Bench:
    """A preview being put right: its rows, read again against the catalogue of this moment."""

    def __init__(self, batch: Batch, *, by: Person | None) -> None:
        self.batch, self.by = batch, by

    @cached_property
    def _catalogue(self) -> Catalogue:
        return catalogue_of(self.batch.unit)

    @cached_property
    def _coded(self) -> Catalogue:
        """The same, where a code also names its programme: for cells put right by one click."""
        return Catalogue(
            replace(one, aliases=(*one.aliases, one.code)) for one in self._catalogue.programmes
        )

    def names(self, programme: Programme) -> str:
        """What to write in a cell so that this very programme is meant: its name, else its code."""
        match = self._catalogue.match(programme.name)
        is_told = match.how == "found" and match.programmes[0].key == programme.pk
        return programme.name if is_told else programme.code

    @cached_property
    def _places(self) -> UnitPlaces:
        return places_of(self.batch.unit)

    def read(self, row: Row) -> Reading:
        """The row as it now stands, with what was put right in it."""
        cells = {**row.cells, **row.repairs}
        stored = packing.unpack(row.reading)
        known = self._coded if row.repairs.get("programme") else self._catalogue
        return reread_row(stored, cells, catalogue=known, places=self._places)

    def settle(self, readings: Mapping[Row, Reading]) -> None:
        """Store new readings, and judge again the rows that may say the same sites."""
        around = self._around(readings)
        alone = within_reach([untwinned(reading) for reading in around.values()], self.by)
        alone = with_sites(alone, self.by)
        fresh = dict(zip(around, alone, strict=True))
        counted = [row for row in fresh if not row.skipped]
        told = without_twins([fresh[row] for row in counted])
        fresh |= dict(zip(counted, told, strict=True))
        now = judged(self.batch, list(fresh.values()), rows=list(fresh))
        changed = [row for row, new in zip(fresh, now, strict=True) if _take_over(row, new)]
        fields = [*READ_AGAIN, "confirmed", "repairs"]
        names = [name.removesuffix("_id") for name in fields]
        Row.objects.bulk_update(changed, names, batch_size=500)

    def _around(self, readings: Mapping[Row, Reading]) -> dict[Row, Reading]:
        """These rows and the others of their programmes and units, in the file's order."""
        programmes = {r.programme_key for r in readings.values()}
        programmes |= {row.programme_id for row in readings}
        units = {r.unit.key for r in readings.values() if r.unit}
        units |= {row.unit_id for row in readings if row.unit_id}
        near = self.batch.rows.filter(programme__in=programmes - {None}, unit__in=units)
        others = {row: packing.unpack(row.reading) for row in near if row not in readings}
        return dict(sorted({**others, **readings}.items(), key=lambda item: item[0].pk))


def _take_over(row: Row, new: Row) -> bool:
    """Whether anything was read differently; a tick given to the old reading is taken back."""
    was = [getattr(row, name) for name in READ_AGAIN]
    for name in READ_AGAIN:
        setattr(row, name, getattr(new, name))
    is_new = was != [getattr(row, name) for name in READ_AGAIN]
    if is_new:
        row.confirmed = False
    return is_new or bool(row.repairs)


@transaction.atomic
def edit(row: Row, cells: Mapping[str, str], *, by: Person) -> Row:
    """Read a row again with cells put right by hand; blank clears a cell.

    What was typed is kept with the row, even where it isn't understood yet; what looks like
    personal data is kept covered. Raises NotNow.
    """
    batch = hold(row.batch, BatchState.PREVIEW)
    stored = batch.rows.get(pk=row.pk)
    before = packing.unpack(stored.reading)
    given = {
        meaning: stored.cells.get(meaning) or before.section.get(meaning, "") for meaning in cells
    }
    typed = {meaning: text.strip() for meaning, text in cells.items()}
    kept = {m: text for m, text in stored.repairs.items() if m not in typed}
    stored.repairs = {**kept, **{m: text for m, text in typed.items() if text != given[m]}}
    bench = Bench(batch, by=by)
    reading = bench.read(stored)
    stored.repairs = {meaning: reading.cells.get(meaning, "") for meaning in stored.repairs}
    bench.batch.rows.filter(pk=stored.pk).update(repairs=stored.repairs)
    bench.settle({stored: reading})
    return batch.rows.get(pk=row.pk)


@transaction.atomic
def set_apart(row: Row, reason: str, *, by: Person) -> Row:
    """Enter a row as another site than the one it resembles, saying why; "" takes that back.

    The reason goes into the log with the site. Raises NotNow, NotOffered for a row that resembles
    no known site, Refused for a reason with personal data in it.
    """
    batch = hold(row.batch, BatchState.PREVIEW)
    stored = batch.rows.get(pk=row.pk)
    if not stored.apart_reason and stored.site_id is None:
        raise NotOffered
    register.refuse_personal(reason=reason)
    stored.apart_reason = reason.strip()[:500]
    batch.rows.filter(pk=stored.pk).update(apart_reason=stored.apart_reason)
    Bench(batch, by=by).settle({stored: packing.unpack(stored.reading)})
    return batch.rows.get(pk=row.pk)


@transaction.atomic
def follow(row: Row, proposal: Proposal, *, by: Person, at: datetime) -> Repaired:
    """Do what a row proposes.

    A programme or a unit is meant by every row of the batch with the same text; whoever may
    change the catalogue teaches it the name. Raises NotNow, NotOffered.
    """
    batch = hold(row.batch, BatchState.PREVIEW)
    stored = batch.rows.get(pk=row.pk)
    reading = packing.unpack(stored.reading)
    if proposal not in reading.proposals:
        raise NotOffered
    if proposal.field == "programme" and proposal.value:
        return _name_programme(batch, reading, proposal, by=by, at=at)
    if proposal.field == "unit":
        rows = [r for r in _alike(batch, reading, "unit") if proposal in _offers(r)]
        for one in rows:  # a village written in the same cell stays
            village = packing.unpack(one.reading).village
            one.repairs |= {"village": village} if village else {}
        return _put(batch, rows, {"unit": proposal.text, "unit_code": proposal.value}, by=by)
    return _put(batch, [stored], {proposal.field: proposal.text}, by=by)


def _offers(row: Row) -> list[Proposal]:
    return [Proposal(**proposal) for proposal in row.proposals]


def _name_programme(
    batch: Batch, reading: Reading, proposal: Proposal, *, by: Person, at: datetime
) -> Repaired:
    programme = Programme.objects.select_related("unit").filter(pk=proposal.value).first()
    if programme is None:
        raise NotOffered
    is_shared = any(reason.code == "ambiguous_programme" for reason in reading.reasons)
    if not is_shared and may(by, Permission.CATALOGUE_CHANGE, at=programme.unit):
        try:
            text, reason = written(reading, "programme"), batch.file_name
            register.add_alias(programme, text, by=by, at=at, reason=reason)
        except register.Refused:
            pass  # the name is another programme's too: it is settled for this file only
        else:
            return Repaired(_read_again(batch, _unnamed(batch), by=by), in_catalogue=True)
    text = Bench(batch, by=by).names(programme)
    return _put(batch, _alike(batch, reading, "programme"), {"programme": text}, by=by)


def _unnamed(batch: Batch) -> list[Row]:
    """The rows with something against their programme: a name learnt may settle any of them."""
    rows = batch.rows.exclude(status=Status.OK)
    return [row for row in rows if any(r["field"] == "programme" for r in row.reasons)]


@transaction.atomic
def enter_programme(row: Row, *, name: str, sector: str, by: Person, at: datetime) -> Repaired:
    """Add the programme that a row names to the catalogue, and read the rows in need of one again.

    As the row writes it, it becomes another name. Raises NotNow, PermissionDenied, Refused.
    """
    batch = hold(row.batch, BatchState.PREVIEW)
    home = catalogue_home(by, batch.unit)
    if home is None:
        raise PermissionDenied
    reading = packing.unpack(batch.rows.get(pk=row.pk).reading)
    text = written(reading, "programme")
    facts = register.ProgrammeFacts(
        name=name,
        sector=sector,
        unit=home,
        aliases=[text] if text and fold(text) != fold(name) else [],
        is_synthetic=batch.is_synthetic,
    )
    known = known_programmes(batch.unit).by_name
    if fold(name) in known or fold(text) in known:
        raise register.Refused([register.Fault("name", FaultCode.NAME_TAKEN)])
    register.add_programme(facts, by=by, at=at, reason=batch.file_name)
    return Repaired(_read_again(batch, _unnamed(batch), by=by), in_catalogue=True)


@transaction.atomic
def reread(batch: Batch, *, by: Person) -> int:
    """Read every row again against the catalogue and the register of this moment: how many.

    Raises NotNow.
    """
    stored = hold(batch, BatchState.PREVIEW)
    if not stored.is_register:
        return catalogue.reread(stored, by=by)
    return _read_again(stored, list(stored.rows.all()), by=by)


def _alike(batch: Batch, reading: Reading, meaning: str) -> list[Row]:
    """The rows not yet understood that have the same text there."""
    text = fold(written(reading, meaning))
    rows = batch.rows.exclude(status=Status.OK)
    return [row for row in rows if fold(written(packing.unpack(row.reading), meaning)) == text]


def _put(batch: Batch, rows: Sequence[Row], texts: Mapping[str, str], *, by: Person) -> Repaired:
    for row in rows:
        row.repairs = {**row.repairs, **texts}
    return Repaired(_read_again(batch, rows, by=by))


def _read_again(batch: Batch, rows: Sequence[Row], *, by: Person) -> int:
    bench = Bench(batch, by=by)
    bench.settle({row: bench.read(row) for row in rows})
    return len(rows)
