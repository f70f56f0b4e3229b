"""Cases at every stage, counted back from the day of loading, so that some are always late."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import typst
from django.utils import timezone

from binhyen.dossiers.actions import file_document
from binhyen.dossiers.choices import DocumentKind
from binhyen.files.actions import keep
from binhyen.files.models import Stored
from binhyen.life import actions, queries
from binhyen.life.choices import CaseKind
from binhyen.life.models import Case
from binhyen.people.models import Person
from binhyen.programmes.actions import ProgrammeFacts, SiteFacts, ensure_organisations
from binhyen.programmes.choices import State
from binhyen.programmes.models import Organisation, Programme, Site
from binhyen.units.models import Reach, Unit

from ..rules import cases as plans
from ..rules.cases import PlannedCase
from .cast import BY

OFFICERS = {"68": "can-bo-tinh", "24611": "can-bo-bac-gia-nghia", "24640": "can-bo-cu-jut"}
LEADERS = {
    "68": "lanh-dao-tinh", "24611": "lanh-dao-bac-gia-nghia", "24640": "lanh-dao-cu-jut",
}  # fmt: skip
OTHER_COMMUNES = 9
SHEET = """
#set document(date: none)
#set page(paper: "a4", margin: 2.5cm)
#set text(size: 14pt)
#align(center)[*VĂN BẢN GIẢ LẬP*]

