"""`binhyen log`: verify the log, sign checkpoints, prove an entry, export."""

import json
import sys
from typing import Any, TextIO

import click
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .log import keys, tree, verifying
from .log.content import CONTENT, moment
from .log.writing import head_is_ours, record, save_head, take_head
from .models import Entry, Head


@click.group()
def log() -> None:
    """Verify the log, sign checkpoints, prove an entry, export."""


@log.command()
@click.option("--against", type=click.File(), help="A checkpoint kept outside this database.")
def verify(against: TextIO | None) -> None:
    """Find any edit, removal, insertion or reordering; exit code 1 if there is one."""
    outside = tree.from_json(_read(against)) if against else None
    verdict = verifying.verify(outside)
    for finding in verdict.findings:
        click.echo(finding.sentence, err=True)
    if not verdict.holds:
        click.echo(_("Nhật ký đã bị can thiệp."), err=True)
        sys.exit(1)
    sentence = _("Nhật ký nguyên vẹn: %(size)d dòng, %(points)d mốc ký, khóa %(key)s.")
    about = {"size": verdict.size, "points": verdict.checkpoints, "key": keys.key_id()}
    click.echo(sentence % about)


@log.command()
@click.option(
    "--out", type=click.File("w"), default="-", help="Where to; standard output if unset."
)
def checkpoint(out: TextIO) -> None:
    """Sign the log as it stands now and hand the checkpoint out."""
    with transaction.atomic():
        head = take_head()
        if head.number == 0:
            raise click.ClickException(_("Nhật ký chưa có dòng nào để ký."))
        if head.checkpoint != head.number:
            tree.add_checkpoint(head, at=timezone.now())
            save_head(head)
    point = tree.Checkpoint.objects.get(size=head.number)
    _write(tree.as_json(point), out)


@log.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option(
    "--out", type=click.File("w"), default="-", help="Where to; standard output if unset."
)
def prove(number: int, out: TextIO) -> None:
    """Write a proof that entry NUMBER stands in the log, to be checked anywhere."""
    try:
        _write(tree.proof_of(number), out)
    except Entry.DoesNotExist as fault:
        raise click.ClickException(_("Nhật ký không có dòng %d.") % number) from fault
    except tree.NoCheckpoint as fault:
        sentence = _("Dòng %d mới hơn mốc ký gần nhất; hãy chạy `binhyen log checkpoint` trước.")
        raise click.ClickException(sentence % number) from fault


@log.command("check-proof")
@click.argument("file", type=click.File())
@click.option("--key", default="", help="The public key you trust; else the one in the file.")
def check_proof(file: TextIO, key: str) -> None:
    """Check a proof without this database."""
    data = _read(file)
    try:
        point = tree.check_proof(data, key=key)
    except tree.ProofRefused as fault:
        click.echo(_("Chứng cứ không đúng: %s.") % fault, err=True)
        sys.exit(1)
    sentence = _("Đúng: dòng %(number)d nằm trong nhật ký đã ký ngày %(at)s, khóa %(key)s.")
    about = {"number": data["entry"]["number"], "at": moment(point.at), "key": point.key_id}
    click.echo(sentence % about)
    if not key:
        click.echo(_("Khóa công khai lấy từ chính tệp này; hãy đối chiếu với khóa đã công bố."))


@log.command()
def key() -> None:
    """Print the public key and its name."""
    click.echo(f"{keys.key_id()}  {keys.public_key()}")


@log.command()
@click.option("--reason", required=True, help="Why the signing key is another one.")
def accept(reason: str) -> None:
    """Go on with a new signing key after the old one was lost; the log says that this was done."""
    with transaction.atomic():
        head = Head.objects.select_for_update().get(name="log")
        if head_is_ours(head):
            raise click.ClickException(_("Khóa ký vẫn đúng, không có gì để nhận lại."))
        save_head(head)
        record(head, "accept-key", by="system:log", at=timezone.now(), reason=reason)
    click.echo(_("Từ nay nhật ký được ký bằng khóa %s.") % keys.key_id())


@log.command()
@click.option(
    "--out", type=click.File("w"), default="-", help="Where to; standard output if unset."
)
def export(out: TextIO) -> None:
    """Write every entry as one JSON object a line."""
    rows = Entry.objects.order_by("number").values("digest", *CONTENT)
    for row in rows.iterator(chunk_size=2000):
        row["at"] = moment(row["at"])
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _read(file: TextIO) -> dict[str, Any]:
    try:
        data = json.load(file)
    except ValueError as fault:
        raise click.ClickException(_("Tệp này không phải JSON.")) from fault
    if not isinstance(data, dict):
        raise click.ClickException(_("Tệp này không phải mốc ký hay chứng cứ của nhật ký."))
    return data


def _write(data: dict[str, Any], out: TextIO) -> None:
    out.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
