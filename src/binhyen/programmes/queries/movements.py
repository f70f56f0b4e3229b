"""Movements of programmes and sites, counted in the database day by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Value

from ..choices import Ending, Move, Origin, State
from ..rules import Step
from .counting import EVER_COUNTED, register_state

LOST = Q(state=State.ENDED, ended_on=None)  # ended on no recorded day: in the count of no day
IN, OUT = 1, 0
KEPT_S = 3_600


@dataclass(frozen=True, slots=True)
class Moves:
    """Steps in and out. undated: those that came on no recorded day; lost: those that left so."""

    steps: tuple[Step, ...]
    undated: int
    lost: int


def moves_of(
    records: QuerySet[Any], *, since: date | None = None, until: date | None = None
) -> Moves:
    """Of programmes or sites, in one query; only those from a day to a day if days are given."""
    ever = records.order_by().filter(EVER_COUNTED)
    came = ever.filter(_between("established_on", since, until))
    went = ever.filter(_between("ended_on", since, until), ended_on__isnull=False)
    entering: QuerySet[Any, Any] = came.values_list(
        Value(IN), "established_on", "established_precision", "origin"
    ).annotate(n=Count("pk"), lost=Count("pk", filter=LOST))
    leaving = went.values_list(Value(OUT), "ended_on", "ended_precision", "ending").annotate(
        n=Count("pk"), lost=Value(0)
    )
    return _moves(list(entering.union(leaving, all=True)))


def all_moves(records: QuerySet[Any]) -> Moves:
    """Of everything there is, for who sees the whole: counted once for each state of the register.

    A nation's 124,000 sites take a database 60 ms.
    """
    key = f"moves-{records.model._meta.label_lower}-{register_state()}"
    kept: Moves | None = cache.get(key)
    if kept is None:
        kept = moves_of(records)
        cache.set(key, kept, KEPT_S)
    return kept


def _moves(rows: list[Any]) -> Moves:
    steps = tuple(
        Step(side == IN, on, precision, how, n - lost)
        for side, on, precision, how, n, lost in rows
        if n > lost
    )
    undated = sum(step.n for step in steps if step.on is None)
    return Moves(steps, undated, sum(row[-1] for row in rows))


def moved(move: str, *, since: date | None, until: date | None) -> Q:
    """The records behind a figure of the table: those of a kind of move, from a day to a day."""
    side, _dash, how = move.partition("-")
    how = "" if how == "unknown" else how
    if side == "out":
        found = _between("ended_on", since, until) & Q(ended_on__isnull=False)
        kind = Q(ending=how) if "-" in move else Q()
        if move == Move.OUT_REAL:
            kind = ~Q(ending=Ending.RECOUNTED)
    else:
        found = _between("established_on", since, until) & ~LOST
        kind = Q(origin=how) if "-" in move else Q()
    return EVER_COUNTED & found & kind


def kinds_of_moves() -> Iterator[tuple[str, bool, str]]:
    """(move, whether it comes in, its origin or ending) of every column of the table."""
    for origin in (Origin.NEW, Origin.REPLICATED, Origin.RECOUNTED, Origin.UNKNOWN):
        yield Move(f"in-{origin.value or 'unknown'}"), True, origin.value
    for ending in (Ending.ENDED, Ending.MERGED, Ending.RECOUNTED, Ending.UNKNOWN):
        yield Move(f"out-{ending.value or 'unknown'}"), False, ending.value


def _between(column: str, since: date | None, until: date | None) -> Q:
    found = Q()
    if since:
        found &= Q(**{f"{column}__gte": since})
    if until:
        found &= Q(**{f"{column}__lte": until})
    return found
