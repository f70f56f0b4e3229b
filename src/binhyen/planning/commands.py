"""`binhyen planning`: work plans out, one by name or all that wait."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.utils import timezone

from . import actions, queries
from .choices import Outcome, PlanState
from .models import Plan

BY = "system:planning"


@click.group()
def planning() -> None:
    """Plans: work out where programmes should go."""


@planning.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def run(*, key: str, as_json: bool) -> None:
    """Work out the plan KEY now, unless it was, and say what came of it."""
    plan = queries.plan_named(key)
    if plan is None:
        raise click.ClickException(f"There is no plan {key}; see: binhyen planning list")
    try:
        done = plan if plan.has_plan else _solved(plan)
    except actions.PlanningBlocked as refusal:
        raise click.ClickException("\n".join(reason.label for reason in refusal.reasons)) from None
    if as_json:
        told = {
            "plan": key,
            "state": done.state,
            "outcome": done.outcome,
            "data_sha256": done.data_sha256,
            "code_version": done.code_version,
            "log_number": done.log_number,
            **(done.result or {"error": done.error}),
        }
        click.echo(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=2))
    else:
        click.echo(f"{key}: {_in_a_word(done)}")
    if done.outcome != Outcome.PLAN:
        raise SystemExit(1)


def _solved(plan: Plan) -> Plan:
    with _solver_aside():
        return actions.solve_now(plan, by=BY, clock=timezone.now)


@planning.command("list")
def list_() -> None:
    """Every plan with its state, and in a word what came of it."""
    for plan in Plan.objects.defer("basis", "offers", "communes").order_by("pk"):
        click.echo(f"{plan.key:<12} {plan.state:<8} {_in_a_word(plan)}  {plan.name}")


@planning.command()
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many plans.")
@click.option("--watch", type=click.IntRange(min=1), metavar="SECONDS",
              help="Look again every so many seconds instead of ending.")  # fmt: skip
def work(*, limit: int | None, watch: int | None) -> None:
    """Work out the plans that wait."""
    while True:
        with _solver_aside():
            done = actions.work(limit=limit, clock=timezone.now)
        for one in done:
            click.echo(f"{one.key}: {_in_a_word(one)}")
        if watch is None:
            break
        time.sleep(watch)


def _in_a_word(plan: Plan) -> str:
    if plan.state == PlanState.FAILED:
        return f"failed, {plan.error}"
    if not plan.result:
        return "–"
    if plan.outcome != Outcome.PLAN:
        return str(plan.outcome)
    told = plan.result["account"]
    return (
        f"{len(plan.result['chosen'])} chosen, {told['averted']:.1f} averted "
        f"({told['low']:.1f} to {told['high']:.1f})"
    )


@contextmanager
def _solver_aside() -> Iterator[None]:
    """HiGHS now and then writes a line where our answer goes: send those to standard error."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    try:
        os.dup2(2, 1)
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
