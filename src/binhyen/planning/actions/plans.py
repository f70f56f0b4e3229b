"""A plan written down, changed while nothing has come of it, taken up anew, and adopted."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.models import Person
from binhyen.units.models import Unit

from .. import queries
from ..choices import PlanState, Refusal
from ..models import Plan
from ..rules import lines
from .refusals import LONGEST_NOTE, Actor, PermissionDenied, Reason, block, text_reasons

R = Refusal
MOST_VND, MOST_YEARS, MOST_CAUTION, MOST_COUNT = 10**13, 10, 300, 100
COUNTS = ("most_per_aim", "least_per_area", "least_per_poor_commune")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What a plan asks for. Rows as `Plan.offers` and `Plan.communes` have them."""

    name: str
    years: int = 3
    state_vnd: int
    community_vnd: int
    most_per_aim: int = 1
    least_per_area: int = 1
    least_per_poor_commune: int = 1
    caution_percent: int = 100
    harm: Mapping[str, float]
    offers: Sequence[Row]
    communes: Sequence[Row]
    wanted: Sequence[Sequence[str]] = field(default=())
    refused: Sequence[Sequence[str]] = field(default=())
    note: str = ""

    @classmethod
    def of(cls, plan: Plan) -> "PlanFacts":
        """What a plan says now, for a form or a next one."""
        return cls(**{one.name: getattr(plan, one.name) for one in fields(cls)})


@transaction.atomic
def make_plan(
    unit: Unit, facts: PlanFacts, *, is_synthetic: bool = False, by: Actor, at: datetime
) -> Plan:
    """Write down what is wished for, as a draft. Raises PermissionDenied, PlanningBlocked."""
    demand_preparing(by, unit)
    block(_faults(facts, unit))
    Unit.objects.select_for_update().get(pk=unit.pk)
    plan = Plan(key=queries.next_key(unit), unit=unit, is_synthetic=is_synthetic)
    return _kept(_begun(plan, by, at), facts, "create", by=by, at=at)


@transaction.atomic
def change_plan(plan: Plan, facts: PlanFacts, *, by: Actor, at: datetime) -> Plan:
    """Wish for something else while nothing has come of it: the plan is a draft again.

    Raises PermissionDenied, PlanningBlocked.
    """
    held = hold(plan)
    demand_preparing(by, held.unit)
    block([*why_closed(held), *_faults(facts, held.unit)])
    before = told(held)
    rows = {"offers": list(held.offers), "communes": list(held.communes)}
    held.state, held.outcome, held.error = PlanState.DRAFT, "", ""
    held.basis, held.result, held.data_sha256 = None, None, ""
    return _kept(held, facts, "change", by=by, at=at, before=before, rows_before=rows)


@transaction.atomic
def copy_plan(plan: Plan, facts: PlanFacts, reason: str, *, by: Actor, at: datetime) -> Plan:
    """A new draft from a plan, with the reason; the old one stays as it is.

    Raises PermissionDenied, PlanningBlocked.
    """
    held = hold(plan)
    demand_preparing(by, held.unit)
    block(why_not_written(facts, held.unit, reason=reason))
    Unit.objects.select_for_update().get(pk=held.unit_id)
    made = Plan(
        key=queries.next_key(held.unit),
        unit=held.unit,
        copy_of=held,
        reason=reason.strip(),
        is_synthetic=held.is_synthetic,
    )
    return _kept(_begun(made, by, at), facts, "revise", by=by, at=at, reason=made.reason)


