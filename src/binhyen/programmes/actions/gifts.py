"""What comes to a site after its founding, and the papers of boards."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.units.models import Unit

from ..choices import DecisionKind, FaultCode, Source
from ..models import Contribution, Decision, Site
from ..rules import LARGEST_VND, Fault
from .permits import Actor, demand
from .refusals import refuse, screen


@transaction.atomic
def add_contribution(
    site: Site,
    *,
    source: Source,
    amount_vnd: int,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
    received_precision: str = "day",
    note: str = "",
    reason: str = "",
) -> Contribution:
    """Money or goods received for a site, in đồng.

    Raises PermissionDenied, or Refused or PersonalData with every fault.
    """
    demand(by, Permission.SITE_CHANGE, [site.unit])
    refuse([*_amount_faults(amount_vnd), *_day_faults("received_on", received_on, at=at),
            *screen(note=note)])  # fmt: skip
    gift = Contribution.objects.create(
        site=site,
        source=source,
        amount_vnd=amount_vnd,
        received_on=received_on,
        received_precision=received_precision,
        note=note,
    )
    log.record(gift, "create", by=by, at=at, after=log.snapshot(gift), reason=reason)
    return gift


@transaction.atomic
def add_decision(
    unit: Unit,
    *,
    number: str,
    issued_on: date | None,
    by: Actor,
    at: datetime,
    kind: str = DecisionKind.OPENS,
    issuer: str = "",
    reason: str = "",
) -> Decision:
    """A paper of a unit that opens no site, such as the one that names a board.

    Raises PermissionDenied, or Refused or PersonalData with every fault.
    """
    demand(by, Permission.CATALOGUE_CHANGE, [unit])
    refuse([*_day_faults("issued_on", issued_on, at=at), *screen(number=number, issuer=issuer)])
    paper = Decision.objects.create(
        unit=unit, number=number, issued_on=issued_on, kind=kind, issuer=issuer
    )
    log.record(paper, "create", by=by, at=at, after=log.snapshot(paper), reason=reason)
    return paper


def _amount_faults(amount_vnd: int) -> list[Fault]:
    if amount_vnd < 0:
        return [Fault("amount_vnd", FaultCode.NEGATIVE)]
    return [Fault("amount_vnd", FaultCode.TOO_LARGE)] if amount_vnd > LARGEST_VND else []


def _day_faults(field: str, on: date | None, *, at: datetime) -> list[Fault]:
    return [Fault(field, FaultCode.FUTURE)] if on and on > timezone.localdate(at) else []
