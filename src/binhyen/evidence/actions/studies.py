"""A study registered, changed while it is a draft, locked, and taken up as a new version."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from binhyen.figures.queries import catalogue, period_named, periods_between
from binhyen.kernel import log
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from .. import queries
from ..choices import OutcomeRole, Refusal, StudyState
from ..models import Study
from .refusals import LONGEST_NOTE, Actor, PermissionDenied, Reason, block, text_reasons

R = Refusal
FEWEST_MONTHS, FEWEST_DRAWS, MOST_DRAWS, MOST_DELAY = 12, 20, 2_000, 12
MOST_ACTIVITIES, MOST_VND = 4, 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFacts:
    """What a study says. outcomes: series with its role, in the order of the page.

    mechanism: how the programme is meant to work, in words; activities: series of what is done
    where it is carried out. cost_low_vnd, cost_high_vnd: of one place in one year, as a range.
    """

    question: str
    outcomes: Mapping[str, OutcomeRole]
    first_month: str
    last_month: str
    least_worthwhile_percent: int = 20
    delay_months: int = 1
    draws: int = 200
    seed: int = 1
    is_randomised: bool = False
    has_recording_changed: bool = False
    mechanism: str = ""
    activities: Sequence[str] = ()
    cost_low_vnd: int | None = None
    cost_high_vnd: int | None = None
    note: str = ""

    @classmethod
    def of(cls, study: Study) -> "StudyFacts":
        """What a study says now, for a form or a next version."""
        outcomes = {one["series"]: OutcomeRole(one["role"]) for one in study.outcomes}
        plain = {one.name: getattr(study, one.name) for one in fields(cls)}
        return cls(**{**plain, "outcomes": outcomes, "activities": tuple(study.activities)})


@transaction.atomic
def register_study(
    programme: Programme,
    facts: StudyFacts,
    *,
    unit: Unit | None = None,
    communes: Iterable[int] = (),
    is_synthetic: bool = False,
    by: Actor,
    at: datetime,
) -> Study:
    """Write down what will be asked of a programme, as a draft.

    unit: on whose ground the comparison is made; the programme's own by default. communes: units
    of any day to which it is confined, such as those that were drawn by lot; all by default.
    Raises PermissionDenied, EvidenceBlocked with every reason.
    """
    place = unit or programme.unit
    demand_registering(by, place)
    block(_faults(facts, place))
    Programme.objects.select_for_update().get(pk=programme.pk)
    study = Study(
        key=queries.next_key(programme),
        programme=programme,
        unit=place,
        registered_by=by if isinstance(by, Person) else None,
        registered_at=at,
        is_synthetic=is_synthetic,
    )
    return _kept(study, facts, "create", communes=communes, by=by, at=at)


@transaction.atomic
def change_study(study: Study, facts: StudyFacts, *, by: Actor, at: datetime) -> Study:
    """Say it otherwise while it is a draft. Raises PermissionDenied, EvidenceBlocked."""
    held = hold(study)
    demand_registering(by, held.unit)
    wrong_state = [] if held.state == StudyState.DRAFT else [Reason(R.NOT_DRAFT)]
    block([*wrong_state, *_faults(facts, held.unit)])
    before, communes = told(held), _confined_to(held)
    return _kept(held, facts, "change", communes=communes, by=by, at=at, before=before)


@transaction.atomic
def lock_study(study: Study, *, by: Actor, at: datetime) -> Study:
    """Fix what will be asked: from here on it may be worked out, and never changes.

    Raises PermissionDenied, EvidenceBlocked.
    """
    held = hold(study)
    if isinstance(by, Person) and not queries.may_lock(by, held.unit):
        raise PermissionDenied
    block([] if held.state == StudyState.DRAFT else [Reason(R.NOT_DRAFT)])
    before = told(held)
    held.state, held.locked_at = StudyState.LOCKED, at
    held.locked_by = by if isinstance(by, Person) else None
    held.save(update_fields=["state", "locked_at", "locked_by"])
    old, new = log.differences(before, told(held))
    log.record(held, "lock", by=by, at=at, before=old, after=new)
    return held


@transaction.atomic
def amend_study(study: Study, facts: StudyFacts, reason: str, *, by: Actor, at: datetime) -> Study:
    """A new version as a draft, with the reason; the locked one and its runs stay as they are.

    Raises PermissionDenied, EvidenceBlocked.
    """
    held = hold(study)
    demand_registering(by, held.unit)
    reasons = [] if held.is_locked else [Reason(R.NOT_LOCKED)]
    if Study.objects.filter(amends=held).exists():
        reasons.append(Reason(R.AMENDED))
    reasons += text_reasons("reason", reason, needed=R.REASON_MISSING)
    if _asks_the_same(StudyFacts.of(held), facts):
        reasons.append(Reason(R.SAME))
    block([*reasons, *_faults(facts, held.unit)])
    version = Study(
        key=queries.version_key(held),
        programme=held.programme,
        unit=held.unit,
        version=held.version + 1,
        amends=held,
        reason=reason.strip(),
        registered_by=by if isinstance(by, Person) else None,
        registered_at=at,
        is_synthetic=held.is_synthetic,
    )
    reason, communes = version.reason, _confined_to(held)
    return _kept(version, facts, "revise", communes=communes, by=by, at=at, reason=reason)


def changed_between(before: Study, after: Study) -> list[str]:
    """What a version says otherwise than another; its outcomes as "primary" and "secondary"."""
    old, new = StudyFacts.of(before), StudyFacts.of(after)
    names = [one.name for one in fields(StudyFacts) if one.name != "outcomes"]
    found = [name for name in names if getattr(old, name) != getattr(new, name)]
    secondary = (set(one.series) - {one.primary} for one in (before, after))
    if next(secondary) != next(secondary):
        found.insert(0, "secondary")
    return found if before.primary == after.primary else ["primary", *found]


def _asks_the_same(old: StudyFacts, new: StudyFacts) -> bool:
    """Whether a next version is none: equal in all but blanks."""

    def plain(facts: StudyFacts) -> dict[str, Any]:
        told = {**asdict(facts), "activities": sorted(facts.activities)}
        return {name: one.strip() if isinstance(one, str) else one for name, one in told.items()}

    return plain(old) == plain(new)


def hold(study: Study) -> Study:
    """The study's row, kept from others until the transaction ends."""
    rows = Study.objects.select_for_update(of=("self",)).select_related("unit", "programme__unit")
    return rows.get(pk=study.pk)