@transaction.atomic
def adopt_plan(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    """Take what was worked out as the plan: it is never changed again, and those below read it.

    Raises PermissionDenied, PlanningBlocked.
    """
    held = hold(plan)
    if isinstance(by, Person) and not queries.may_adopt(by, held.unit):
        raise PermissionDenied
    if held.is_adopted or held.is_withdrawn:
        block([Reason(R.ADOPTED if held.is_adopted else R.WITHDRAWN)])
    block([] if held.state == PlanState.DONE and held.has_plan else [Reason(R.NO_PLAN)])
    Unit.objects.select_for_update().get(pk=held.unit_id)
    block(_paid_twice(held))
    before = told(held)
    held.state, held.adopted_at = PlanState.ADOPTED, at
    held.adopted_by = by if isinstance(by, Person) else None
    held.save(update_fields=["state", "adopted_at", "adopted_by"])
    old, new = log.differences(before, told(held))
    log.record(held, "adopt", by=by, at=at, before=old, after=new)
    return held


@transaction.atomic
def withdraw_plan(plan: Plan, reason: str, *, by: Actor, at: datetime) -> Plan:
    """Give a plan up, with the reason: it stays to be read, and nothing more comes of it.

    Raises PermissionDenied, PlanningBlocked.
    """
    held = hold(plan)
    demand_preparing(by, held.unit)
    reasons = text_reasons("reason", reason, needed=R.REASON_MISSING)
    block([*why_not_withdrawn(held), *reasons])
    before = told(held)
    held.state, held.withdrawn_at, held.withdrawn_reason = PlanState.WITHDRAWN, at, reason.strip()
    held.withdrawn_by = by if isinstance(by, Person) else None
    held.save(update_fields=["state", "withdrawn_at", "withdrawn_reason", "withdrawn_by"])
    old, new = log.differences(before, told(held))
    log.record(held, "withdraw", by=by, at=at, before=old, after=new, reason=held.withdrawn_reason)
    return held


def why_not_written(facts: PlanFacts, unit: Unit, *, reason: str | None = None) -> list[Reason]:
    """What is wrong with what is wished for; reason: of one made from another, why it is made."""
    given = [] if reason is None else text_reasons("reason", reason, needed=R.REASON_MISSING)
    return [*given, *_faults(facts, unit)]


def why_not_withdrawn(held: Plan) -> list[Reason]:
    """What stands against withdrawing it, whatever the reason."""
    if held.is_adopted:
        return [Reason(R.ADOPTED_STAYS)]
    if held.is_withdrawn:
        return [Reason(R.WITHDRAWN)]
    return [Reason(R.RUNS_ALREADY)] if held.is_open else []


def why_closed(held: Plan) -> list[Reason]:
    """What stands against wishing for something else, or working it out."""
    if held.is_withdrawn:
        return [Reason(R.WITHDRAWN)]
    return [] if held.is_changeable else [Reason(R.NOT_CHANGEABLE)]


def _paid_twice(plan: Plan) -> list[Reason]:
    """Adopted since this plan was worked out, so that two plans would pay for the same."""
    twice = queries.paid_already(plan)
    named = [f"{programme} – {commune} ({key})" for commune, programme, key in twice]
    return [Reason(R.PAID_ALREADY, value="; ".join(named))] if named else []


def hold(plan: Plan) -> Plan:
    """The plan's row, kept from others until the transaction ends."""
    return Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)


def demand_preparing(by: Actor, unit: Unit) -> None:
    if isinstance(by, Person) and not queries.may_prepare(by, unit):
        raise PermissionDenied


