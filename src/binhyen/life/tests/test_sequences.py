"""No sequence of actions reaches a state that the procedure doesn't allow.

Hypothesis plays officers, leaders, deputies and strangers who try everything in any order. What a
case may do is told a second time here, read straight from the TOML, and compared after each try.
"""

import tomllib
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as play

from binhyen.life import actions, queries
from binhyen.life.choices import CaseKind, CaseState, EventKind
from binhyen.life.models import Asset, Case, Handover
from binhyen.people.choices import Role
from binhyen.programmes.actions import ProgrammeFacts
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.tests.factories import (
    SYSTEM,
    a_programme,
    an_officer,
    site_facts,
    todays_unit,
)

from .factories import MONDAY, a_holder, a_paper, a_running_site, fill, the_province

TOLD = {tomllib.loads(text)["code"]: tomllib.loads(text) for text in queries.shipped_texts()}
COMMUNES = {"mau-cap-tinh": "24611", "binh-thuan": "22969"}
KINDS = sorted(CaseKind.values)
CODES = sorted(
    {
        outcome["code"]
        for said in TOLD.values()
        for kind in KINDS
        for step in said[kind]["steps"].values()
        for outcome in step["outcomes"]
    }
)
PAPERS = sorted(
    {
        paper
        for said in TOLD.values()
        for kind in KINDS
        for step in said[kind]["steps"].values()
        for paper in step.get("documents", ())
    }
)
REFUSALS = (actions.CaseBlocked, PermissionDenied)
PLAYERS = ("officer", "leader", "above", "deputy", "stranger")