Trang này do chương trình tự sinh ra để trình diễn, thay cho văn bản thật của hồ sơ.
Không có giá trị sử dụng.
"""
Deed = Callable[[datetime], None]


def play_cases(people: Mapping[str, Person], communes: Sequence[Unit], *, seed: int,
               at: datetime) -> None:  # fmt: skip
    """Open the planned cases, move each as far as it has come, and sweep once at the end.

    communes: today's, of which the first few without anybody of the cast get cases too.
    """
    today = timezone.localdate(at)
    stage = _Stage(people, Random(seed), queries.working_day_before(today, 1))  # noqa: S311
    own = set(OFFICERS)
    others = [unit.code for unit in communes if unit.code not in own][:OTHER_COMMUNES]
    deeds = [
        deed
        for number, plan in enumerate(plans.planned(stage.tracks(), others))
        for deed in stage.deeds_of(number, plan)
    ]
    for _number, moment, deed in sorted(deeds, key=lambda deed: (deed[1], deed[0])):
        deed(moment)
    # At midnight, not at the moment of the load: the same day gives the same log.
    night = datetime.combine(today, time(0), tzinfo=timezone.get_current_timezone())
    actions.sweep(today, at=night)


@dataclass(slots=True)
class _Stage:
    """The cases by their number in the plan, and what they are played with.

    last: the last working day before that of the loading; nothing happens later.
    """

    people: Mapping[str, Person]
    rng: Random
    last: date
    cases: dict[int, Case] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    proposed: int = 0
    papers: int = 0
    sheet: Stored | None = None

    def tracks(self) -> dict[str, list[str]]:
        """The straight way of each kind by the procedure that the cases run by."""
        kinds = self._procedure().kinds
        return {str(kind): self._straight(track) for kind, track in kinds.items()}

    def deeds_of(self, number: int, plan: PlannedCase) -> Iterator[tuple[int, datetime, Deed]]:
        """What happens to a case and when, counted back from today."""
        track = self._procedure().kinds[CaseKind(plan.kind)]
        steps = [track.steps[code] for code in self._straight(track)[: plan.moves + 1]]
        stood = [plans.taken(step.days, self.rng) for step in steps[:-1]]
        stood.append(plans.waited(plan.lag, steps[-1].days, self.rng))
        left = sum(stood) + (2 if plan.is_returned else 0)
        yield number, self._moment(left, 0), lambda at: self._open(number, plan, at)
        for place, days in enumerate(stood[:-1]):
            left -= days
            yield number, self._moment(left, place + 1), lambda at: self._move(number, at)
            if plan.is_returned and steps[place + 1].outcome("return"):
                yield number, self._moment(left - 1, place + 1), lambda at: self._back(number, at)
                left -= 2
                yield number, self._moment(left, place + 1), lambda at: self._move(number, at)
        if plan.finish:
            yield (
                number,
                self._moment(0, plan.moves + 1),
                lambda at: self._move(number, at, plan.finish),
            )

    def _moment(self, days_ago: int, place: int) -> datetime:
        """A moment of a working day, each move of a case some minutes after the one before."""
        day = queries.working_day_before(self.last, days_ago) if days_ago > 0 else self.last
        minutes = 75 + 9 * place + self.rng.randint(0, 8)
        return datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)

    def _procedure(self) -> Any:
        unit = self._unit(plans.COMMUNES[0])
        [first, *_] = queries.procedures_for(unit, CaseKind.BUILD, on=self.last)
        return queries.read(first.text)

    @staticmethod
    def _straight(track: Any) -> list[str]:
        """The steps by first outcomes, from the first to the last."""
        steps, code = [], track.start
        while code in track.steps:
            steps.append(code)
            code = track.steps[code].outcomes[0].to
        return steps

    # What happens -------------------------------------------------------------------------

    def _open(self, number: int, plan: PlannedCase, at: datetime) -> None:
        unit = self._unit(plan.place)
        how: dict[str, Any] = {"unit": unit, "at": at, "by": self._officer(unit)}
        how |= {"reason": plans.REASONS[plan.kind], "is_synthetic": True}
        case = actions.open_case(plan.kind, **how, **self._about(plan, unit))
        self.used |= {key for key in (case.site_id, case.into_site_id) if key}
        self.cases[number] = case

    def _move(self, number: int, at: datetime, outcome: str = "") -> None:
        """Everything that the step asks for, and its first outcome, or another."""
        case = self.cases[number]
        step = queries.step_of(case)
        chosen = step.outcome(outcome) or step.outcomes[0]
        if chosen.goes_on:
            self._provide(case, at)
        grounds = queries.read(case.procedure.text).grounds
        self.cases[number] = actions.act(
            case,
            chosen.code,
            turn=case.turn,
            on=timezone.localdate(at),
            by=self._whose(case),
            at=at,
            comment="" if chosen.goes_on else plans.REASONS[case.kind],
            ground=self.rng.choice(sorted(grounds)) if chosen.ground else "",
        )

    def _back(self, number: int, at: datetime) -> None:
        case = self.cases[number]
        self.cases[number] = actions.act(
            case, "return", turn=case.turn, on=timezone.localdate(at), by=self._whose(case), at=at,
            comment=plans.RETURNED,
        )  # fmt: skip

    def _provide(self, case: Case, at: datetime) -> None:
        step, by = queries.step_of(case), self._officer(case.unit)
        there = queries.documents_of(case, on=timezone.localdate(at))
        good = {kind for kind, (state, _paper) in there.items() if state == "present"}
        for kind in sorted(step.documents - good):
            self._file(case, kind, at)
        if step.meeting:
            present = self.rng.randint(24, 68)
            agreed = present - self.rng.randint(0, 5)
            actions.record_meeting(
                case, held_on=timezone.localdate(at), place="Nhà văn hóa (giả lập)",
                present=present, voted_for=agreed, against=(present - agreed) // 2, by=by, at=at,
            )  # fmt: skip
        if step.assets and case.site:
            self._hand_over(case, by, at)

    def _hand_over(self, case: Case, by: Person | str, at: datetime) -> None:
        told = [
            actions.AssetFacts(kind=kind, name=name, quantity=count, value_vnd=value)
            for kind, name, count, value in self.rng.choice(plans.ASSETS)
        ]
        assets = actions.declare_assets(case, told, by=by, at=at)
        holder = self._holder(case.unit, at)
        lines = [actions.HandoverFacts(asset=a, quantity=a.quantity, holder=holder) for a in assets]
        actions.hand_over(case, lines, on=timezone.localdate(at), by=by, at=at)

    def _file(self, case: Case, kind: str, at: datetime) -> None:
        """A signed paper that says of itself that it is none."""
        if case.programme is None:
            return
        self.papers += 1
        on = timezone.localdate(at)
        file_document(
            programme=case.programme,
            site=case.site,
            kind=kind,
            title=f"{DocumentKind(kind).label} (giả lập)",
            stored=self._sheet(at),
            name=f"{kind}.pdf",
            number=plans.paper_number(kind, self.papers),
            issued_on=on,
            signed_on=on,
            by=self._officer(case.unit),
            at=at,
        )

    # What it is about ---------------------------------------------------------------------

    def _about(self, plan: PlannedCase, unit: Unit) -> dict[str, Any]:
        if plan.of_programme:
            return self._programme()
        match plan.kind:
            case CaseKind.BUILD:
                return self._proposal(unit)
            case CaseKind.REPLICATE:
                return self._copy(unit)
            case CaseKind.ADJUST:
                return self._adjusted(unit)
            case CaseKind.MERGE:
                return self._pair(unit)
        return {"site": self.rng.choice(self._free(unit))}

    def _proposal(self, unit: Unit) -> dict[str, Any]:
        told = plans.PROPOSALS[self.proposed % len(plans.PROPOSALS)]
        self.proposed += 1
        facts = ProgrammeFacts(
            name=told.name, sector=told.sector, aim=told.aim, unit=unit, is_synthetic=True
        )
        return {"facts": facts}

    def _copy(self, unit: Unit) -> dict[str, Any]:
        """A site in a village of the commune that hasn't the programme of its parent yet."""
        mine = self._sites(unit)
        villages = sorted({site.village for site in mine if site.village})
        parents = [s for s in self._near(unit) if s.village]
        parent = self.rng.choice(parents)
        there = {s.village for s in mine if s.programme_id == parent.programme_id}
        village = self.rng.choice([v for v in villages if v not in there] or villages)
        facts = SiteFacts(
            programme=parent.programme,
            unit=unit,
            village=village,
            team_count=1,
            member_count=self.rng.randint(7, 21),
            note="Số liệu giả lập.",
            is_synthetic=True,
        )
        return {"facts": facts, "parent": parent, "even_if_known": True}

    def _adjusted(self, unit: Unit) -> dict[str, Any]:
        site = self.rng.choice(self._free(unit))
        members = (site.member_count or 9) + self.rng.randint(2, 6)
        return {"site": site, "changes": {"member_count": members}}

    def _pair(self, unit: Unit) -> dict[str, Any]:
        """Two sites of one commune, of one village if there are two in any."""
        free = self._free(unit)
        site = self.rng.choice(free)
        rest = [other for other in free if other != site]
        same = [other for other in rest if site.village and other.village == site.village]
        return {"site": site, "into": self.rng.choice(same or rest)}

    def _programme(self) -> dict[str, Any]:
        running = Programme.objects.filter(state=State.RUNNING, is_synthetic=True)
        free = [p for p in running.order_by("code") if not p.cases.exists()]
        return {"programme": self.rng.choice(free)}

    # Who and where ------------------------------------------------------------------------

    def _officer(self, unit: Unit) -> Person | str:
        return self.people[OFFICERS[unit.code]] if unit.code in OFFICERS else BY

    def _whose(self, case: Case) -> Person | str:
        if queries.step_of(case).who == "act":
            return self._officer(case.unit)
        place = case.turn_unit.code
        return self.people[LEADERS[place]] if place in LEADERS else BY

    def _unit(self, code: str) -> Unit:
        if code not in self.units:
            today = Unit.objects.filter(valid_to=None).select_related("parent")
            self.units[code] = today.get(code=code)
        return self.units[code]

    def _sites(self, unit: Unit) -> list[Site]:
        covered = Reach.objects.filter(over=unit, in_part=False).values("unit")
        sites = Site.objects.filter(unit__in=covered, state=State.RUNNING)
        moving = sites.exclude(programme__code__in=plans.STEADY)
        return list(moving.select_related("programme", "unit").order_by("code"))

    def _free(self, unit: Unit) -> list[Site]:
        """Those without a case, and without a person of the cast in charge of them."""
        busy = self.used | set(Case.objects.open().values_list("site", flat=True))
        return [s for s in self._sites(unit) if s.pk not in busy and s.leader_id is None]

    def _near(self, unit: Unit) -> list[Site]:
        """Sites of the other commune of the cast: what one copies."""
        other = next(code for code in plans.COMMUNES if code != unit.code)
        return self._sites(self._unit(other))

    def _holder(self, unit: Unit, at: datetime) -> Organisation:
        name = plans.HOLDER.format(place=unit.name[:1].lower() + unit.name[1:])
        return next(iter(ensure_organisations([(unit, name)], by=BY, at=at).values()))

    def _sheet(self, at: datetime) -> Stored:
        """One sheet stands for every paper."""
        if self.sheet is None:
            self.sheet = keep(
                typst.compile(SHEET.encode()), name="gia-lap.pdf", at=at, is_ours=True
            )
        return self.sheet
