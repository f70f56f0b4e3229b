"""Everything that changes users and posts: one transaction, one log entry each."""

from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from binhyen.kernel.log import differences, record, snapshot
from binhyen.units.models import Unit

from . import queries, rules
from .choices import Permission, Refusal
from .models import Person, Post

By = Person | str


class Refused(Exception):
    """A change that can't be made; `reason` says why in a sentence."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


@transaction.atomic
def add_person(
    *, username: str, full_name: str, by: By, at: datetime, email: str = "", phone: str = "",
    password: str | None = None,
) -> Person:  # fmt: skip
    """A new user, without a post yet. Without a password they need a link to choose one.

    Raises PermissionDenied, or Refused for a name that can't be used.
    """
    _check_may(by, None)
    if fault := rules.name_fault(username):
        raise Refused(fault)
    if queries.person_named(username):
        raise Refused(Refusal.NAME_TAKEN)
    person = Person(
        username=username, full_name=full_name, email=email, phone=phone, date_joined=at
    )
    person.set_password(password)
    person.save()
    record(person, "add", by=by, at=at, after=snapshot(person))
    return person


@transaction.atomic
def change_person(person: Person, *, by: By, at: datetime, **facts: str) -> Person:
    """Change name or work contact: one's own, or that of a user one manages."""
    if by != person:
        _check_manages(by, person)
    before = snapshot(person)
    for name in ("full_name", "email", "phone"):
        setattr(person, name, facts.get(name, getattr(person, name)))
    return _save(person, "change", before, by=by, at=at)


@transaction.atomic
def give_post(
    person: Person, *, role: str, unit: Unit, held_from: date, by: By, at: datetime,
    held_until: date | None = None,
) -> Post:  # fmt: skip
    """Give a role over a unit of today and all below it.

    Raises Refused: outside one's own reach, a right one doesn't hold, a unit that has ended.
    """
    _check_manages(by, person)
    _check_may(by, unit)
    if unit.valid_to is not None and unit.valid_to <= held_from:
        raise Refused(Refusal.UNIT_ENDED)
    if held_until is not None and held_until < held_from:
        raise Refused(Refusal.DAYS_OUT_OF_ORDER)
    if isinstance(by, Person) and not rules.may_give(role, queries.permissions_at(by, unit)):
        raise Refused(Refusal.BEYOND_OWN_RIGHTS)
    same = person.posts.filter(role=role, unit=unit)
    if same.held_on(held_from).exists() or same.filter(held_from=held_from).exists():
        raise Refused(Refusal.HELD_ALREADY)
    post = Post.objects.create(
        person=person, role=role, unit=unit, held_from=held_from, held_until=held_until
    )
    _forget_posts(person)
    record(post, "give", by=by, at=at, after=snapshot(post))
    return post


@transaction.atomic
def end_post(post: Post, *, until: date, by: By, at: datetime, reason: str = "") -> Post:
    """The last day on which a post is held. The past is not rewritten: a post is never deleted."""
    _check_may(by, post.unit)
    _check_manages(by, post.person)
    if until < post.held_from - timedelta(days=1):
        raise Refused(Refusal.DAYS_OUT_OF_ORDER)
    if queries.is_last_administrator(post, on=until + timedelta(days=1)):
        raise Refused(Refusal.LAST_ADMINISTRATOR)
    before = snapshot(post)
    post.held_until = until
    post.save(update_fields=["held_until"])
    _forget_posts(post.person)
    old, new = differences(before, snapshot(post))
    record(post, "end", by=by, at=at, before=old, after=new, reason=reason)
    return post


@transaction.atomic
def deactivate(person: Person, *, by: By, at: datetime, reason: str = "") -> Person:
    """The user can't sign in any more and is signed out everywhere; what they did stays."""
    if by == person:
        raise Refused(Refusal.NOT_ONESELF)
    _check_manages(by, person)
    on = localdate(at)
    for post in person.posts.held_on(on).select_related("unit"):
        if queries.is_last_administrator(post, on=on):
            raise Refused(Refusal.LAST_ADMINISTRATOR)
    before = snapshot(person)
    person.is_active, person.left_on = False, on
    sign_out_everywhere(person)
    return _save(person, "deactivate", before, by=by, at=at, reason=reason)


