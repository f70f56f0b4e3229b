"""What the sign-in machinery tells by signals is written to the log. A door: it knows the time."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils.timezone import now

from . import queries
from .actions import note_event
from .models import Person


def connect() -> None:
    """Called once, when the room is ready."""
    for signal, receiver in _RECEIVERS:
        signal.connect(receiver, dispatch_uid=f"people.events.{receiver.__name__}")


def _signed_in(user: Person, **_: Any) -> None:
    note_event(user, "sign-in", at=now())


def _signed_out(user: Person | None, **_: Any) -> None:
    if user is not None:
        note_event(user, "sign-out", at=now())


def _failed(credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    """Known names only: what a stranger types may be anything, even a password."""
    if getattr(request, "axes_locked_out", False):
        return
    _note_stranger(str(credentials.get("username") or ""), "sign-in-failed")


def _locked_out(username: str, request: Any = None, **_: Any) -> None:
    """Once a lock: axes tells of every further try, but counts only the one that locked."""
    if getattr(request, "axes_failures_since_start", None):
        _note_stranger(username, "locked")


def _note_stranger(username: str, verb: str) -> None:
    person = queries.person_named(username)
    if person is not None:
        note_event(person, verb, at=now(), by="system:sign-in")


def _changed_password(user: Person, **_: Any) -> None:
    note_event(user, "set-password", at=now())


def _factor_added(user: Person, authenticator: Any, **_: Any) -> None:
    note_event(user, f"add-{authenticator.type.replace('_', '-')}", at=now())


def _factor_removed(user: Person, authenticator: Any, **_: Any) -> None:
    note_event(user, f"remove-{authenticator.type.replace('_', '-')}", at=now())


def _factor_reset(user: Person, authenticator: Any, **_: Any) -> None:
    note_event(user, f"renew-{authenticator.type.replace('_', '-')}", at=now())


_RECEIVERS = (
    (user_logged_in, _signed_in),
    (user_logged_out, _signed_out),
    (user_login_failed, _failed),
    (user_locked_out, _locked_out),
    (password_changed, _changed_password),
    (authenticator_added, _factor_added),
    (authenticator_removed, _factor_removed),
    (authenticator_reset, _factor_reset),
)
