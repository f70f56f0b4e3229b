"""`binhyen cases` and `binhyen procedures`: the nightly sweep, and a look at a text."""

from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from . import actions, queries
from .rules.procedure import ProcedureFaulty
from .rules.reading import parse


@click.group()
def cases() -> None:
    """Cases: the nightly sweep over their deadlines."""


@cases.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day; else today.")
def sweep(*, on: datetime | None) -> None:
    """Remind of deadlines two working days ahead, and tell one level up what is late.

    For the night, by cron or a timer. Run twice on a day, the second time does nothing.
    """
    at = timezone.now()
    actions.keep_shipped_procedures(at=at)
    done = actions.sweep(on.date() if on else timezone.localdate(at), at=at)
    click.echo(f"{done.reminded} reminded, {done.late} late, {done.escalated} told one level up.")


@click.group()
def procedures() -> None:
    """Procedures: check the text of one."""


@procedures.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(*, file: Path) -> None:
    """Whether FILE is a procedure that cases could run by; every fault with its line."""
    try:
        text = file.read_text(encoding="utf-8")
        found = parse(text, known=queries.known_words())
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{file} is not a text in UTF-8: {fault.reason}.") from None
    except ProcedureFaulty as faulty:
        for flaw in faulty.flaws:
            click.echo(f"{file}:{flaw.line or 1}: [{flaw.table}] {flaw.label}", err=True)
        raise click.ClickException(f"{len(faulty.flaws)} faults.") from None
    for kind, track in found.kinds.items():
        click.echo(f"{kind.label}: {len(track.steps)} bước")
