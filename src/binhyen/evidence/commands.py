"""`binhyen evidence`: register, lock and run studies, work off the queue, list what was found."""

import json
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import click
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from binhyen.figures.queries import following, period_containing
from binhyen.kernel.streams import stdout_kept
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from . import actions, queries
from .actions import StudyFacts
from .choices import OutcomeRole, RunState
from .models import Run, Study
from .queries.lineage import run_told

BY = "system:evidence"
YEARS = 8


@click.group()
def evidence() -> None:
    """Evidence: register, lock and run studies of programmes."""


@evidence.command()
@click.option("--programme", "code", required=True, help="Code of the programme, such as CAM.")
@click.option("--outcome", "outcomes", required=True, multiple=True,
              help="Series to look at, such as theft; the first is the primary one.")  # fmt: skip
@click.option("--least", default=20, show_default=True, help="Smallest fall worth having, %.")
@click.option("--from", "first", default="", help="First month (month-2019-01); 8 years ago.")
@click.option("--to", "last", default="", help="Last month (month-2025-06); the last one over.")
@click.option("--delay", default=1, show_default=True, help="Months until figures are all in.")
@click.option("--draws", default=200, show_default=True, help="Placebo allocations.")
@click.option("--seed", default=1, show_default=True)
@click.option("--unit", "unit_code", default="", help="Code of today's unit to compare within.")
@click.option("--question", default="", help="What is asked, in a sentence.")
@click.option("--note", default="")
def register(
    *,
    code: str,
    outcomes: tuple[str, ...],
    least: int,
    first: str,
    last: str,
    delay: int,
    draws: int,
    seed: int,
    unit_code: str,
    question: str,
    note: str,
) -> None:
    """Write down what will be asked of a programme, before anybody looks."""
    programme = _programme(code)
    ended = following(_month_of_today(), -1)
    roles = dict.fromkeys(outcomes, OutcomeRole.SECONDARY) | {outcomes[0]: OutcomeRole.PRIMARY}
    facts = StudyFacts(
        question=question or f"{programme.name}: {', '.join(outcomes)}?",
        outcomes=roles,
        first_month=first or following(ended, 1 - 12 * YEARS).code,
        last_month=last or ended.code,
        least_worthwhile_percent=least,
        delay_months=delay,
        draws=draws,
        seed=seed,
        note=note,
    )
    try:
        study = actions.register_study(
            programme, facts, unit=_unit(unit_code), by=BY, at=timezone.now()
        )
    except actions.EvidenceBlocked as refusal:
        raise _refused(refusal) from None
    click.echo(f"{study.key}: {len(study.comparison)} units, {study.first_month} to "
               f"{study.last_month}. Next: binhyen evidence lock {study.key}")  # fmt: skip


@evidence.command()
@click.argument("key")
def lock(*, key: str) -> None:
    """Fix the study KEY: from here on it can be run, and never changes."""
    study = _study(key)
    try:
        actions.lock_study(study, by=BY, at=timezone.now())
    except actions.EvidenceBlocked as refusal:
        raise _refused(refusal) from None
    click.echo(f"{key} is locked. Next: binhyen evidence run --programme {study.programme.code}")


@evidence.command()
@click.option("--programme", "code", required=True, help="Code of the programme, such as CAM.")
@click.option("--outcome", default="", help="One series of the study; all by default.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def run(*, code: str, outcome: str, as_json: bool) -> None:
    """Work out the programme's locked study now and say what was found."""
    programme = _programme(code)
    study = Study.objects.in_force().filter(programme=programme).order_by("-pk").first()
    if study is None:
        raise click.ClickException(_how_to_register(programme))
    wanted = [outcome] if outcome else study.series
    try:
        with stdout_kept() if as_json else nullcontext():
            runs = [actions.run_now(study, series, by=BY, clock=timezone.now) for series in wanted]
    except actions.EvidenceBlocked as refusal:
        raise _refused(refusal) from None
    if as_json:
        told = {
            "programme": code,
            "study": study.key,
            "version": study.version,
            "results": [run_told(one) for one in runs],
        }
        click.echo(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=2))
    else:
        for one in runs:
            _say(one)
    if any(one.state != RunState.DONE for one in runs):
        raise SystemExit(1)


