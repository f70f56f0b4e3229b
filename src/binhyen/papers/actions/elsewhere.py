"""Number a paper that another room has written and keeps: the register of papers lists it too."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person

from ..choices import FaultCode
from ..models import Issued, Issuer
from ..producing import Produced, produce_sheet
from ..rules.checking import Fault
from ..rules.composing import recipients, signature
from ..rules.numbering import symbol_of
from ..rules.paper import Sheet
from .issuers import save_issuer, taken_series
from .issuing import shortened
from .refusals import Actor, PaperRefused, demand


def keep_issuer(issuer: Issuer, *, by: Actor, at: datetime) -> Issuer:
    """An issuer as it is kept from now on, if it was only proposed until now."""
    return issuer if issuer.pk else save_issuer(None, issuer.facts, unit=issuer.unit, by=by, at=at)


def draw_sheet(sheet: Sheet, issuer: Issuer) -> Produced:
    """Word and PDF without a number and a day."""
    return produce_sheet(sheet, issuer)


@transaction.atomic
def issue_sheet(
    sheet: Sheet,
    *,
    issuer: Issuer,
    on: date,
    lies_at: str,
    permission: Permission,
    by: Actor,
    at: datetime,
) -> tuple[Issued, Produced]:
    """Give the paper its number and enter it in the register; whoever asked keeps the files.

    permission: what one needs at the issuer's unit to sign such a paper. Number and register
    stand or fall with the caller's transaction, as in `issue`.
    Raises PermissionDenied, PaperRefused.
    """
    demand(by, permission, issuer.unit)
    found = [Fault("on", FaultCode.FUTURE)] if on > localdate(at) else []
    if issuer.closed_on is not None:
        found.append(Fault("issuer", FaultCode.CLOSED_ISSUER))
    if found:
        raise PaperRefused(found)
    series = taken_series(issuer, on.year)
    if series.last_on is not None and on < series.last_on:
        raise PaperRefused([Fault("on", FaultCode.BEFORE_LAST)])
    number = series.last + 1
    produced = produce_sheet(sheet, issuer, number=number, on=on)
    who = signature(issuer.facts, sheet.signatory, is_joint=True, is_deputy=sheet.is_deputy)
    issued = Issued(
        series=series,
        number=number,
        symbol=symbol_of(number, sheet.symbol, issuer.symbol),
        kind=sheet.kind,
        title=shortened(produced.title, 500),
        unit=issuer.unit,
        lies_at=lies_at,
        issued_on=on,
        signatory=shortened(who.name or who.lines[-1].capitalize(), 160),
        recipients="\n".join(recipients({"noi_nhan": sheet.recipients})),
        values={},
        issued_by=by if isinstance(by, Person) else None,
        issued_at=at,
    )
    issued.refold()
    issued.save(force_insert=True)
    series.last, series.last_on = number, on
    series.save(update_fields=["last", "last_on"])
    log.record(issued, "issue", by=by, at=at, after=log.snapshot(issued))
    return issued, produced