class Office(RuleBasedStateMachine):
    """One case, and everybody who could lay a hand on it."""

    kind, code = "end", "mau-cap-tinh"

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.savepoint()
        self.said = TOLD[self.code][self.kind]
        self.unit = todays_unit(COMMUNES[self.code])
        province = the_province()
        self.people = {
            "officer": an_officer(self.unit, Role.COMMUNE_OFFICER),
            "leader": an_officer(self.unit, Role.LEADER),
            "above": an_officer(province, Role.LEADER),
            "deputy": an_officer(self.unit, Role.READER),
            "stranger": an_officer(todays_unit("24640"), Role.LEADER),
        }
        self.at = MONDAY
        self.case = self.opened()
        self.turns, self.places, self.approvals = [self.case.turn], [self.said["start"]], []

    def opened(self) -> Case:
        how: dict[str, Any] = {"unit": self.unit, "reason": "Thử", "by": SYSTEM, "at": self.at}
        if self.kind == "build":
            how["facts"] = ProgrammeFacts(name="Cổng trường", sector="Giao thông", unit=self.unit)
            return actions.open_case(self.kind, **how)
        programme = a_programme(unit=the_province())
        if self.kind == "replicate":
            return actions.open_case(
                self.kind, facts=site_facts(programme, unit=self.unit, village="Thôn 1"), **how
            )
        site = a_running_site(programme=programme, unit=self.unit, village="Thôn 2")
        into = a_running_site(programme=programme, unit=self.unit, village="Thôn 3")
        return actions.open_case(
            self.kind, site=site, into=into if self.kind == "merge" else None, **how
        )

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.undo)

    # What people try -----------------------------------------------------------------------

    @rule(steps=st.integers(1, 4))
    def go_on(self, steps):
        """What ought to be done, so that the tries begin everywhere on the way."""
        for _ in range(steps if self.case.is_open else 0):
            try:
                fill(self.case, at=self.at)
            except actions.CaseBlocked:  # the list of assets is another by now
                return
            self.act("ahead", "", 0, 0, "Đủ", "not_effective")

    @rule(
        code=st.sampled_from(CODES),
        who=st.sampled_from(PLAYERS),
        seen=st.sampled_from([0, 0, 0, 0, -1]),
        back=st.sampled_from([0, 0, 0, 3]),
        comment=st.sampled_from(["", "Vì chưa đủ", "Vì chưa đủ"]),
        ground=st.sampled_from(["", "not_effective", "not_effective", "whim"]),
    )
    def act(self, code, who, seen, back, comment, ground):
        before, step = self.case, self.said["steps"][self.case.step]
        may = self.may_act(before, step)
        if code == "ahead":
            code, who = step["outcomes"][0]["code"], self.whose(step)
        try:
            with transaction.atomic():
                after = actions.act(
                    before, code, turn=before.turn + seen,
                    on=(self.at - timedelta(days=back)).date(), by=self.people[who], at=self.at,
                    comment=comment, ground=ground,
                )  # fmt: skip
        except REFUSALS:
            self.case = Case.objects.get(pk=before.pk)
            assert (self.case.step, self.case.turn) == (before.step, before.turn)
            return
        assert before.is_open and seen == 0 and who in may
        self.allowed(before, step, code)
        self.case = after
        if after.is_open:
            self.places.append(after.step)

    def allowed(self, before, step, code):
        """The oracle: this move was one that the text allows, with all that it asks for."""
        [outcome] = [one for one in step["outcomes"] if one["code"] == code]
        if not outcome.get("back") and outcome["to"] != "dropped":
            held = set(queries.documents_of(before, on=self.at.date()))
            assert set(step.get("documents", ())) <= held
            assert not step.get("meeting") or before.meetings.filter(step=before.step).exists()
        stored = Case.objects.get(pk=before.pk)
        to = outcome["to"]
        ended = {"done": CaseState.DONE, "dropped": CaseState.DROPPED}
        assert stored.state == ended.get(to, CaseState.OPEN)
        assert to in ended or stored.step == to
        if outcome.get("approves"):
            self.approvals.append(stored.turn)

    def may_act(self, case, step) -> set[str]:
        """By post, by an escalation, or by a delegation that runs and was given by one of them."""
        may = {self.whose(step)}
        if step["who"] == "approve" and case.escalated_unit_id:
            may.add("above")
        givers = [self.people[name] for name in may]
        running = case.delegations.filter(
            turn=case.turn, ended_at=None, until__gte=self.at.date(), by__in=givers
        )
        return may | ({"deputy"} if running.exists() else set())

    def whose(self, step) -> str:
        if step["who"] == "act":
            return "officer"
        return "above" if step.get("level") == "above" else "leader"

    @rule(
        kind=st.sampled_from(PAPERS) | st.just("needed"),
        age=st.sampled_from([0, 0, 0, 2]),
        signed=st.sampled_from([True, True, True, False]),
    )
    def file(self, kind, age, signed):
        needed = self.said["steps"][self.case.step].get("documents", [])
        for one in needed if kind == "needed" else [kind]:
            on = (self.at - timedelta(days=age)).date()
            a_paper(self.case, one, at=self.at, on=on, signed=signed)

    @rule(agreed=st.sampled_from([30, 30, 10]), who=st.sampled_from(PLAYERS))
    def meet(self, agreed, who):
        self.tried(
            actions.record_meeting, self.case, held_on=self.at.date(), place="Nhà văn hóa",
            present=40, voted_for=agreed, against=5, by=self.people[who], at=self.at,
        )  # fmt: skip

    @precondition(lambda self: self.case.site_id)
    @rule(count=st.integers(0, 2), quantity=st.integers(0, 3), who=st.sampled_from(PLAYERS))
    def declare(self, count, quantity, who):
        known = list(Asset.objects.filter(site=self.case.site_id))
        lines = [
            actions.AssetFacts(
                kind="camera", name=f"Camera {n}", quantity=quantity,
                pk=known[n].pk if n < len(known) else None,
            )
            for n in range(count)
        ]  # fmt: skip
        by, at = self.people[who], self.at
        self.tried(actions.declare_assets, self.case, lines, by=by, at=at)

    @precondition(lambda self: Asset.objects.filter(site=self.case.site_id).exists())
    @rule(quantity=st.integers(0, 3))
    def give(self, quantity):
        asset = Asset.objects.filter(site=self.case.site_id).order_by("?").first()
        line = actions.HandoverFacts(asset=asset, quantity=quantity, holder=a_holder())
        self.tried(
            actions.hand_over, self.case, [line], on=self.at.date(),
            by=self.people["officer"], at=self.at,
        )  # fmt: skip

    @rule(giver=st.sampled_from(PLAYERS), days=st.integers(-1, 2))
    def delegate(self, giver, days):
        self.tried(
            actions.delegate, self.case, to=self.people["deputy"], turn=self.case.turn,
            until=(self.at + timedelta(days=days)).date(), by=self.people[giver], at=self.at,
        )  # fmt: skip

    @rule(who=st.sampled_from(PLAYERS))
    def take_back(self, who):
        if self.tried(actions.take_back, self.case, by=self.people[who], at=self.at):
            assert len(self.places) > 1
            self.places.pop()
            assert self.case.step == self.places[-1]

    @rule(days=st.integers(1, 12))
    def wait(self, days):
        self.at += timedelta(days=days)
        actions.sweep(self.at.date(), at=self.at)
        self.case = Case.objects.get(pk=self.case.pk)

    def tried(self, deed, *args: Any, **options: Any) -> bool:
        try:
            with transaction.atomic():
                deed(*args, **options)
        except REFUSALS:
            return False
        finally:
            self.case = Case.objects.get(pk=self.case.pk)
        return True

    # What must hold whatever they try ------------------------------------------------------

    @invariant()
    def the_case_stands_where_its_moves_led(self):
        assert self.case.step in self.said["steps"]
        assert self.case.step == self.places[-1]
        assert (self.case.closed_at is None) == self.case.is_open
        assert self.case.turn >= self.turns[-1]
        self.turns.append(self.case.turn)

    @invariant()
    def its_turn_is_the_one_the_step_names(self):
        step = self.said["steps"][self.case.step]
        right = {"act": "case:act", "approve": "case:approve"}[step["who"]]
        above = step.get("level") == "above"
        assert self.case.turn_permission == right
        assert self.case.turn_unit == (the_province() if above else self.unit)

    @invariant()
    def the_register_changes_only_by_the_effects_of_the_moves(self):
        record = self.record()
        done = [
            outcome.get("effect")
            for step, outcome in self.taken()
            if outcome.get("effect") or outcome["to"] == "dropped"
        ]
        fresh = self.kind in {"build", "replicate"}
        expected = State.PREPARING if fresh else State.RUNNING
        for effect in done:
            if effect is None:
                expected = State.ENDED if fresh else expected
            elif effect in {"end", "merge"}:
                expected = State.ENDED
            elif effect == "suspend":
                expected = State.SUSPENDED
            else:
                expected = State.RUNNING
        assert record.state == expected

    @invariant()
    def nothing_takes_effect_without_an_approval_nor_ends_with_assets_left(self):
        if self.case.state == CaseState.DONE:
            assert any(outcome.get("approves") for _step, outcome in self.taken())
            if self.kind in {"end", "merge"}:
                given: dict[int, int] = {}
                for handover in Handover.objects.filter(case=self.case):
                    given[handover.asset_id] = given.get(handover.asset_id, 0) + handover.quantity
                held = Asset.objects.filter(site=self.case.site_id)
                assert {asset.pk: asset.quantity for asset in held} == given
                assert self.case.assets_declared

    def record(self) -> Programme | Site:
        if self.case.site_id:
            return Site.objects.get(pk=self.case.site_id)
        return Programme.objects.get(pk=self.case.programme_id)

    def taken(self) -> list[tuple[str, dict]]:
        """The moves that weren't taken back, as the text has them."""
        moves: list[tuple[str, dict]] = []
        for event in self.case.events.order_by("number"):
            if event.kind == EventKind.TAKEN_BACK:
                moves.pop()
            elif event.kind in {EventKind.MOVED, EventKind.RETURNED}:
                ways = self.said["steps"][event.step]["outcomes"]
                moves.append((event.step, next(o for o in ways if o["code"] == event.outcome)))
        return moves


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(TOLD))
@pytest.mark.parametrize("kind", KINDS)
def test_no_sequence_of_actions_reaches_a_state_the_procedure_does_not_allow(kind, code):
    machine = type("ThisOffice", (Office,), {"kind": kind, "code": code})
    checked = settings(
        max_examples=6 if connection.vendor == "sqlite" else 2,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    play(machine, settings=checked)
