"""`binhyen demo`: load a synthetic province or nation and say how to get in."""

import time

import click
from django.db import connection
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .actions import (
    NotADemo,
    erase,
    gather_statistics,
    load_committee,
    load_draws,
    load_months,
    load_nation,
    load_nation_months,
    load_plan,
    load_province,
    load_reports,
    load_studies,
)
from .queries import posts_of_the_cast
from .rules.cast import CAST, PASSWORD

REFUSAL = (
    "This database holds records or users of its own. The demonstration stays out of it: name "
    "another database in BINHYEN_DATABASE_URL, or another folder in BINHYEN_HOME."
)


@click.command()
@click.option("--nation", is_flag=True, help="124,000 sites over today's 3,321 communes.")
@click.option("--months", is_flag=True, help="With --nation: ten years of its months too.")
@click.option("--fresh", is_flag=True, help="Erase the demonstration first and begin anew.")
def demo(*, nation: bool, months: bool, fresh: bool) -> None:
    """Load the synthetic province (or --nation) and print its accounts.

    Everything in it is invented and says so ("giả lập"). A second time it finds itself there.
    """
    start = time.monotonic()
    # The day decides what is late; its hour decides nothing, so that a day's loads are alike.
    at = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        if fresh:
            _say("Erasing the demonstration …")
            erase()
        is_new = load_nation(say=_say) if nation else load_province(at=at, say=_say)
        if months or not nation:
            load = load_nation_months if nation else load_months
            is_new |= load(at=at, say=_say)
        if not nation:
            is_new |= load_reports()
            is_new |= load_studies(say=_say)
            is_new |= load_plan(say=_say)
            is_new |= load_draws(say=_say)
            is_new |= load_committee(say=_say)
        if is_new and not connection.in_atomic_block:
            gather_statistics()
    except NotADemo:
        raise click.ClickException(REFUSAL) from None
    what = "nation" if nation else "province"
    if is_new:
        _say(f"The synthetic {what} is loaded, {time.monotonic() - start:.1f} s.")
    else:
        _say(f"The synthetic {what} is there already.")
    _introduce()


def _introduce() -> None:
    """Who can sign in, on standard output."""
    click.echo("")
    click.echo(_("Dữ liệu giả lập. Tài khoản dùng thử chỉ đăng nhập được từ chính máy này,"))
    click.echo(_("mật khẩu chung: %(password)s") % {"password": PASSWORD} + "\n")
    width = max(len(member.username) for member in CAST)
    posts = posts_of_the_cast()
    for member in CAST:
        click.echo(f"  {member.username:<{width}}  {posts.get(member.username, '')}")
    click.echo("")


def _say(line: str) -> None:
    click.echo(line, err=True)
