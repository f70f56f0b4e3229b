"""What the committee concludes of one programme: written down with the evidence as it is now."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from binhyen.evidence.queries import Evidence, evidence_within
from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.reviews import actions as reviews
from binhyen.reviews.actions.rounds import demand, hold_round
from binhyen.reviews.choices import Of, Outcome, RoundState
from binhyen.reviews.models import Rating, Round

from ..choices import Blocker
from ..models import Deliberation, Dissent
from ..queries import table_of
from ..rules.concluding import (
    Conclusion,
    Known,
    Opinion,
    Recorded,
    contradictions,
    faults_of,
)
from ..rules.offices import is_name
from .refusals import Reason, block, text_reasons

# The entry is about this programme in this round, and has its own writer and moment.
UNTOLD = frozenset({"round_id", "programme_id", "by_id", "at", "version"})
LONGEST, LONGEST_OFFICE, LONGEST_DISSENT = 500, 160, 2_000


@transaction.atomic
def conclude(
    one: Round,
    programme: Programme,
    said: Conclusion,
    *,
    class_code: str = "",
    seen: int = 0,
    seen_rating: int = 0,
    runs: str | None = None,
    by: Person,
    at: datetime,
) -> Deliberation:
    """Write down what was concluded; may be done over until the round is closed.

    In a round of programmes the same step gives the programme's rating its class and outcome, by
    the rules of reviews. seen, seen_rating: the versions that the person had before them; runs:
    the runs that were shown, None where nobody looked.
    Raises PermissionDenied, or Blocked with every reason, those of reviews among them.
    """
    held = hold_round(one)
    demand(by, Permission.REVIEW_DECIDE, held)
    stored = Deliberation.objects.filter(round=held, programme=programme).first()
    found = evidence_within(held.unit).get(programme.pk)
    reasons = [*standing_reasons(held, programme, by), *_texts(said)]
    reasons += [Reason(code, field) for code, field in faults_of(said, known_of(found))]
    if said.outcome == Outcome.END:
        reasons += _against_register(held, programme, said, class_code, at)
    if (stored.version if stored else 0) != seen:
        reasons.append(Reason(Blocker.CHANGED_SINCE))
    if runs is not None and runs != (found.runs if found else ""):
        reasons.append(Reason(Blocker.EVIDENCE_CHANGED))
    reasons += _rate(held, programme, said, class_code, seen_rating, by=by, at=at)
    block(_told_once(reasons))
    return _write(held, programme, stored, said, found, by=by, at=at)


def known_of(found: Evidence | None) -> Known:
    """What the evidence says, as the rule of concluding takes it."""
    if found is None:
        return Known()
    return Known(found.suggestion.word, found.first.word, found.first.could_have_shown)


def _against_register(
    held: Round, programme: Programme, said: Conclusion, class_code: str, at: datetime
) -> Iterator[Reason]:
    """What the register, as the table shows it today, says against the ground of an ending."""
    row = table_of(held, on=timezone.localdate(at)).row_of(programme.code)
    if row is None:
        return
    given = held.sheet.content.class_of.get(class_code) if row.rating else None
    sites, papers = row.sites, row.papers
    recorded = Recorded(
        running=sites.running,
        standing=sites.standing,
        decided=sites.decided,
        papers_present=papers.present,
        papers_needed=papers.needed,
        overlaps=len(row.overlaps),
        is_good=given is not None and given.is_good,
    )
    for code, field in contradictions(said, recorded):
        detail = f"{sites.running}/{sites.standing}" if code == Blocker.SITES_RUN else ""
        yield Reason(code, field, detail)


def standing_reasons(held: Round, programme: Programme, by: Person) -> Iterator[Reason]:
    """Whether it is the time for it, and whether this person may."""
    if held.is_decided:
        yield Reason(Blocker.ROUND_DECIDED)
    elif held.state != RoundState.APPRAISING:
        yield Reason(Blocker.NOT_APPRAISING)
    ratings = Rating.objects.filter(round=held, programme=programme)
    if not ratings.exists():
        yield Reason(Blocker.NOT_IN_ROUND)
    if ratings.filter(appraised_by=by).exists():
        yield Reason(Blocker.OWN_APPRAISAL)


def _texts(said: Conclusion) -> Iterator[Reason]:
    yield from text_reasons("reason", said.reason, longest=LONGEST)
    yield from text_reasons("departure", said.departure, longest=LONGEST)
    for number, one in enumerate(said.dissents):
        yield from _dissent_reasons(number, one)


def _dissent_reasons(number: int, one: Opinion) -> Iterator[Reason]:
    if not one.office.strip():
        yield Reason(Blocker.OFFICE_MISSING, f"office-{number}")
    elif is_name(one.office):
        yield Reason(Blocker.OFFICE_IS_NAME, f"office-{number}")
    if not one.text.strip():
        yield Reason(Blocker.TEXT_MISSING, f"text-{number}")
    yield from text_reasons(f"office-{number}", one.office, longest=LONGEST_OFFICE)
    yield from text_reasons(f"text-{number}", one.text, longest=LONGEST_DISSENT)


def _rate(
    held: Round,
    programme: Programme,
    said: Conclusion,
    class_code: str,
    seen: int,
    *,
    by: Person,
    at: datetime,
) -> list[Reason]:
    """Decide the programme's own rating, where the round has one; what reviews says against it.

    Whatever it wrote goes with our transaction if there is any reason.
    """
    rating = Rating.objects.filter(round=held, programme=programme, of=Of.PROGRAMME).first()
    if rating is None or held.is_decided or held.state != RoundState.APPRAISING:
        return []
    rating.round = held
    reason = (said.reason.strip() or said.departure.strip())[:LONGEST]
    outcome = Outcome(said.outcome)
    try:
        reviews.decide(rating, class_code, outcome, reason=reason, seen=seen, by=by, at=at)
    except reviews.Blocked as refused:
        return [Reason(each.code, each.field, each.detail) for each in refused.reasons]
    return []


def _told_once(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Reviews says some of the same; and a departure that is explained is a reason to it."""
    found = {(reason.code, reason.field): reason for reason in reasons}
    if (Blocker.DEPARTURE_MISSING, "departure") in found:
        found.pop((Blocker.REASON_MISSING, "reason"), None)
    yield from found.values()


