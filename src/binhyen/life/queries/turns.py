"""Whose turn it is: what a person has to do, and who may do it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from binhyen.people.choices import GRANTED, Permission
from binhyen.people.models import Person, Post
from binhyen.people.queries import posts_granting
from binhyen.units.models import Reach, Succession

from ..choices import REMIND_WORKING_DAYS
from ..models import Case, CaseQuerySet, Delegation
from ..rules import workdays

TURNS = (Permission.CASE_ACT, Permission.CASE_APPROVE)


def turn_units(person: Person, permission: Permission) -> set[int]:
    """The units whose turns a person takes: exactly those of their posts, none below.

    A unit that a reform brought wholly, or for its main part, into one of these passes its turns
    on to it.
    """
    posts = [post.unit_id for post in posts_granting(person, permission)]
    if not posts:
        return set()
    return {*posts, *heirs_of(posts).values_list("unit", flat=True)}


def heirs_of(units: Iterable[int]) -> QuerySet[Reach, Any]:
    """The units of the same level whose turns came over to these, as their keys."""
    main = Succession.objects.filter(old=OuterRef("unit"), new=OuterRef("over"), is_main=True)
    heirs = Reach.objects.filter(over__in=units, unit__level=F("over__level"))
    return heirs.filter(Q(in_part=False) | Q(Exists(main))).values("unit")


def holds_turn(person: Person, case: Case) -> bool:
    """Whether a post gives the person this turn, at its unit or where it was escalated to."""
    units = turn_units(person, Permission(case.turn_permission))
    return case.turn_unit_id in units or case.escalated_unit_id in units


def delegation_of(case: Case, person: Person) -> Delegation | None:
    """This turn's delegation to a person, unless it was ended; it may have run out."""
    given = case.delegations.filter(turn=case.turn, to=person, ended_at=None)
    return given.select_related("by").first()


def my_turn(person: Person, *, on: date) -> CaseQuerySet:
    """The open cases in which a person is to act on a day: late first, then by due day.

    Their own posts' turns, those escalated to them, and those delegated to them. One query, each
    part of which finds its few cases by an index however many are open.
    """
    first, *rest = [part.order_by().values("pk") for part in _parts(person, on)]
    cases = Case.objects.filter(pk__in=first.union(*rest))
    return cases.order_by(F("due_on").asc(nulls_last=True), "pk")


def _parts(person: Person, on: date) -> Iterator[CaseQuerySet]:
    open_ = Case.objects.open()
    yield open_.filter(
        delegations__to=person,
        delegations__ended_at=None,
        delegations__until__gte=on,
        delegations__turn=F("turn"),
    )
    for permission in TURNS:
        if posts := [post.unit_id for post in posts_granting(person, permission)]:
            for units in (posts, heirs_of(posts)):
                yield open_.filter(turn_permission=permission, turn_unit__in=units)
                yield open_.filter(turn_permission=permission, escalated_unit__in=units)


@dataclass(frozen=True, slots=True)
class TurnCounts:
    """How many cases wait for a person: late, due within the reminder's days, and later."""

    late: int
    soon: int
    later: int

    @property
    def total(self) -> int:
        return self.late + self.soon + self.later


def my_turn_counts(person: Person, *, on: date) -> TurnCounts:
    """The figures over `my_turn`, in one query for them all."""
    last = workdays.after(on, REMIND_WORKING_DAYS)
    is_late, is_soon = Q(due_on__lt=on), Q(due_on__gte=on, due_on__lte=last)
    figures = (
        my_turn(person, on=on)
        .order_by()
        .aggregate(
            late=Count("pk", filter=is_late),
            soon=Count("pk", filter=is_soon),
            all=Count("pk"),
        )
    )
    later = figures["all"] - figures["late"] - figures["soon"]
    return TurnCounts(figures["late"], figures["soon"], later)


def holders_of(case: Case, *, on: date) -> list[Person]:
    """Who may take the turn by a post of the day, those the turn was escalated to included."""
    units = [pk for pk in (case.turn_unit_id, case.escalated_unit_id) if pk]
    roles = [role for role, granted in GRANTED.items() if case.turn_permission in granted]
    posts = Post.objects.held_on(on).filter(unit__in=units, role__in=roles, person__is_active=True)
    return list(Person.objects.filter(pk__in=posts.values("person")).order_by("full_name", "pk"))
