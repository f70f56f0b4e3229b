"""What a review leads to, taken up as a case of its procedure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.life.actions import CaseBlocked, open_case
from binhyen.life.choices import CaseKind
from binhyen.people.models import Person
from binhyen.programmes.actions import AlreadyRegistered, Refused, SiteFacts
from binhyen.units.models import Unit

from .. import queries
from ..choices import Blocker, Outcome, RatingState
from ..models import Rating, Round
from .ratings import hold, write
from .refusals import CaseRefused, Reason, block

KINDS = {
    Outcome.ADJUST: CaseKind.ADJUST,
    Outcome.REPLICATE: CaseKind.REPLICATE,
    Outcome.END: CaseKind.END,
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a committee said of a rating's subject: in words, and its ground for an ending."""

    words: str
    ground: str = ""


# What was concluded of a rating, by rooms above that sit over rounds; they put theirs here.
SPOKEN: list[Callable[[Rating], Spoken | None]] = []


def spoken_of(rating: Rating) -> Spoken:
    """What was said of it where it was concluded; else its own reason."""
    told = (ask(rating) for ask in SPOKEN)
    return next((one for one in told if one is not None), Spoken(rating.reason))


@transaction.atomic
def open_case_for(
    rating: Rating,
    *,
    unit: Unit | None = None,
    village: str = "",
    by: Person,
    at: datetime,
) -> Rating:
    """Open the case that a decided outcome calls for, and note its code.

    unit and village: where the programme is to be replicated; otherwise the unit of today to
    which it belongs is found. The case carries what a committee concluded of it, if one did.
    Raises PermissionDenied; Blocked; CaseRefused with what the room of cases says.
    """
    one, stored = hold(rating)
    block(_reasons(one, stored))
    kind = KINDS[Outcome(stored.outcome)]
    spoken = spoken_of(stored)
    place = unit or queries.unit_today(stored, timezone.localdate(at))
    if place is None:
        block([Reason(Blocker.CASE_UNIT_UNKNOWN, "unit")])
        raise AssertionError
    try:
        case = open_case(
            kind,
            unit=place,
            reason=f"{one.name}: {spoken.words}"[:1000],
            ground=spoken.ground,
            by=by,
            at=at,
            is_synthetic=one.is_synthetic,
            **_about(kind, stored, place, village),
        )
    except CaseBlocked as refused:
        labels = [_said(each) for each in refused.blockers]
        raise CaseRefused(labels) from refused
    except Refused as refused:
        raise CaseRefused([fault.label for fault in refused.faults]) from refused
    except AlreadyRegistered as known:
        label = Blocker.CASE_SITE_KNOWN.label
        raise CaseRefused([f"{label} {known.site.code}: {known.site}"]) from known
    before = log.snapshot(stored)
    stored.case_code = case.code
    return write(stored, "open-case", before, by=by, at=at)


def _reasons(one: Round, stored: Rating) -> list[Reason]:
    reasons = [] if one.is_decided else [Reason(Blocker.ROUND_NOT_DECIDED)]
    if stored.state != RatingState.DECIDED or stored.outcome not in KINDS:
        reasons.append(Reason(Blocker.NO_OUTCOME))
    if stored.programme is None:
        reasons.append(Reason(Blocker.CASE_FOR_UNIT))
    if stored.case_code:
        reasons.append(Reason(Blocker.CASE_OPENED, detail=f"({stored.case_code})"))
    return reasons


def _about(kind: CaseKind, stored: Rating, place: Unit, village: str) -> dict[str, Any]:
    """What the case is about, as the room of cases takes it."""
    if kind != CaseKind.REPLICATE:
        return {"site": stored.site, "programme": stored.programme}
    assert stored.programme is not None  # noqa: S101  # blocked before
    facts = SiteFacts(
        programme=stored.programme,
        unit=place,
        village=village,
        is_synthetic=stored.programme.is_synthetic,
    )
    return {"parent": stored.site, "facts": facts}


def _said(blocker: Any) -> str:
    """A reason of the room of cases, with the case that stands in the way if it is one."""
    return f"{blocker.label} ({blocker.about})" if blocker.about[:3] == "HS-" else blocker.label