@evidence.command("list")
def list_() -> None:
    """Every study with its state, and in a word what was found."""
    if not Study.objects.exists():
        said = _in_both(lambda: _("Chưa có đề cương đánh giá nào. Đăng ký đề cương đầu tiên:"))
        click.echo(f"{said}\n  binhyen evidence register --help", err=True)
    for study in Study.objects.select_related("programme").order_by("programme__code", "pk"):
        click.echo(f"{study.key:<14} {study.state:<10} {study.programme}")
        newest: dict[str, Run] = {}
        for one in queries.runs_of(study):
            newest.setdefault(one.outcome, one)
        for series in study.series:
            found = newest.get(series)
            click.echo(f"  {series:<22} {_in_a_word(found)}")


@evidence.command()
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many runs.")
@click.option("--watch", type=click.IntRange(min=1), metavar="SECONDS",
              help="Look again every so many seconds instead of ending.")  # fmt: skip
def work(*, limit: int | None, watch: int | None) -> None:
    """Work off the queue of runs. Start as many of these as there are cores."""
    while True:
        done = actions.work(limit=limit, clock=timezone.now)
        for one in done:
            click.echo(f"{one.study.key}, {one.outcome}: {_in_a_word(one)}")
        if watch is None:
            break
        time.sleep(watch)


def _say(one: Run) -> None:
    if one.state != RunState.DONE:
        click.echo(f"{one.outcome}: {one.state}. {one.error}")
        return
    found = queries.finding(one)
    click.echo(f"{one.outcome}: {found.sentence}")
    for line in (*found.because, *(each.sentence for each in found.minds)):
        click.echo(f"  {line}")
    for left in found.result["left_out"]:
        click.echo(f"  {left['name']} ({left['code']}): {found.reason_of(left)}")
    click.echo(f"  {one.data_sha256[:16]}, {one.code_version}, #{one.log_number}")


def _in_a_word(one: Run | None) -> str:
    if one is None:
        return "–"
    if one.state != RunState.DONE:
        return f"{one.state} {one.error}".strip()
    interval = one.result["interval"]
    if interval is None:
        return one.word
    low, high = (_percent(end) for end in interval)
    return f"{one.word}, {_percent(one.result['percent_change'])} % ({low} to {high})"


def _percent(amount: float | None) -> str:
    """Signed, to a tenth; the result keeps None where an interval has no end."""
    return "no end" if amount is None else f"{amount:+.1f}"


def _programme(code: str) -> Programme:
    found = Programme.objects.select_related("unit").filter(code__iexact=code).first()
    if found is None:
        raise click.ClickException(f"There is no programme with the code {code}.")
    return found


def _study(key: str) -> Study:
    found = queries.study_named(key)
    if found is None:
        raise click.ClickException(f"There is no study {key}; see: binhyen evidence list")
    return found


def _unit(code: str) -> Unit | None:
    if not code:
        return None
    found = Unit.objects.filter(code=code, valid_to=None).order_by("level").first()
    if found is None:
        raise click.ClickException(f"There is no unit of today with the code {code}.")
    return found


def _month_of_today() -> Any:
    return period_containing("month", localdate())


def _how_to_register(programme: Programme) -> str:
    """What to do first, in Vietnamese and in English."""
    drafts = Study.objects.filter(programme=programme, state="draft").values_list("key", flat=True)
    code = programme.code
    if drafts:
        command = f"binhyen evidence lock {drafts[0]}"
        said = _in_both(
            lambda: (
                _("Đề cương %(key)s của %(code)s chưa khóa; khóa rồi mới được tính:")
                % {"key": drafts[0], "code": code}
            )
        )
    else:
        command = f"binhyen evidence register --programme {code} --outcome theft --least 20"
        said = _in_both(
            lambda: (
                _(
                    "Chưa có đề cương đánh giá nào của %(code)s. Trước hết ghi lại sẽ hỏi gì, rồi "
                    "khóa lại; trước đó không tính gì cả:"
                )
                % {"code": code}
            )
        )
    return f"{said}\n  {command}"


def _in_both(say: Callable[[], str]) -> str:
    """A sentence in Vietnamese, and below it in English."""
    lines = []
    for language in ("vi", "en"):
        with override(language):
            lines.append(say())
    return "\n".join(lines)


def _refused(refusal: actions.EvidenceBlocked) -> click.ClickException:
    return click.ClickException("\n".join(reason.label for reason in refusal.reasons))