@transaction.atomic
def reactivate(person: Person, *, by: By, at: datetime) -> Person:
    _check_manages(by, person)
    before = snapshot(person)
    person.is_active, person.left_on = True, None
    return _save(person, "reactivate", before, by=by, at=at)


@transaction.atomic
def set_password(person: Person, password: str, *, by: By, at: datetime) -> None:
    """A new password, chosen through a link or on the command line; it also ends a lock-out."""
    if by != person:
        _check_manages(by, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    sign_out_everywhere(person)
    reset(username=person.username)
    record(person, "set-password", by=by, at=at)


@transaction.atomic
def note_reset_link(person: Person, *, by: By, at: datetime) -> None:
    """The old password and all sessions end; the link to choose a new one is handed over."""
    _check_manages(by, person)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    sign_out_everywhere(person)
    record(person, "reset-link", by=by, at=at)


@transaction.atomic
def unlock(person: Person, *, by: By, at: datetime) -> None:
    """Forget the wrong passwords that closed the account."""
    _check_manages(by, person)
    reset(username=person.username)
    record(person, "unlock", by=by, at=at)


@transaction.atomic
def drop_second_factor(person: Person, *, by: By, at: datetime) -> None:
    """For someone who lost the telephone: authenticator app, passkeys and recovery codes go."""
    if by == person:
        raise Refused(Refusal.NOT_ONESELF)
    _check_manages(by, person)
    Authenticator.objects.filter(user=person).delete()
    sign_out_everywhere(person)
    record(person, "drop-second-factor", by=by, at=at)


@transaction.atomic
def note_event(person: Person, verb: str, *, at: datetime, by: By | None = None) -> None:
    """What the sign-in machinery did: signed in or out, a wrong password, a second factor added."""
    record(person, verb, by=by or person, at=at)


@transaction.atomic
def erase_contacts(*, at: datetime, by: str = "system:retention") -> int:
    """Erase the contact data of users who left long enough ago (Law 91/2025/QH15; not checked).

    Name and user name stay, because the log's entries are signed with them. Returns how many.
    """
    before_day = localdate(at) - timedelta(days=settings.BINHYEN_CONTACT_KEPT_DAYS)
    left = Person.objects.filter(is_active=False, left_on__lte=before_day)
    due = left.exclude(email="", phone="")
    for person in due:
        before = snapshot(person)
        person.email = person.phone = ""
        _save(person, "erase-contact", before, by=by, at=at)
    return len(due)


def sign_out_everywhere(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _save(
    person: Person, verb: str, before: dict[str, Any], *, by: By, at: datetime, reason: str = ""
) -> Person:
    person.save()
    old, new = differences(before, snapshot(person))
    if new:
        record(person, verb, by=by, at=at, before=old, after=new, reason=reason)
    return person


def _check_may(by: By, unit: Unit | None) -> None:
    """Raises PermissionDenied without the right anywhere, Refused without it at the unit."""
    if isinstance(by, str):
        return
    if not queries.may(by, Permission.PERSON_CHANGE):
        raise PermissionDenied
    if unit is not None and not queries.may(by, Permission.PERSON_CHANGE, at=unit):
        raise Refused(Refusal.BEYOND_REACH)


def _check_manages(by: By, person: Person) -> None:
    """Raises PermissionDenied for a user one doesn't see, Refused for one who holds more."""
    if isinstance(by, str):
        return
    seen = queries.people_visible_to(by, Permission.PERSON_CHANGE)
    if not seen.filter(pk=person.pk).exists() and not _is_new(by, person):
        raise PermissionDenied
    if queries.holds_more_than(person, by):
        raise Refused(Refusal.HOLDS_MORE)


def _is_new(by: Person, person: Person) -> bool:
    """Added a moment ago and still without a post."""
    return queries.may(by, Permission.PERSON_CHANGE) and not person.posts.exists()


def _forget_posts(person: Person) -> None:
    """The posts kept on the object for the length of a request are stale now."""
    person.__dict__.pop("_posts_today", None)
    person.__dict__.pop("log_unit_path", None)
