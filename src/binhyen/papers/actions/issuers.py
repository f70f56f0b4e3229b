"""Issuers and where their numbers begin."""

from dataclasses import asdict, fields
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from binhyen.kernel import log
from binhyen.kernel.text import squeeze
from binhyen.people.choices import Permission
from binhyen.units.models import Unit

from .. import queries
from ..choices import IssuerFault
from ..models import Issuer, Series
from ..rules.issuers import IssuerFacts
from ..rules.numbering import is_symbol
from .refusals import Actor, IssuerFaulty, IssuerRefused, demand

MAY_BE_BLANK = {"parent_name", "acts_for", "deputy"}


def ensure_issuer(unit: Unit, body: str, *, by: Actor, at: datetime) -> Issuer:
    """The unit's committee, police or board, kept from now on if it wasn't yet.

    Raises PermissionDenied without PAPER_ISSUE there.
    """
    made = queries.proposal(unit, body)
    known = Issuer.objects.open().filter(unit=unit, symbol=made.symbol)
    if (issuer := known.first()) is not None:
        return issuer
    try:
        return save_issuer(None, made.facts, unit=unit, by=by, at=at)
    except IssuerRefused:  # someone else was quicker
        return known.get()


@transaction.atomic
def save_issuer(
    issuer: Issuer | None,
    facts: IssuerFacts,
    *,
    unit: Unit,
    by: Actor,
    at: datetime,
) -> Issuer:
    """Keep an issuer, or what is written of one. Papers already issued stay as they are.

    Raises PermissionDenied, IssuerRefused.
    """
    demand(by, Permission.PAPER_ISSUE, unit)
    kept = Issuer(unit=unit)
    if issuer is not None:
        kept = Issuer.objects.select_for_update().select_related(None).get(pk=issuer.pk)
    clean = IssuerFacts(**{name: squeeze(text) for name, text in asdict(facts).items()})
    if faults := _faults(clean, kept):
        raise IssuerRefused(faults)
    before = log.snapshot(kept) if kept.pk else None
    for name, text in asdict(clean).items():
        setattr(kept, name, text)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise IssuerRefused([IssuerFaulty("symbol", IssuerFault.TAKEN)]) from error
    after = log.snapshot(kept)
    if before is None:
        log.record(kept, "create", by=by, at=at, after=after)
    elif before != after:
        old, new = log.differences(before, after)
        log.record(kept, "change", by=by, at=at, before=old, after=new)
    return kept


@transaction.atomic
def close_issuer(issuer: Issuer, *, by: Actor, at: datetime) -> Issuer:
    """From today on nothing more is issued in its name. Raises PermissionDenied."""
    kept = Issuer.objects.select_for_update(of=("self",)).select_related("unit").get(pk=issuer.pk)
    demand(by, Permission.PAPER_ISSUE, kept.unit)
    if kept.closed_on is None:
        kept.closed_on = localdate(at)
        kept.save(update_fields=["closed_on"])
        after = {"closed_on": kept.closed_on.isoformat()}
        log.record(kept, "close", by=by, at=at, before={"closed_on": None}, after=after)
    return kept


@transaction.atomic
def begin_series(issuer: Issuer, year: int, after: int, *, by: Actor, at: datetime) -> Series:
    """Say which number of a year was the last before this program keeps the register.

    Raises PermissionDenied, IssuerRefused once a number of the year was given here.
    """
    demand(by, Permission.PAPER_ISSUE, issuer.unit)
    if after < 0:
        raise IssuerRefused([IssuerFaulty("after", IssuerFault.NEGATIVE)])
    series = taken_series(issuer, year)
    if series.last > series.began_after or series.last_on is not None:
        raise IssuerRefused([IssuerFaulty("after", IssuerFault.BEGUN)])
    before = series.began_after
    series.began_after = series.last = after
    series.save(update_fields=["began_after", "last"])
    if before != after:
        log.record(
            series,
            "begin-series",
            by=by,
            at=at,
            before={"began_after": before},
            after={"began_after": after},
        )
    return series


def taken_series(issuer: Issuer, year: int) -> Series:
    """The issuer's numbers of a year, held until the transaction ends."""
    series, _is_new = Series.objects.get_or_create(issuer=issuer, year=year)
    return Series.objects.select_for_update().get(pk=series.pk)


def _faults(facts: IssuerFacts, kept: Issuer) -> list[IssuerFaulty]:
    found = []
    for field in fields(facts):
        text = getattr(facts, field.name)
        longest = getattr(Issuer._meta.get_field(field.name), "max_length", None) or 0
        if not text and field.name not in MAY_BE_BLANK:
            found.append(IssuerFaulty(field.name, IssuerFault.BLANK))
        elif len(text) > longest:
            found.append(IssuerFaulty(field.name, IssuerFault.TOO_LONG))
        elif log.screened(text) != text:
            found.append(IssuerFaulty(field.name, IssuerFault.CONTACT))
    if facts.symbol and not is_symbol(facts.symbol):
        found.append(IssuerFaulty("symbol", IssuerFault.SYMBOL))
    others = Issuer.objects.open().filter(unit_id=kept.unit_id, symbol=facts.symbol)
    if others.exclude(pk=kept.pk).exists():
        found.append(IssuerFaulty("symbol", IssuerFault.TAKEN))
    return found
