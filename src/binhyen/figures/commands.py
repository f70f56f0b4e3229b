"""`binhyen figures`: load values from a file, build the totals anew, check a definition."""

import csv
from collections.abc import Iterator
from pathlib import Path

import click
from django.utils import timezone

from binhyen.units.models import Unit

from . import actions, queries
from .rules.cells import read_cell

BY = "system:figures"
COLUMNS = ("unit", "period", "series", "amount")


@click.group()
def figures() -> None:
    """Figures: load values, build totals anew, check a text of indicators."""


@figures.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--skip-faulty", is_flag=True, help="Load the other lines all the same.")
def load(*, file: Path, skip_faulty: bool) -> None:
    """Load FILE.csv: columns unit (code), period (month-2026-11), series, amount ("?" unknown).

    Every faulty line is named. Without --skip-faulty one of them stops the whole. Twice loaded,
    the second changes nothing. Quickest when sorted by series, then period.
    """
    faults: list[str] = []
    if not skip_faulty:
        for _row in _rows(file, faults):
            pass
    if faults:
        _tell(faults)
        raise click.ClickException(f"{len(faults)} faulty lines; nothing loaded.")
    try:
        rows, at = _rows(file, faults), timezone.now()
        count = actions.load_values(rows, by=BY, at=at, say=_say)
    except actions.LoadRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    _tell(faults)
    click.echo(f"{count} values loaded, {len(faults)} lines left out.")


@figures.command()
def rebuild() -> None:
    """Build every total anew from the values; the same rows come out if all was well."""
    click.echo(f"{actions.recompute_totals()} totals.")


@figures.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "code", default="", help="Code of the unit that it is for.")
def check(*, file: Path, code: str) -> None:
    """Whether FILE.toml could be a unit's own indicators; every fault with its line and table."""
    unit = Unit.objects.filter(code=code or "VN", valid_to=None).first()
    if unit is None:
        raise click.ClickException(f"There is no unit of today with the code {code}.")
    try:
        found = queries.read_definition(file.read_text(encoding="utf-8"), unit)
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{file} is not a text in UTF-8: {fault.reason}.") from None
    except queries.DefinitionFaulty as faulty:
        for each in faulty.faults:
            place = f"[{each.table}] {each.key}".strip()
            click.echo(f"{file}:{each.line}: {place}: {each.sentence}", err=True)
        raise click.ClickException(f"{len(faulty.faults)} faults.") from None
    click.echo(f"{len(found.indicators)} indicators.")


def _say(count: int) -> None:
    click.echo(f"{count} …", err=True)


def _tell(faults: list[str]) -> None:
    for fault in faults[:20]:
        click.echo(fault, err=True)
    if len(faults) > 20:
        click.echo(f"… and {len(faults) - 20} more.", err=True)


def _rows(file: Path, faults: list[str]) -> Iterator[tuple[str, int, str, int | None]]:
    """The lines that can be loaded; what is wrong with the others goes into `faults`."""
    known, units = queries.shipped().by_key, dict[tuple[str, str], int | None]()
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise click.ClickException(f"The first line must name {', '.join(COLUMNS)}.")
        for line in reader:
            code, period, key = (line[name] or "" for name in COLUMNS[:3])
            fault, amount = "", None
            found = queries.period_named(period)
            if found is None:
                fault = f"there is no period “{period}”"
            elif key not in known:
                fault = f"there is no series “{key}”"
            else:
                read = read_cell(line["amount"] or "", known[key])
                if (code, period) not in units:
                    there = Unit.objects.at(found.until).filter(code=code)
                    units[code, period] = there.values_list("pk", flat=True).first()
                if read.fault is not None or read.is_empty:
                    fault = f"“{line['amount']}” is no amount"
                elif units[code, period] is None:
                    fault = f"there was no unit {code} in {period}"
                amount = read.amount
            unit = units.get((code, period))
            if fault or unit is None:
                faults.append(f"{file}:{reader.line_num}: {fault}.")
            else:
                yield key, unit, period, amount
