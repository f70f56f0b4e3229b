"""Load the synthetic province."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import singledispatchmethod
from random import Random

from django.db import transaction

from binhyen.kernel.text import fold
from binhyen.people.models import Person
from binhyen.programmes.actions import (
    ProgrammeFacts,
    SeatFacts,
    SiteFacts,
    add_contribution,
    add_decision,
    add_programmes,
    change_site,
    ensure_organisations,
    facts_of,
    register_sites,
    set_board,
)
from binhyen.programmes.choices import DecisionKind, Origin, Source, State
from binhyen.programmes.models import Organisation, Programme, Site
from binhyen.units.models import Unit

from .. import queries
from ..choices import Show
from ..models import Showing
from ..rules import cast, story
from ..rules.ground import Ground
from ..rules.shapes import (
    Amending,
    Body,
    Ending,
    Event,
    Giving,
    Kit,
    Naming,
    PlannedSite,
    Registering,
    Story,
)
from ..rules.sites import sites_of_book
from .cases import play_cases
from .cast import BY, demand_demo_database, gather
from .dossiers import fill_dossiers
from .reviews import Reviews

SEED = 67
FIRST_MOMENT = datetime(2023, 11, 6, 1, 30, tzinfo=UTC)
LAST_MOMENT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
Say = Callable[[str], None]


@transaction.atomic
def load_province(
    *, seed: int = SEED, at: datetime = LAST_MOMENT, say: Say = lambda _: None
) -> bool:
    """The whole province with three years of history; False if it is there already.

    at: the moment from which the open cases count back; what the register tells ends before.
    The same seed and moment give the same records in the same order, keys included, but for the
    salt of the password hashes.
    Raises NotADemo in a database with records of its own.
    """
    if Showing.objects.filter(show=Show.PROVINCE).exists():
        return False
    demand_demo_database()
    Showing.objects.create(show=Show.PROVINCE, seed=seed)
    people = gather(at=FIRST_MOMENT)
    rng, kits, old = Random(seed), queries.kits(), queries.old_communes()  # noqa: S311
    successor = queries.successors(old)
    new = list({unit.pk: unit for unit in successor.values()}.values())
    say("Sites, boards and three years of entries …")
    units = {unit.pk: unit for unit in [*old, *new]}
    told = _plan(kits, old, new, successor, rng)
    stage = _Stage(people=people, units=units, programmes=_catalogue(kits), story=told)
    reviews = Reviews(people, seed=seed)
    for event in told.events:
        reviews.play_until(event.at)
        stage.play(event)
    reviews.play_until(None)
    say("What each commune has of its papers …")
    fill_dossiers(seed=seed)
    say("Cases at every step …")
    play_cases(people, new, seed=seed, at=max(at, LAST_MOMENT))
    return True


def _plan(
    kits: Sequence[Kit],
    old: Sequence[Unit],
    new: Sequence[Unit],
    successor: Mapping[int, Unit],
    rng: Random,
) -> Story:
    before = {place.key: Ground.of(place, rng) for place in queries.places(old)}
    around = queries.communes_of_today()
    since = {place.key: Ground.of(place, rng) for place in queries.places(new, among=around)}
    book = sites_of_book(kits, before, rng)
    heirs = {key: unit.pk for key, unit in successor.items()}
    return story.tell(kits, book, before, since, heirs, rng)


def _catalogue(kits: Sequence[Kit]) -> dict[str, Programme]:
    """The province's catalogue, in the unit of its day."""
    unit = queries.province(queries.OLD_PROVINCE, on=queries.DAY_BEFORE_REFORM)
    facts = [programme_facts(kit, unit) for kit in kits]
    reason = "Danh mục mô hình của tỉnh (giả lập)"
    programmes = add_programmes(facts, by=BY, at=FIRST_MOMENT, reason=reason)
    return {programme.code: programme for programme in programmes}


def programme_facts(kit: Kit, unit: Unit) -> ProgrammeFacts:
    return ProgrammeFacts(
        name=kit.name,
        sector=kit.sector,
        unit=unit,
        code=kit.code,
        aim=kit.aim,
        aliases=kit.aliases,
        established_on=date(kit.since, 1, 1),
        established_precision="year",
        origin=Origin.NEW,
        is_synthetic=True,
    )