def told(plan: Plan) -> dict[str, Any]:
    """As the log tells it: of the tables their number of rows and a digest.

    A change of theirs is told row by row, see `_altered`.
    """
    snapshot = log.snapshot(plan)
    for name in ("offers", "communes"):
        rows = getattr(plan, name)
        text = json.dumps(rows, sort_keys=True, ensure_ascii=False)
        snapshot[name] = len(rows)
        snapshot[f"{name}_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    return snapshot


def _begun(plan: Plan, by: Actor, at: datetime) -> Plan:
    plan.created_by = by if isinstance(by, Person) else None
    plan.created_at = at
    return plan


def _kept(
    plan: Plan,
    facts: PlanFacts,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    rows_before: Mapping[str, Sequence[Row]] | None = None,
    reason: str = "",
) -> Plan:
    """Save with an entry in the log."""
    for one in fields(facts):
        value = getattr(facts, one.name)
        setattr(plan, one.name, value.strip() if isinstance(value, str) else _plain(value))
    plan.save()
    old, new = (None, told(plan)) if before is None else log.differences(before, told(plan))
    for name, rows in (rows_before or {}).items():
        if old is not None and new is not None and rows != getattr(plan, name):
            old[name], new[name] = _altered(rows, getattr(plan, name))
    log.record(plan, verb, by=by, at=at, before=old, after=new, reason=reason)
    return plan


def _altered(before: Sequence[Row], after: Sequence[Row]) -> tuple[list[Any], list[Any]]:
    """Rows that differ, before and after, of each its name and the cells that changed."""
    was, became = ({one["code"]: dict(one) for one in rows} for rows in (before, after))
    told: tuple[list[Any], list[Any]] = [], []
    for code in sorted(was.keys() | became.keys()):
        old, new = was.get(code), became.get(code)
        if old == new:
            continue
        for side, row, other in ((told[0], old, new), (told[1], new, old)):
            if row is None:
                continue
            cells = {k: v for k, v in row.items() if other is None or other.get(k) != v}
            side.append({**cells, "code": code, "name": row["name"]})
    return told


def _plain(value: Any) -> Any:
    """Lists and dicts, as JSON gives them back."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _faults(facts: PlanFacts, unit: Unit) -> list[Reason]:
    return [
        *text_reasons("name", facts.name, needed=R.NAME_MISSING, longest=200),
        *text_reasons("note", facts.note, longest=LONGEST_NOTE),
        *_faulty_numbers(facts),
        *_faulty_harm(facts, unit),
        *_faulty_offers(facts),
        *_faulty_communes(facts, unit),
        *_faulty_pairs(facts),
    ]


def _faulty_numbers(facts: PlanFacts) -> list[Reason]:
    reasons = []
    if not 1 <= facts.years <= MOST_YEARS:
        reasons.append(Reason(R.YEARS_OUT_OF_RANGE, "years"))
    for name in ("state_vnd", "community_vnd"):
        if not 0 <= getattr(facts, name) <= MOST_VND:
            reasons.append(Reason(R.MONEY_OUT_OF_RANGE, name))
    reasons += [
        Reason(R.NUMBER_OUT_OF_RANGE, name, str(MOST_COUNT))
        for name in COUNTS
        if not 0 <= getattr(facts, name) <= MOST_COUNT
    ]
    if not 0 <= facts.caution_percent <= MOST_CAUTION:
        reasons.append(Reason(R.CAUTION_OUT_OF_RANGE, "caution_percent"))
    return reasons


def _faulty_harm(facts: PlanFacts, unit: Unit) -> list[Reason]:
    known = queries.countable(unit)
    reasons = [
        Reason(R.NO_SUCH_SERIES, "harm", series) for series in facts.harm if series not in known
    ]
    if not any(weight > 0 for weight in facts.harm.values()):
        reasons.append(Reason(R.NO_OUTCOME, "harm"))
    return reasons


def _faulty_offers(facts: PlanFacts) -> list[Reason]:
    if not facts.offers:
        return [Reason(R.NO_OFFER, "offers")]
    reasons = []
    for offer in facts.offers:
        for name in ("state_vnd", "community_vnd"):
            if not 0 <= offer[name] <= MOST_VND:
                reasons.append(Reason(R.MONEY_OUT_OF_RANGE, f"{name}-{offer['code']}"))
        counts = {"load": offer["load"], "most_communes": offer["most_communes"] or 0}
        for name, value in counts.items():
            if not 0 <= value <= 10 * MOST_COUNT:
                where = f"{name}-{offer['code']}"
                reasons.append(Reason(R.NUMBER_OUT_OF_RANGE, where, str(10 * MOST_COUNT)))
    return reasons


def _faulty_communes(facts: PlanFacts, unit: Unit) -> list[Reason]:
    if not facts.communes:
        return [Reason(R.NO_COMMUNE, "communes")]
    codes = Counter(one["code"] for one in facts.communes)
    known = queries.names_of_communes(unit)
    reasons = [Reason(R.COMMUNE_TWICE, "communes", code) for code, n in codes.items() if n > 1]
    reasons += [Reason(R.NO_SUCH_COMMUNE, "communes", code) for code in codes if code not in known]
    reasons += [
        Reason(R.OTHER_NAME, "communes", f"{one['code']} “{one['name']}” ({known[one['code']]})")
        for one in facts.communes
        if one["code"] in known and not lines.is_name_of(one["name"], one["code"], known)
    ]
    if any((one["community_vnd"] or 0) > MOST_VND for one in facts.communes):
        reasons.append(Reason(R.MONEY_OUT_OF_RANGE, "communes"))
    most = {"capacity": 10 * MOST_COUNT, "cost_percent": 10 * MOST_COUNT}
    reasons += [
        Reason(R.NUMBER_OUT_OF_RANGE, "communes", str(limit))
        for name, limit in most.items()
        if any(not 0 <= one[name] <= limit for one in facts.communes)
    ]
    return reasons


def _faulty_pairs(facts: PlanFacts) -> list[Reason]:
    offers = {one["code"] for one in facts.offers}
    communes = {one["code"] for one in facts.communes}
    reasons = []
    for name in ("wanted", "refused"):
        for commune, programme in getattr(facts, name):
            if offers and programme not in offers:
                reasons.append(Reason(R.NO_SUCH_PROGRAMME, name, programme))
            if communes and commune not in communes:
                reasons.append(Reason(R.NO_SUCH_COMMUNE, name, commune))
    both = _pairs(facts.wanted) & _pairs(facts.refused)
    reasons += [Reason(R.WANTED_AND_REFUSED, "refused", " – ".join(pair)) for pair in sorted(both)]
    return reasons


def _pairs(rows: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    return {(commune, programme) for commune, programme in rows}
