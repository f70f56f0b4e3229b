"""`binhyen user`: the first administrator, and what may be needed when no page can be opened."""

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

import click
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.units.models import Unit
from binhyen.units.queries import find

from . import actions, queries
from .choices import Role
from .models import Person

BY = "system:command"
ROLES = click.Choice([role.replace("_", "-") for role in Role.values])
A_DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


def _refusing(command: Callable[..., None]) -> Callable[..., None]:
    """A refusal is one sentence on standard error, not a traceback."""

    @wraps(command)
    def refusing(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except actions.Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal

    return refusing


link_option = click.option(
    "--link", is_flag=True, help="Print a link, good once and for a day, to choose the password by."
)
address_option = click.option(
    "--address", default="", help="Where the pages are, for the link: https://binhyen.example.vn."
)


@click.group()
def user() -> None:
    """Users and their posts.

    The first administrator of a new database, over the whole province 68:

    \b
      binhyen user add quan-tri --name "Nguyễn Thị An" --role administrator --unit 68

    The password is asked on the terminal, twice and unseen; with --link the user chooses it
    in the browser. It is never an argument, because a shell remembers those. Everything done
    here stands in the log as done by system:command.
    """


@user.command()
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Full name, with its marks.")
@click.option("--role", type=ROLES, help="First post; needs --unit.")
@click.option("--unit", "code", help="Code of the post's unit of today; VN is the nation.")
@click.option("--email", default="", help="Work address.")
@click.option("--phone", default="", help="Work telephone.")
@link_option
@address_option
@_refusing
def add(
    *, username: str, full_name: str, role: str | None, code: str | None, email: str, phone: str,
    link: bool, address: str,
) -> None:  # fmt: skip
    """Add a user, with a first post."""
    if (role is None) != (code is None):
        raise click.UsageError("--role and --unit belong together.")
    unit = _unit(code) if code else None
    draft = Person(username=username, full_name=full_name, email=email)
    password = None if link else _asked_password(draft)
    at = timezone.now()
    with transaction.atomic():
        person = actions.add_person(
            username=username, full_name=full_name, email=email, phone=phone, password=password,
            by=BY, at=at,
        )  # fmt: skip
        if role and unit:
            _give(person, role, unit, held_from=timezone.localdate(at), held_until=None, at=at)
    click.echo(_("Đã thêm %s.") % _line(person), err=True)
    if link:
        click.echo(_link(person, address))


@user.command()
@click.argument("username")
@click.argument("role", type=ROLES)
@click.argument("unit")
@click.option("--from", "since", type=A_DAY, callback=_day, help="First day; else today.")
@click.option("--until", type=A_DAY, callback=_day, help="Last day; else open.")
@click.option("--end", is_flag=True, help="End the post instead; --until says its last day.")
@_refusing
def post(
    *, username: str, role: str, unit: str, since: date | None, until: date | None, end: bool
) -> None:
    """Give a post, or end one.

    ROLE over UNIT, the code of a unit of today, and all below it.
    """
    person, place, at = _person(username), _unit(unit), timezone.now()
    today = timezone.localdate(at)
    if end:
        held = queries.posts_held(person, on=today).filter(role=_role(role), unit=place).first()
        if held is None:
            raise click.ClickException(_("%s không giữ vai trò đó ở đơn vị này.") % username)
        actions.end_post(held, until=until or today, by=BY, at=at)
    else:
        _give(person, role, place, held_from=since or today, held_until=until, at=at)
    click.echo(_line(queries.as_stored(person)), err=True)


@user.command()
@click.argument("username")
@link_option
@address_option
@_refusing
def password(*, username: str, link: bool, address: str) -> None:
    """Set a new password.

    Every session ends, and a lock-out with it.
    """
    person, at = _person(username), timezone.now()
    if link:
        actions.note_reset_link(person, by=BY, at=at)
        click.echo(_link(person, address))
        return
    actions.set_password(person, _asked_password(person), by=BY, at=at)
    click.echo(_("Mật khẩu mới của %s đã được lưu.") % username, err=True)


@user.command("list")
@click.option("--all", "everybody", is_flag=True, help="With those who have left.")
@click.option("--role", type=ROLES, help="Only holders of this role today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of lines.")
def list_(*, everybody: bool, role: str | None, as_json: bool) -> None:
    """List the users.

    One a line: user name, full name, posts of today. No contact data.
    """
    listed = queries.people_listed(
        Person.objects.all(),
        on=timezone.localdate(),
        role=_role(role) if role else "",
        state="all" if everybody else "",
    )
    if as_json:
        click.echo(json.dumps([_facts(person) for person in listed], ensure_ascii=False, indent=2))
        return
    for person in listed:
        click.echo(_line(person))


@user.command()
@click.argument("username")
@_refusing
def unlock(username: str) -> None:
    """Open an account that wrong passwords closed."""
    actions.unlock(_person(username), by=BY, at=timezone.now())
    click.echo(_("%s đăng nhập lại được.") % username, err=True)


@user.command()
@click.argument("username")
@click.option("--reason", default="", help="Stands in the log.")
@_refusing
def deactivate(*, username: str, reason: str) -> None:
    """Sign a user out for good.

    What they did stays, and so does their name.
    """
    actions.deactivate(_person(username), by=BY, at=timezone.now(), reason=reason)
    click.echo(_("%s không đăng nhập được nữa.") % username, err=True)


@user.command()
@click.argument("username")
@_refusing
def reactivate(username: str) -> None:
    """Let a user who had left sign in again."""
    actions.reactivate(_person(username), by=BY, at=timezone.now())
    click.echo(_("%s đăng nhập lại được.") % username, err=True)


@user.command("erase-contacts")
def erase_contacts() -> None:
    """Erase the contact data of leavers.

    Of those who left over a year ago, or as many days as BINHYEN_CONTACT_KEPT_DAYS says; let a
    timer run this daily. Names stay: the log is written in them.
    """
    done = actions.erase_contacts(at=timezone.now())
    click.echo(_("Đã xóa liên hệ của %d người đã ngừng dùng.") % done)


def _person(username: str) -> Person:
    person = queries.person_named(username)
    if person is None:
        raise click.ClickException(_("Không có người dùng tên %s.") % username)
    return person


def _unit(code: str) -> Unit:
    unit = find(code, timezone.localdate())
    if unit is None:
        raise click.ClickException(_("Hôm nay không có đơn vị nào mang mã %s.") % code)
    return unit


def _role(word: str) -> str:
    return word.replace("-", "_")


def _give(
    person: Person, role: str, unit: Unit, *, held_from: date, held_until: date | None, at: datetime
) -> None:
    actions.give_post(
        person, role=_role(role), unit=unit, held_from=held_from, held_until=held_until,
        by=BY, at=at,
    )  # fmt: skip


def _asked_password(person: Person) -> str:
    """Asked on the terminal until it is good enough; where there is none, --link is the way."""
    if not _is_at_a_terminal():
        raise click.UsageError("No terminal to ask the password on; use --link.")
    while True:
        typed: str = click.prompt(
            _("Mật khẩu"), hide_input=True, confirmation_prompt=_("Nhập lại mật khẩu"), err=True
        )
        try:
            validate_password(typed, person)
        except ValidationError as fault:
            click.echo(" ".join(fault.messages), err=True)
        else:
            return typed


def _is_at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _link(person: Person, address: str) -> str:
    base = address or next(iter(settings.CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000")
    token = default_token_generator.make_token(person)
    return base.rstrip("/") + reverse("people:set-password", args=[person.pk, token])


def _facts(person: Person) -> dict[str, Any]:
    posts = queries.posts_held(person, on=timezone.localdate())
    return {
        "username": person.username,
        "full_name": person.full_name,
        "is_active": person.is_active,
        "posts": [{"role": post.role, "unit_code": post.unit.code} for post in posts],
    }


def _line(person: Person) -> str:
    posts = queries.posts_held(person, on=timezone.localdate())
    held = "; ".join(str(post) for post in posts) or _("chưa giữ vai trò nào")
    return f"{person.username}\t{person.full_name}\t{held}"
