"""`binhyen import`: a workbook of sites, a catalogue of programmes."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.programmes.actions import Refused
from binhyen.units.models import Unit
from binhyen.units.queries import find, nation

from . import taking, wording
from .rules.catalogue_file import read_catalogue
from .rules.reading import (
    DOUBTFUL,
    OK,
    REFUSED,
    Assumptions,
    Reading,
    WorkbookReading,
    WorkbookRefused,
)
from .sources import catalogue_of, places_of
from .workbook import LARGEST_FILE, read_sheets, read_workbook

BY = "system:import"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def import_() -> None:
    """Take in a workbook of sites or a catalogue of programmes."""


@import_.command()
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Read and tell, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--unit", "code", help="Code of the unit the file is about; else the file says.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day the file speaks of: before or since the reform of 1 July 2025.",
)
@click.option("--with-doubtful", is_flag=True, help="Enter doubtful rows as they were understood.")
def register(
    *,
    file: Path,
    dry_run: bool,
    as_json: bool,
    code: str | None,
    on: datetime | None,
    with_doubtful: bool,
) -> None:
    """Read FILE (.xlsx, .xlsm, .xls, .ods, .csv) and enter its understood rows.

    Refused rows never go in; the exit code is 0 nevertheless, and 2 if the file can't be read.
    """
    unit = _unit(code) if code else None
    try:
        reading = read_workbook(
            _content(file),
            name=file.name,
            catalogue=catalogue_of(unit),
            places=places_of(unit),
            today=timezone.localdate(),
            assume=Assumptions(on=on.date() if on else None),
        )
    except WorkbookRefused as fault:
        _give_up(wording.refusal(fault), as_json=as_json)
    answer = _as_json(reading)
    if not dry_run:
        answer |= _commit(reading, with_doubtful=with_doubtful, as_json=as_json)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _tell(reading, answer)


@import_.command()
@click.argument("file", type=_FILE)
@click.option("--unit", "code", help="Code of the unit whose catalogue it is; else the nation's.")
def programmes(*, file: Path, code: str | None) -> None:
    """Add the programmes of FILE (.csv, .xlsx: name, sector, aliases separated by ";").

    What is known is completed, nothing is removed; a second time nothing changes.
    """
    unit = _unit(code) if code else nation()
    try:
        lines = read_catalogue(read_sheets(_content(file), name=file.name))
        counts = taking.take_catalogue(lines, unit=unit, by=BY, at=timezone.now())
    except WorkbookRefused as fault:
        _give_up(wording.refusal(fault), as_json=False)
    except Refused as fault:
        _give_up(_faults(fault), as_json=False)
    added, changed, same = counts
    sentence = _(
        "Danh mục của %(unit)s: thêm %(added)d, cập nhật %(changed)d, giữ nguyên %(same)d."
    )
    click.echo(sentence % {"unit": unit.name, "added": added, "changed": changed, "same": same})


def _unit(code: str) -> Unit:
    unit = find(code)
    if unit is None:
        raise click.BadParameter(_("Không có đơn vị mang mã %s.") % code, param_hint="--unit")
    return unit


def _content(file: Path) -> bytes:
    if file.stat().st_size > LARGEST_FILE:
        raise WorkbookRefused("file_too_large", limit=str(LARGEST_FILE // 2**20))
    return file.read_bytes()


def _give_up(sentence: str, *, as_json: bool) -> NoReturn:
    if as_json:
        nothing: dict[str, Any] = {"rows_ok": 0, "rows_refused": 0, "rows_doubtful": 0, "rows": []}
        click.echo(json.dumps({"error": sentence, **nothing}, ensure_ascii=False))
    click.echo(sentence, err=True)
    sys.exit(2)


def _faults(fault: Refused) -> str:
    return "; ".join(f"{one.field}: {one.label}" for one in fault.faults)


def _commit(reading: WorkbookReading, *, with_doubtful: bool, as_json: bool) -> dict[str, Any]:
    wanted = {OK, DOUBTFUL} if with_doubtful else {OK}
    rows = [row for row in reading.rows if row.status in wanted and row.unit and row.programme_key]
    batch = str(uuid4())
    try:
        entered, known = taking.take_in(rows, by=BY, at=timezone.now(), batch=batch)
    except Refused as fault:
        _give_up(_faults(fault), as_json=as_json)
    return {"entered": entered, "known": known, "batch": batch if entered else None}


def _as_json(reading: WorkbookReading) -> dict[str, Any]:
    return {
        "rows_ok": reading.count(OK),
        "rows_refused": reading.count(REFUSED),
        "rows_doubtful": reading.count(DOUBTFUL),
        "rows": [_row(row) for row in reading.rows],
    }


def _row(row: Reading) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "status": row.status,
        "reason": wording.summary(row),
        "programme": row.programme,
        "unit_code": row.unit.code if row.unit else None,
        "village": row.village,
        "established": row.established.isoformat() if row.established else None,
        "precision": row.precision,
        "decision": row.decision,
        "teams": row.teams,
        "members": row.members,
        "budget_vnd": row.budget_vnd,
        "social_vnd": row.social_vnd,
    }


def _tell(reading: WorkbookReading, answer: dict[str, Any]) -> None:
    for sheet in reading.sheets:
        if sheet.left_out:
            click.echo(f"{sheet.name}: {wording.SENTENCES[sheet.left_out]}")
            continue
        others = ", ".join(f"{kind} {len(rows)}" for kind, rows in sheet.kinds.items())
        line = _("%(sheet)s: %(data)d dòng dữ liệu; dòng khác: %(others)s")
        click.echo(line % {"sheet": sheet.name, "data": sheet.data_rows, "others": others or "0"})
    for row in reading.rows:
        if row.status != OK:
            click.echo(f"  {row.sheet}:{row.row}  {row.status}  {wording.summary(row)}")
    counts = {key: answer[key] for key in ("rows_ok", "rows_doubtful", "rows_refused")}
    click.echo(
        _("Hiểu %(rows_ok)d, nghi ngờ %(rows_doubtful)d, từ chối %(rows_refused)d dòng.") % counts
    )
    if "entered" in answer:
        click.echo(_("Đã nhập %(entered)d điểm mới; %(known)d điểm đã có từ trước.") % answer)
