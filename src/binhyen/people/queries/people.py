"""The users that one sees and manages, and what keeps a change or a sign-in from happening."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from binhyen.kernel.text import fold
from binhyen.units.models import Unit

from ..choices import GRANTED, Permission, Role
from ..models import Person, Post
from .deciding import is_everywhere, permissions_over, posts_granting, reach


def people_visible_to(
    person: Person, permission: Permission = Permission.PERSON_VIEW
) -> QuerySet[Person]:
    """The users who hold or held a post where this person may see users."""
    posts = posts_granting(person, permission)
    if is_everywhere(posts):
        return Person.objects.all()  # those without a post included
    within = Post.objects.filter(reach(person, permission, unit="unit"))
    return Person.objects.filter(pk__in=within.values("person"))


def people_listed(
    people: QuerySet[Person], *, on: date, words: str = "", role: str = "", state: str = ""
) -> QuerySet[Person]:
    """Users by name, each with its posts; `state` is "" (in use), "left" or "all"."""
    if state != "all":
        people = people.filter(is_active=state != "left")
    if role:
        held = Post.objects.held_on(on).filter(role=role)
        people = people.filter(pk__in=held.values("person"))
    found = _with_words(people, fold(words).split())
    return found.order_by("full_name", "pk").prefetch_related("posts__unit")


def person_named(username: str) -> Person | None:
    """A user by user name, however its letters are typed."""
    return Person.objects.filter(username=username.strip().lower()).first()


def as_stored(person: Person) -> Person:
    """The user anew from the database: a form writes what was typed into the one it is given."""
    return Person.objects.get(pk=person.pk or 0)


def invited(pk: int) -> Person | None:
    """The user whom a link to choose a password was made for, unless they have left."""
    return Person.objects.filter(pk=pk, is_active=True).first()


def posts_of(person: Person, *, on: date | None = None) -> QuerySet[Post]:
    """The posts a user holds on a day, else all of them, the latest first."""
    posts = Post.objects.filter(person=person) if on is None else _held(person, on)
    return posts.select_related("unit", "person").order_by("-held_from", "pk")


def holds_more_than(person: Person, by: Person) -> bool:
    """Whether a user holds a post, now or later, that `by` could not have given."""
    now_or_later = Q(held_until=None) | Q(held_until__gte=timezone.localdate())
    posts = list(person.posts.filter(now_or_later).select_related("unit"))
    allowed = permissions_over(by, {post.unit for post in posts})
    return any(not GRANTED[post.role] <= allowed[post.unit] for post in posts)


def is_last_administrator(post: Post, *, on: date) -> bool:
    """Whether no other active administrator covers the post's unit on that day."""
    if post.role != Role.ADMINISTRATOR:
        return False
    others = Post.objects.held_on(on).filter(role=Role.ADMINISTRATOR, person__is_active=True)
    paths = others.exclude(person=post.person).values_list("unit__path", flat=True)
    return not any(post.unit.path.startswith(path) for path in paths)


def units_to_give(person: Person, words: str, *, on: date) -> QuerySet[Unit]:
    """Today's units in a person's own reach whose name holds the words or whose code they are."""
    inside = Unit.objects.at(on).filter(reach(person, Permission.PERSON_CHANGE, unit="pk"))
    named = Q(folded__contains=fold(words)) | Q(code=words.strip())
    return inside.filter(named).select_related("parent").order_by("level", "sort_key")


def sign_in_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that wrong passwords are counted for: the same one however it is typed."""
    given = credentials or {}
    typed = given.get("username") or given.get("login") or request.POST.get("login", "")
    return str(typed).replace("\x00", "").strip().lower()


def locked_until(username: str, *, at: datetime) -> datetime | None:
    """Until when the sign-in under a name is shut for at least one address."""
    wrong = (
        AccessAttempt.objects.filter(username=username)
        .values("ip_address")
        .annotate(times=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(times__gte=settings.AXES_FAILURE_LIMIT)
    )
    ends = [row["last"] + settings.AXES_COOLOFF_TIME for row in wrong]
    return max((end for end in ends if end > at), default=None)


def _held(person: Person, on: date) -> QuerySet[Post]:
    return Post.objects.held_on(on).filter(person=person)


def _with_words(people: QuerySet[Person], wanted: Iterable[str]) -> QuerySet[Person]:
    """Those whose name or user name holds every word, marks or no marks."""
    if not wanted:
        return people
    found = [
        pk
        for pk, *names in people.values_list("pk", "full_name", "username")
        if all(word in fold(" ".join(names)) for word in wanted)
    ]
    return people.filter(pk__in=found)