def demand_registering(by: Actor, unit: Unit) -> None:
    if isinstance(by, Person) and not queries.may_register(by, unit):
        raise PermissionDenied


def told(study: Study) -> dict[str, Any]:
    """As the log tells it: of the units compared their number and a digest."""
    snapshot = log.snapshot(study)
    units = snapshot.pop("comparison")
    snapshot["units"] = len(units)
    snapshot["units_sha256"] = hashlib.sha256(repr(units).encode()).hexdigest()
    return snapshot


def _kept(
    study: Study,
    facts: StudyFacts,
    verb: str,
    *,
    communes: Iterable[int],
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> Study:
    """Save with the stable units of the window and an entry in the log."""
    for name, value in asdict(facts).items():
        setattr(study, name, value.strip() if isinstance(value, str) else value)
    study.outcomes = [
        {"series": series, "role": OutcomeRole(role).value}
        for series, role in facts.outcomes.items()
    ]
    study.activities = list(facts.activities)
    first, last = period_named(facts.first_month), period_named(facts.last_month)
    assert first is not None and last is not None  # noqa: S101  # else it was blocked
    places, chosen = queries.places_of(study.unit, first, last), list(communes)
    study.comparison = queries.within(places, chosen) if chosen else places
    block([] if study.comparison else [Reason(R.NO_UNITS, "first_month")])
    study.save()
    old, new = (None, told(study)) if before is None else log.differences(before, told(study))
    log.record(study, verb, by=by, at=at, before=old, after=new, reason=reason)
    return study


def _confined_to(study: Study) -> list[int]:
    """The units to which a study is confined; empty where it compares its whole ground."""
    first, last = period_named(study.first_month), period_named(study.last_month)
    if first is None or last is None:
        return []
    whole = queries.places_of(study.unit, first, last)
    return [] if study.comparison == whole else [pk for group in study.comparison for pk in group]


def _faults(facts: StudyFacts, unit: Unit) -> list[Reason]:
    return [
        *text_reasons("question", facts.question, needed=R.QUESTION_MISSING),
        *text_reasons("mechanism", facts.mechanism, longest=LONGEST_NOTE),
        *text_reasons("note", facts.note, longest=LONGEST_NOTE),
        *_faulty_outcomes(facts.outcomes, unit),
        *_faulty_window(facts),
        *_faulty_numbers(facts),
        *_faulty_activities(facts.activities, unit),
        *_faulty_cost(facts),
    ]


def _faulty_outcomes(outcomes: Mapping[str, OutcomeRole], unit: Unit) -> list[Reason]:
    if not outcomes:
        return [Reason(R.NO_OUTCOME, "outcomes")]
    known, countable = catalogue(unit).by_key, queries.countable(unit)
    reasons = []
    if Counter(outcomes.values())[OutcomeRole.PRIMARY] != 1:
        reasons.append(Reason(R.ONE_PRIMARY, "outcomes"))
    for series in outcomes:
        if series not in known:
            reasons.append(Reason(R.NO_SUCH_SERIES, "outcomes", series))
        elif series not in countable:
            reasons.append(Reason(R.NOT_A_COUNT, "outcomes", series))
    return reasons


def _faulty_window(facts: StudyFacts) -> list[Reason]:
    named = {"first_month": facts.first_month, "last_month": facts.last_month}
    found = {field: period_named(code) for field, code in named.items()}
    unknown = [
        Reason(R.MONTH_UNKNOWN, field, named[field] or "?")
        for field, month in found.items()
        if month is None or month.kind.months != 1
    ]
    first, last = found["first_month"], found["last_month"]
    if unknown or first is None or last is None:
        return unknown
    whole = first.kind == last.kind and first.start < last.start
    if not whole or len(periods_between(first.kind.code, first.start, last.until)) < FEWEST_MONTHS:
        return [Reason(R.WINDOW_TOO_SHORT, "last_month")]
    return []


def _faulty_numbers(facts: StudyFacts) -> list[Reason]:
    reasons = []
    if not 1 <= facts.least_worthwhile_percent <= 90:
        reasons.append(Reason(R.LEAST_OUT_OF_RANGE, "least_worthwhile_percent"))
    if not FEWEST_DRAWS <= facts.draws <= MOST_DRAWS:
        reasons.append(Reason(R.DRAWS_OUT_OF_RANGE, "draws"))
    if not 0 <= facts.delay_months <= MOST_DELAY:
        reasons.append(Reason(R.DELAY_OUT_OF_RANGE, "delay_months"))
    return reasons


def _faulty_activities(activities: Sequence[str], unit: Unit) -> list[Reason]:
    known = queries.activities_of(unit)
    reasons = [
        Reason(R.NOT_AN_ACTIVITY, "activities", one) for one in activities if one not in known
    ]
    if len(activities) > MOST_ACTIVITIES:
        reasons.append(Reason(R.TOO_MANY_ACTIVITIES, "activities"))
    return reasons


def _faulty_cost(facts: StudyFacts) -> list[Reason]:
    low, high = facts.cost_low_vnd, facts.cost_high_vnd
    if low is None and high is None:
        return []
    if low is None or high is None:
        return [Reason(R.COST_HALF_SAID, "cost_low_vnd" if low is None else "cost_high_vnd")]
    return [] if 0 < low <= high <= MOST_VND else [Reason(R.COST_OUT_OF_ORDER, "cost_low_vnd")]
