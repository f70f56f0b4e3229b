"""What was concluded of a programme, taken up as a case of its procedure."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import override

from binhyen.kernel import log
from binhyen.life.actions import CaseBlocked, open_case
from binhyen.life.choices import CaseKind
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.programmes.actions import AlreadyRegistered, Refused, SiteFacts
from binhyen.reviews import actions as reviews
from binhyen.reviews.actions.rounds import hold_round
from binhyen.reviews.choices import Of, Outcome
from binhyen.reviews.models import Rating, Round
from binhyen.units.models import Unit

from ..choices import Blocker, Ground
from ..models import Deliberation
from .refusals import CaseRefused, Reason, block

KINDS = {
    Outcome.ADJUST: CaseKind.ADJUST,
    Outcome.REPLICATE: CaseKind.REPLICATE,
    Outcome.END: CaseKind.END,
}


# The grounds of a procedure that ours come to; of the others it has no like.
COMES_TO = {
    Ground.NO_EFFECT: "not_effective",
    Ground.HARM: "not_effective",
    Ground.DOSSIER: "dossier_inadequate",
    Ground.NO_LONGER_FITS: "no_longer_fits",
}


@transaction.atomic
def open_case_for(
    deliberation: Deliberation,
    *,
    unit: Unit | None = None,
    village: str = "",
    by: Person,
    at: datetime,
) -> Deliberation:
    """Open the case that a conclusion calls for, and note its code.

    unit and village: where the programme is to be replicated. In a round of programmes it is the
    rating's case, opened by reviews; in one of sites the case is about the programme as a whole.
    Raises PermissionDenied; Blocked; CaseRefused with what the room of cases says.
    """
    held = hold_round(deliberation.round)
    stored = Deliberation.objects.select_related("programme__unit").get(pk=deliberation.pk)
    stored.round = held
    if not may(by, Permission.CASE_ACT, at=held.unit):
        raise PermissionDenied
    block(_reasons(held, stored, unit))
    rating = Rating.objects.filter(round=held, programme=stored.programme, of=Of.PROGRAMME).first()
    if rating is None:
        code = _opened(held, stored, unit, village, by=by, at=at)
    else:
        rating.round = held
        code = _opened_by_reviews(rating, unit, village, by=by, at=at)
    stored.case_code, stored.version = code, stored.version + 1
    stored.save(update_fields=["case_code", "version"])
    log.record(
        stored, "open-case", by=by, at=at, before={"case_code": ""}, after={"case_code": code}
    )
    return stored


def _reasons(held: Round, stored: Deliberation, unit: Unit | None) -> list[Reason]:
    reasons = [] if held.is_decided else [Reason(Blocker.NOT_DECIDED)]
    if stored.outcome not in KINDS:
        reasons.append(Reason(Blocker.NO_OUTCOME))
    if stored.case_code:
        reasons.append(Reason(Blocker.CASE_OPENED, detail=f"({stored.case_code})"))
    if stored.outcome == Outcome.REPLICATE and unit is None:
        reasons.append(Reason(Blocker.UNIT_MISSING, "unit"))
    if held.unit.valid_to is not None and unit is None:
        reasons.append(Reason(Blocker.UNIT_ENDED))
    return reasons


def spoken(rating: Rating) -> reviews.Spoken | None:
    """What a case about a rating takes from the committee, by whichever door it is opened.

    Nothing where nobody sat over it, or where the rating was decided otherwise since.
    """
    if rating.of != Of.PROGRAMME:
        return None
    found = Deliberation.objects.in_force().filter(
        round=rating.round_id, programme=rating.programme_id, outcome=rating.outcome
    )
    stored = found.first()
    return reviews.Spoken(_said(stored), _ground(stored)) if stored else None


def _ground(stored: Deliberation) -> str:
    return COMES_TO.get(Ground(stored.ground), "") if stored.ground else ""


def _said(stored: Deliberation) -> str:
    """The conclusion with its ground and votes, as the case keeps it: in Vietnamese."""
    with override("vi"):
        outcome, ground = stored.get_outcome_display(), stored.get_ground_display()
    on_ground = f", căn cứ “{ground}”" if ground else ""
    return (
        f"hội đồng kết luận “{outcome}”{on_ground}; biểu quyết {stored.votes_for} tán thành, "
        f"{stored.votes_against} không tán thành, {stored.votes_abstained} không có ý kiến. "
        f"Lý do: {stored.reason or stored.departure}"
    )


def _opened(
    held: Round,
    stored: Deliberation,
    unit: Unit | None,
    village: str,
    *,
    by: Person,
    at: datetime,
) -> str:
    kind, programme = KINDS[Outcome(stored.outcome)], stored.programme
    facts = None
    if unit is not None and kind == CaseKind.REPLICATE:
        facts = SiteFacts(
            programme=programme, unit=unit, village=village, is_synthetic=programme.is_synthetic
        )
    try:
        case = open_case(
            kind,
            unit=unit or held.unit,
            programme=programme,
            facts=facts,
            reason=f"{held.name}: {_said(stored)}"[:1000],
            ground=_ground(stored),
            by=by,
            at=at,
            is_synthetic=held.is_synthetic,
        )
    except CaseBlocked as refused:
        raise CaseRefused([f"{b.label} {b.about}".rstrip() for b in refused.blockers]) from refused
    except Refused as refused:
        raise CaseRefused([fault.label for fault in refused.faults]) from refused
    except AlreadyRegistered as known:
        raise CaseRefused([f"{known.site.code}: {known.site}"]) from known
    return case.code


def _opened_by_reviews(
    rating: Rating,
    unit: Unit | None,
    village: str,
    *,
    by: Person,
    at: datetime,
) -> str:
    """A rating that has its case already keeps it."""
    if rating.case_code:
        return rating.case_code
    try:
        opened = reviews.open_case_for(rating, unit=unit, village=village, by=by, at=at)
        return opened.case_code
    except reviews.CaseRefused as refused:
        raise CaseRefused(refused.labels) from refused
    except reviews.Blocked as refused:
        raise CaseRefused([reason.label for reason in refused.reasons]) from refused