def _write(
    held: Round,
    programme: Programme,
    stored: Deliberation | None,
    said: Conclusion,
    found: Evidence | None,
    *,
    by: Person,
    at: datetime,
) -> Deliberation:
    before = told(stored) if stored else {}
    kept = stored or Deliberation(round=held, programme=programme)
    kept.round = held
    kept.outcome, kept.ground = said.outcome, said.ground if said.outcome == Outcome.END else ""
    kept.reason, kept.departure = said.reason.strip(), said.departure.strip()
    kept.votes_for, kept.votes_against = said.votes_for, said.votes_against
    kept.votes_abstained = said.votes_abstained
    kept.suggested = found.suggestion.word if found else ""
    kept.evidence = found.as_dict() if found else {}
    kept.by, kept.at, kept.version = by, at, kept.version + 1
    kept.save()
    kept.dissents.all().delete()
    Dissent.objects.bulk_create(
        Dissent(deliberation=kept, number=number, office=one.office.strip(), text=one.text)
        for number, one in enumerate(said.dissents, start=1)
    )
    old, new = log.differences(before, told(kept))
    if not before:
        new = {name: value for name, value in new.items() if value not in ("", [])}
        old = dict.fromkeys(new)
    log.record(kept, "decide", by=by, at=at, before=old, after=new, reason=kept.reason)
    return kept


def told(kept: Deliberation) -> dict[str, object]:
    """The columns, the dissents word for word, and which runs it rests on."""
    columns = {name: value for name, value in log.snapshot(kept).items() if name not in UNTOLD}
    dissents = [f"{one.office}: {one.text}" for one in kept.dissents.all()]
    runs = [one["run"] for one in kept.evidence.get("findings", [])]
    return {**columns, "dissents": log.plain(dissents), "runs": log.plain(runs)}
