"""Sectors, organisations and decisions: found if they are known, else entered."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from binhyen.kernel import log
from binhyen.kernel.text import fold
from binhyen.units.models import Unit

from ..models import Decision, Organisation, Sector
from ..rules import clean_name, decision_key, organisation_kind, paper_year
from .facts import SiteFacts
from .permits import Actor

IN_ONE_QUERY = 2_000


def births(records: Iterable, verb: str, reason: str = "") -> list[log.Change]:
    """Log changes for records that were just created."""
    return [log.Change(record, verb, None, log.snapshot(record), reason) for record in records]


@transaction.atomic
def ensure_sectors(
    names: Iterable[str], *, by: Actor, at: datetime, batch: str = ""
) -> dict[str, Sector]:
    """Sectors by the names given; a spelling that folds alike is the same sector."""
    known = {fold(sector.name): sector for sector in Sector.objects.all()}
    names = list(names)
    order = max((sector.order for sector in known.values()), default=0)
    new = []
    for name in names:
        if fold(name) not in known:
            order += 1
            known[fold(name)] = Sector(name=clean_name(name), order=order)
            new.append(known[fold(name)])
    if new:
        Sector.objects.bulk_create(new)
        log.record_many(births(new, "create"), by=by, at=at, batch=batch)
    return {name: known[fold(name)] for name in names}


@transaction.atomic
def ensure_organisations(
    wanted: Iterable[tuple[Unit, str]], *, by: Actor, at: datetime, batch: str = ""
) -> dict[tuple[int, str], Organisation]:
    """Organisations by (unit key, folded name); the kind of a new one is read from its name."""
    named = {(unit.pk, fold(name)): (unit, clean_name(name)) for unit, name in wanted if fold(name)}
    if not named:
        return {}
    found = {
        (body.unit_id, body.folded): body
        for body in Organisation.objects.filter(
            unit__in={unit for unit, _ in named}, folded__in={folded for _, folded in named}
        ).select_related("unit")
        if (body.unit_id, body.folded) in named
    }
    new = [
        Organisation(unit=unit, name=name, folded=key[1], kind=organisation_kind(name))
        for key, (unit, name) in named.items()
        if key not in found
    ]
    if new:
        Organisation.objects.bulk_create(new)
        log.record_many(births(new, "create"), by=by, at=at, batch=batch)
    return found | {(body.unit_id, body.folded): body for body in new}


class Paper(NamedTuple):
    """What tells one decision from another: unit, number, and the year as far as it is known."""

    unit_id: int
    number: str
    is_dated: bool
    year: int | None


def paper_of(facts: SiteFacts) -> Paper | None:
    key = decision_key(facts.decision_number)
    if not key:
        return None
    return Paper(facts.unit.pk, key, *paper_year(facts.decision_on, facts.established_on))


def enter_decisions(many: Iterable[SiteFacts]) -> tuple[dict[Paper, Decision], list[log.Change]]:
    """The decision of each paper named, and the log changes of those newly entered.

    Call inside the transaction of the sites. A decision is shared by same unit, number and year.
    """
    named = {paper: facts for facts in many if (paper := paper_of(facts))}
    known = _known_decisions({paper.unit_id for paper in named}) if named else {}
    new = {
        paper: Decision(
            unit=facts.unit,
            number=" ".join(facts.decision_number.split()),
            issued_on=facts.decision_on,
            issued_precision=facts.decision_precision,
        )
        for paper, facts in named.items()
        if paper not in known
    }
    Decision.objects.bulk_create(new.values())
    return known | new, births(new.values(), "create")


def _known_decisions(unit_ids: set[int]) -> dict[Paper, Decision]:
    """Decisions of these units; an undated one under the year of each site that it opened."""
    known: dict[Paper, Decision] = {}
    years: dict[int, set[date | None]] = {}
    decisions = Decision.objects.filter(unit__in=unit_ids)
    for key, on in decisions.filter(issued_on=None).values_list("pk", "sites__established_on"):
        years.setdefault(key, set()).add(on)
    for decision in decisions.select_related("unit").order_by("pk"):
        for on in years.get(decision.pk, {None}):
            is_dated, year = paper_year(decision.issued_on, on)
            paper = Paper(decision.unit_id, decision_key(decision.number), is_dated, year)
            known.setdefault(paper, decision)
    return known
