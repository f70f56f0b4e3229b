"""`binhyen units`: the reference units from the command line."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import click
from django.utils import timezone

from . import actions, queries
from .choices import Level, OutlineNote
from .models import Unit

_LEVELS = {level.name.lower(): level for level in Level}


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


on_option = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="As of this day; else today."
)
level_option = click.option(
    "--level", type=click.Choice(list(_LEVELS)), default="commune", show_default=True
)


@click.group()
def units() -> None:
    """Administrative units: load, look up, boundaries."""


@units.command()
def load() -> None:
    """Load the reference units, or bring them to the installed packages' state."""
    done = actions.load_units()
    click.echo(
        f"{done.added} units added, {done.corrected} corrected, {done.links_added} successions."
    )


@units.command()
@click.argument("code_or_name")
@on_option
def show(code_or_name: str, on: date | None) -> None:
    """One unit by its code or by its name as an officer would type it."""
    unit = queries.find(code_or_name.strip(), on) or _by_name(code_or_name, on)
    click.echo("\n".join(_facts(unit)))


@units.command("list")
@on_option
@level_option
@click.option("--within", help="Code of a province or district.")
def list_(on: date | None, level: str, within: str | None) -> None:
    """The units of a day, one a line: code, name, parent."""
    day = on or timezone.localdate()
    there = Unit.objects.at(day).filter(level=_LEVELS[level]).select_related("parent")
    if within:
        over = queries.find(within, day)
        if over is None:
            raise click.ClickException(f"Không có đơn vị mang mã {within} vào ngày {day:%d/%m/%Y}.")
        there = there.under(over)
    for unit in there:
        click.echo(f"{unit.code}\t{unit.name}\t{unit.parent or ''}")


@units.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="Day of the units.")
@click.option("--source", default="", help="Where the file is from; else its name.")
@level_option
@click.option("--key", default="", help="Property with codes or names; else found out.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and store nothing.")
def boundaries(
    *, file: Path, on: date | None, source: str, level: str, key: str, dry_run: bool
) -> None:
    """Import boundaries from a GeoJSON or TopoJSON file in WGS 84."""
    try:
        done = actions.import_boundaries(
            file.read_bytes(),
            by="system:units",
            at=timezone.now(),
            source=source or file.name,
            on=on,
            level=_LEVELS[level],
            key=key,
            dry_run=dry_run,
        )
    except actions.UnreadableFile as refusal:
        raise click.ClickException(str(refusal)) from None
    for line in _remarks(done):
        click.echo(line, err=True)
    click.echo(
        f"{'Sẽ nạp' if dry_run else 'Đã nạp'} ranh giới của {len(done.boundaries)} đơn vị"
        f" (ngày {done.on:%d/%m/%Y}, theo cột {done.key})."
    )


@units.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Where the numbers are from, for the log.")
@on_option
def population(file: Path, source: str, on: date | None) -> None:
    """Note how many people live in units: a CSV with a unit's code and a number in each line.

    Rates per 10,000 people are taken of it. Lines that can't be taken are named, the rest goes in.
    """
    try:
        lines = list(_told(file.read_text("utf-8-sig")))
    except UnicodeDecodeError:
        raise click.ClickException("Tệp không phải là văn bản UTF-8.") from None
    done = actions.note_populations(
        lines,
        on=on or timezone.localdate(),
        source=source,
        by="system:units",
        at=timezone.now(),
    )
    for told, fault in done.refused:
        click.echo(f"dòng {told.line}: {told.code} {told.people} – {fault.label}", err=True)
    click.echo(f"Đã ghi dân số của {len(done.changed)} đơn vị, {done.same} đơn vị không đổi.")


def _told(text: str) -> Iterator[actions.Told]:
    """Lines of a code and a number; a heading without a digit is read over."""
    rows = text.splitlines()
    mark = max(",;\t", key=text.count)
    for number, row in enumerate(csv.reader(rows, delimiter=mark), start=1):
        cells = [cell.strip() for cell in row]
        if len(cells) > 1 and any(c.isdigit() for c in cells[0]):
            yield actions.Told(number, cells[0], cells[-1])


@units.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def reform(file: Path) -> None:
    """Take in a reform of units from a TOML file: all of it, or nothing and why."""
    try:
        text = file.read_text("utf-8")
        done = actions.apply_reform(
            text, by="system:units", at=timezone.now(), today=timezone.localdate()
        )
    except UnicodeDecodeError:
        raise click.ClickException("Tệp không phải là văn bản UTF-8.") from None
    except actions.ReformRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(
        f"{len(done.ended)} đơn vị kết thúc, {len(done.begun)} đơn vị bắt đầu"
        f" từ ngày {done.on:%d/%m/%Y}."
    )


def _remarks(done: actions.Imported) -> Iterable[str]:
    """Every remark, missing units in one line: a file of one district may leave out many."""
    missing = [r.about for r in done.remarks if r.note == OutlineNote.MISSING]
    for remark in done.remarks:
        if remark.note != OutlineNote.MISSING:
            yield " – ".join(filter(None, (remark.about, str(remark.note.label), remark.detail)))
    if missing:
        yield f"{len(missing)} đơn vị {OutlineNote.MISSING.label}: {'; '.join(missing)}"


def _by_name(text: str, on: date | None) -> Unit:
    match queries.gazetteer(on=on or timezone.localdate()).match(text):
        case queries.Found(unit, _):
            return unit
        case queries.Ambiguous(candidates):
            raise click.ClickException(f"“{text}” có thể là: {_listed(candidates)}.")
        case queries.Near(proposal, _, others):
            raise click.ClickException(f"Không có “{text}”. Ý là: {_listed((proposal, *others))}?")
        case queries.Unknown(suggestions):
            if gone := queries.of_other_days(on or timezone.localdate(), text=text, whole=True):
                shown = "\n".join(_gone(unit) for unit in gone)
                raise click.ClickException(f"Vào ngày đó không có “{text}”. Ngày khác có:\n{shown}")
            also = f" Gần giống: {_listed(suggestions)}." if suggestions else ""
            raise click.ClickException(f"Không có đơn vị nào tên “{text}”.{also}")


def _listed(found: Iterable[Unit]) -> str:
    return "; ".join(f"{unit} ({unit.code}, {unit.parent})" for unit in found)


def _gone(unit: Unit) -> str:
    """A unit of other days, when it was, what became of it, and how to see it."""
    became = ", ".join(f"{link.new} ({link.new.code})" for link in unit.successions.all())
    when = (
        f"đến hết {unit.last_day:%d/%m/%Y}" if unit.last_day else f"từ {unit.valid_from:%d/%m/%Y}"
    )
    seen = unit.last_day or unit.valid_from
    return (
        f"  {unit} ({unit.code}, {unit.parent}), {when}{f'; nay là {became}' if became else ''}."
        f" Xem: binhyen units show {unit.code} --on {seen}"
    )


def _facts(unit: Unit) -> Iterable[str]:
    yield f"{unit.code}  {unit.name}"
    yield " › ".join(over.name for over in queries.ancestors(unit)) or "—"
    began = f"{unit.valid_from:%d/%m/%Y}" if unit.valid_from else "…"
    ended = f"{unit.valid_to:%d/%m/%Y}" if unit.valid_to else "…"
    yield f"[{began}, {ended})"
    for link in unit.origins.select_related("old"):
        yield f"← {link.old} ({link.old.code}) {link.get_kind_display()}"
    for link in unit.successions.select_related("new"):
        yield f"→ {link.new} ({link.new.code}) {link.get_kind_display()}"
