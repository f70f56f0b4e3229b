"""`binhyen import`: a workbook of sites, a catalogue of programmes."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binhyen.programmes.actions import ChangedSince, Refused
from binhyen.units.models import Unit
from binhyen.units.queries import find, nation

from . import actions, wording
from .choices import BatchState, Effect, Tab
from .limits import LARGEST_FILE
from .models import Batch
from .queries import counts_of, joint_unit
from .rules.reading import (
    DOUBTFUL,
    OK,
    REFUSED,
    Assumptions,
    Reading,
    Reason,
    WorkbookReading,
    WorkbookRefused,
)
from .sources import catalogue_of, places_of
from .workbook import read_workbook

BY = "system:import"
_FILE = click.Path(path_type=Path)


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

    Refused rows never go in, and known sites stay as they are; the exit code is 0 nevertheless,
    and 2 if the file can't be read.
    """
    unit = _unit(code) if code else None
    try:
        content = _content(file)
        reading = read_workbook(
            content,
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
        unit = unit or joint_unit([row.unit.path for row in reading.rows if row.unit]) or nation()
        answer |= _commit(reading, content, unit, with_doubtful=with_doubtful, as_json=as_json)
    _tell_notices(reading)
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
        told = _taken(unit, file)
    except WorkbookRefused as fault:
        _give_up(wording.refusal(fault), as_json=False)
    except Refused as fault:
        _give_up(_faults(fault), as_json=False)
    for line in told.pop("refused"):
        click.echo(line, err=True)
    sentence = _(
        "Danh mục của %(unit)s: thêm %(added)d, cập nhật %(changed)d, giữ nguyên %(same)d."
    )
    click.echo(sentence % {"unit": unit.name, **told})


@transaction.atomic
def _taken(unit: Unit, file: Path) -> dict[str, Any]:
    """Leave the trace that the page leaves; a catalogue that says nothing new leaves none."""
    at = timezone.now()
    batch = actions.put_in_catalogue(_content(file), name=file.name, unit=unit, by=None, at=at)
    added, changed = actions.commit(batch, by=BY, at=at)
    refused = [
        f"  {row}  " + " ".join(wording.sentence(Reason(**reason)) for reason in row.reasons)
        for tab in (Tab.REFUSED, Tab.DOUBTFUL)
        for row in batch.rows.on(tab)
    ]
    same = batch.rows.on(Tab.SAME).count()
    if not added and not changed:
        batch.delete()
    return {"added": added, "changed": changed, "same": same, "refused": refused}


@import_.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(*, as_json: bool) -> None:
    """List the imports, the latest first, each with its key."""
    batches = list(Batch.objects.select_related("unit", "by").order_by("-uploaded_at")[:200])
    counts = counts_of(batches)
    for batch in batches:
        at = timezone.localtime(batch.uploaded_at)
        rows, entered = counts[batch.pk]["all"], counts[batch.pk]["site"]
        line: dict[str, Any] = {
            "batch": str(batch.key),
            "at": at.isoformat(timespec="minutes"),
            "state": batch.state,
            "subject": batch.subject,
            "file": batch.file_name,
            "unit": batch.unit.name,
            "rows": rows,
            "entered": entered,
            "by": batch.by.username if batch.by else BY,
        }
        text = (
            json.dumps(line, ensure_ascii=False) if as_json else "  ".join(map(str, line.values()))
        )
        click.echo(text)


@import_.command()
@click.argument("batch")
@click.option("--reason", default="", help="Why; goes into the log.")
def undo(*, batch: str, reason: str) -> None:
    """Take the import BATCH (its key, or how the key begins) back as a whole.

    What it added goes, what it changed is as before; sites that someone changed since are named
    and nothing is taken back.
    """
    found = _batch(batch)
    counts = counts_of([found])[found.pk]
    try:
        actions.undo(found, by=BY, at=timezone.now(), reason=reason)
    except actions.NotNow as fault:
        raise click.ClickException(_not_committed(found, fault.state)) from None
    except ChangedSince as fault:
        lines = [
            _("Không hoàn tác được: sau khi nhập đã có người sửa các điểm sau."),
            *fault.labels,
        ]
        raise click.ClickException("\n  ".join(lines)) from None
    click.echo(wording.taken_back(counts, is_register=found.is_register))


def _batch(key: str) -> Batch:
    found = [one for one in Batch.objects.all() if str(one.key).startswith(key.lower())]
    if not found:
        sentence = _("Không có lần nhập nào mang khóa %s; `binhyen import list` cho xem các khóa.")
        raise click.BadParameter(sentence % key)
    if len(found) > 1:
        sentence = _("Có %(n)s lần nhập mang khóa bắt đầu bằng %(key)s; hãy ghi khóa dài hơn.")
        raise click.BadParameter(sentence % {"n": len(found), "key": key})
    return found[0]


def _not_committed(batch: Batch, state: str) -> str:
    """Why there is nothing to take back: it never went in, or was taken back already."""
    if state == BatchState.UNDONE:
        return _("Lần nhập “%(file)s” đã hoàn tác từ trước.") % {"file": batch.file_name}
    sentence = _("Lần nhập “%(file)s” %(state)s, chưa có gì vào sổ nên không có gì để hoàn tác.")
    return sentence % {"file": batch.file_name, "state": BatchState(state).label}


@import_.command()
def expire() -> None:
    """Close the previews that nobody took up for 30 days; run it nightly."""
    count = actions.expire(at=timezone.now())
    said = ngettext("%(n)d bản xem trước đã hết hạn.", "%(n)d bản xem trước đã hết hạn.", count) % {
        "n": count
    }
    click.echo(said)


def _unit(code: str) -> Unit:
    unit = find(code)
    if unit is None:
        raise click.BadParameter(_("Không có đơn vị mang mã %s.") % code, param_hint="--unit")
    return unit


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise WorkbookRefused("no_file", str(file))
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


def _commit(
    reading: WorkbookReading, content: bytes, unit: Unit, *, with_doubtful: bool, as_json: bool
) -> dict[str, Any]:
    """Leave the trace that the page leaves; a file that says nothing new leaves none."""
    try:
        with transaction.atomic():
            at = timezone.now()
            batch = actions.keep(reading, content, unit=unit, by=None, at=at)
            counts = counts_of([batch])[batch.pk]
            known = batch.rows.exclude(site=None).exclude(status=REFUSED)
            if not with_doubtful:
                known = known.filter(status=OK)
            answer = {"entered": 0, "known": known.count(), "batch": None}
            if with_doubtful:
                doubtful = batch.rows.on(Tab.DOUBTFUL).filter(effect=Effect.NEW)
                keys = list(doubtful.values_list("pk", flat=True))
                counts["taken"] += actions.confirm(batch, keys)
            if not counts["taken"]:
                batch.delete()
                return answer
            entered, _changed = actions.commit(batch, by=BY, at=at)
            return {**answer, "entered": entered, "batch": str(batch.key)}
    except Refused as fault:
        _give_up(_faults(fault), as_json=as_json)


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


def _tell_notices(reading: WorkbookReading) -> None:
    """What was assumed of each sheet and left unread, beside the answer."""
    for sheet in reading.sheets:
        if sheet.left_out:
            click.echo(f"{sheet.name}: {wording.SENTENCES[sheet.left_out]}", err=True)
        for notice in sheet.notices:
            click.echo(f"{sheet.name}: {wording.sentence(notice)}", err=True)


def _tell(reading: WorkbookReading, answer: dict[str, Any]) -> None:
    for sheet in reading.sheets:
        if sheet.left_out:
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
