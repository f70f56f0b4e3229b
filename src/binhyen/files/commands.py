"""`binhyen files`: whether everything that was filed is still there."""

from datetime import timedelta

import click
from django.utils import timezone

from . import actions, queries

A_DAY = timedelta(days=1)  # what is being handed in just now looks left over too


@click.group()
def files() -> None:
    """Stored files: check them against the database."""


@files.command()
@click.option("--remove", is_flag=True, help="Delete what a day ago nobody had filed.")
def check(remove: bool) -> None:
    """Read every stored file and compare it with its record.

    Lists records whose file is gone or changed (then the command fails), and files that no
    record names, which a crash may leave behind and which do no harm.
    """
    yesterday = timezone.now() - A_DAY
    if remove:
        gone = actions.forget_unclaimed(before=yesterday)
        click.echo(f"{gone} records deleted that were handed in and never filed.", err=True)
    found = queries.checked()
    for stored in found.lost:
        click.echo(f"lost\t{stored.sha256}")
    for stored in found.damaged:
        click.echo(f"damaged\t{stored.sha256}")
    for path in found.unnamed:
        click.echo(f"unnamed\t{path}")
    if remove:
        left = actions.forget_unnamed([*found.unnamed], before=yesterday)
        click.echo(f"{len(left)} files deleted that no record named.", err=True)
    said = f"{found.rows} records, {len(found.lost)} lost, {len(found.damaged)} damaged, "
    said += f"{len(found.unnamed)} files without a record."
    if not found.is_well:
        raise click.ClickException(said)
    click.echo(said, err=True)