def site_facts(
    plan: PlannedSite,
    *,
    programme: Programme,
    unit: Unit,
    body: Organisation | None,
    leader: Person | None = None,
    parent: Site | None = None,
) -> SiteFacts:
    """A planned site as the register takes it."""
    return SiteFacts(
        programme=programme,
        unit=unit,
        village=plan.village,
        organisation=body,
        established_on=plan.established_on,
        established_precision=plan.established_precision,
        decision_number=plan.decision_number,
        decision_on=plan.decision_on,
        decision_precision=plan.decision_precision,
        team_count=plan.team_count,
        member_count=plan.member_count,
        state_vnd=plan.state_vnd,
        community_vnd=plan.community_vnd,
        lat=plan.lat,
        lon=plan.lon,
        note=plan.note,
        leader=leader,
        origin=plan.origin,
        parent=parent,
        is_synthetic=True,
    )


def parents_first(
    numbers: Sequence[int], sites: Sequence[PlannedSite]
) -> tuple[Sequence[int], Sequence[int]]:
    """Those that follow no other site, then those that do: a parent is entered before its kin."""
    return (
        [number for number in numbers if sites[number].parent is None],
        [number for number in numbers if sites[number].parent is not None],
    )


Bodies = Mapping[Body, Organisation]


def bodies_of(
    plans: Sequence[PlannedSite], units: Mapping[int, Unit], *, by: Person | str, at: datetime
) -> Bodies:
    """The organisations that these sites need, found or entered."""
    wanted = {plan.body: None for plan in plans if plan.body}
    known = ensure_organisations([(units[body.place], body.name) for body in wanted], by=by, at=at)
    return {body: known[body.place, fold(body.name)] for body in wanted}


@dataclass(slots=True)
class _Stage:
    """What the events act on: sites by their number in the plan."""

    people: Mapping[str, Person]
    units: Mapping[int, Unit]
    programmes: Mapping[str, Programme]
    story: Story
    sites: dict[int, Site] = field(default_factory=dict)

    @singledispatchmethod
    def play(self, event: Event) -> None:
        raise TypeError(f"Nobody plays {type(event).__name__}.")

    @play.register
    def _(self, event: Registering) -> None:
        plans = [self.story.sites[number] for number in event.sites]
        by = self.people[event.by]
        bodies = bodies_of(plans, self.units, by=by, at=event.at)
        for numbers in parents_first(event.sites, self.story.sites):
            facts = [self._facts(self.story.sites[number], bodies) for number in numbers]
            entered = register_sites(
                facts, by=by, at=event.at, reason=event.reason, batch=event.batch
            )
            self.sites.update(zip(numbers, entered, strict=True))

    @play.register
    def _(self, event: Ending) -> None:
        site = self.sites[event.site]
        facts = replace(
            facts_of(site),
            state=State.ENDED,
            ended_on=event.on,
            ending=event.how,
            merged_into=None if event.into is None else self.sites[event.into],
        )
        self._change(event, facts, reason=event.reason)

    @play.register
    def _(self, event: Amending) -> None:
        before = facts_of(self.sites[event.site])
        facts = replace(
            before,
            rating=event.rating or before.rating,
            member_count=event.member_count or before.member_count,
            state=event.state or before.state,
        )
        self._change(event, facts, reason=event.reason)

    @play.register
    def _(self, event: Giving) -> None:
        add_contribution(
            self.sites[event.site],
            source=Source(event.source),
            amount_vnd=event.amount_vnd,
            received_on=event.on,
            note=event.note,
            by=self.people[event.by],
            at=event.at,
        )

    @play.register
    def _(self, event: Naming) -> None:
        programme, by = self.programmes[event.kit], self.people[event.by]
        reason = "Kiện toàn ban chỉ đạo (giả lập)"
        paper = add_decision(
            programme.unit,
            number=event.number,
            issued_on=event.on,
            kind=DecisionKind.CHANGES,
            by=by,
            at=event.at,
            reason=reason,
        )
        seats = [SeatFacts(role=s.role, office=s.office, full_name=s.full_name)
                 for s in event.seats]  # fmt: skip
        set_board(programme, name=event.name, unit=programme.unit, seats=seats,
                  decision=paper, by=by, at=event.at, reason=reason)  # fmt: skip

    def _facts(self, plan: PlannedSite, bodies: Bodies) -> SiteFacts:
        return site_facts(
            plan,
            programme=self.programmes[plan.kit],
            unit=self.units[plan.place],
            body=bodies[plan.body] if plan.body else None,
            leader=self.people[cast.LEADER] if plan.is_led else None,
            parent=None if plan.parent is None else self.sites.get(plan.parent),
        )

    def _change(self, event: Ending | Amending, facts: SiteFacts, *, reason: str) -> None:
        by = self.people[event.by]
        site = change_site(self.sites[event.site], facts, by=by, at=event.at, reason=reason)
        self.sites[event.site] = site
