"""What waits for one person: imports left in preview, accounts, the sites in one's charge."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from binhyen.intake.choices import BatchState
from binhyen.intake.models import Batch
from binhyen.kernel.models import Entry
from binhyen.life.queries import TurnCounts, turns_waiting
from binhyen.people.choices import Permission, Role
from binhyen.people.models import Person, Post
from binhyen.people.queries import people_visible_to
from binhyen.programmes.models import Site
from binhyen.programmes.queries import GAPS, Gap

from ...choices import Care

MOST = 5
LED = 20
SOON = timedelta(days=30)
LATELY = timedelta(days=1)
COLUMNS = {
    "decision": "decision_id",
    "date": "established_on",
    "position": "lat",
    "members": "member_count",
}


@dataclass(frozen=True, slots=True)
class Cared:
    person: Person
    why: Care


@dataclass(frozen=True, slots=True)
class LedSite:
    site: Site
    lacking: list[Gap]


def batches_waiting(person: Person) -> list[Batch]:
    """Imports put in and neither taken over nor given up, newest first."""
    waiting = Batch.objects.visible_to(person).filter(state=BatchState.PREVIEW)
    return list(waiting.select_related("by").order_by("-uploaded_at")[: MOST + 1])


def cases_waiting(person: Person, *, on: date) -> TurnCounts:
    """How many cases wait for the person to act, and how many of these are late."""
    return turns_waiting(person, on=on)


def people_to_care_for(person: Person, *, at: datetime, on: date) -> list[Cared]:
    """Users in reach who were locked out lately, or have or will soon have no role."""
    held = Post.objects.filter(person=OuterRef("pk"))
    locked = Entry.objects.filter(
        kind="people.person",
        verb="locked",
        at__gte=at - LATELY,
        record=Cast(OuterRef("pk"), CharField()),
    )
    people: QuerySet[Any] = people_visible_to(person, Permission.PERSON_CHANGE).filter(
        is_active=True
    )
    people = people.annotate(
        is_locked=Exists(locked),
        holds=Exists(held.held_on(on)),
        will_hold=Exists(held.filter(Q(held_until=None) | Q(held_until__gt=on + SOON))),
    ).filter(Q(is_locked=True) | Q(will_hold=False))
    rows = people.order_by("-is_locked", "holds", "full_name", "pk")[: MOST + 1]
    return [Cared(row, _why(row)) for row in rows]


def _why(row: Any) -> Care:
    if row.is_locked:
        return Care.LOCKED
    return Care.ENDING if row.holds else Care.NO_POST


def sites_led(person: Person) -> list[LedSite]:
    """The sites that a person is in charge of, with what their records still lack."""
    led = Site.objects.visible_to(person).counted().filter(leader=person)
    return [
        LedSite(site, [GAPS[name] for name, column in COLUMNS.items() if _lacks(site, column)])
        for site in led.select_related("programme", "unit").order_by("sort_key", "pk")[:LED]
    ]


def _lacks(site: Site, column: str) -> bool:
    return getattr(site, column) is None


def administrators(*, on: date) -> list[Person]:
    """Whom a person without any post may ask: those at the top, a few of them."""
    posts = Post.objects.held_on(on).filter(role=Role.ADMINISTRATOR, person__is_active=True)
    top = posts.select_related("person").order_by("unit__level", "person__full_name")[:MOST]
    return list(dict.fromkeys(post.person for post in top))
