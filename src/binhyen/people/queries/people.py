"""The users that one sees and manages, and what keeps a change or a sign-in from happening."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Prefetch, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from binhyen.kernel.text import fold
from binhyen.units.choices import Level
from binhyen.units.models import Unit
from binhyen.units.queries import listed

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
    return with_posts(found).order_by("full_name", "pk")


def person_named(username: str) -> Person | None:
    """A user by user name, however its letters are typed."""
    return Person.objects.filter(username=username.strip().lower()).first()


def as_stored(person: Person) -> Person:
    """The user anew from the database: a form writes what was typed into the one it is given."""
    return Person.objects.get(pk=person.pk or 0)


def invited(pk: int) -> Person | None:
    """The user whom a link to choose a password was made for, unless they have left."""
    return Person.objects.filter(pk=pk, is_active=True).first()


def with_posts(people: QuerySet[Person]) -> QuerySet[Person]:
    """Users with all their posts and these with their units, the latest first."""
    posts = Post.objects.select_related("unit").order_by("-held_from", "pk")
    return people.prefetch_related(Prefetch("posts", posts))


def posts_held(person: Person, *, on: date) -> QuerySet[Post]:
    """The posts a user holds on a day, the latest first."""
    held = Post.objects.held_on(on).filter(person=person)
    return held.select_related("unit", "person").order_by("-held_from", "pk")


def holds_more_than(person: Person, by: Person) -> bool:
    """Whether a user holds a post, now or later, that `by` could not have given."""
    today = timezone.localdate()
    posts = [p for p in person.posts.all() if p.held_until is None or p.held_until >= today]
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
    """A day's units in a person's own reach that the words may mean: a name, or a code."""
    inside = Unit.objects.at(on).filter(reach(person, Permission.PERSON_CHANGE, unit="pk"))
    nation = Q(level=Level.NATION, folded__contains=fold(words))
    meant = inside.filter(nation | Q(pk__in=listed(on, text=words).order_by().values("pk")))
    return meant.select_related("parent").order_by("level", "sort_key")


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
