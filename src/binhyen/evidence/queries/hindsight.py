"""Versions of a study that were written down when figures of an earlier one had been read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from binhyen.figures.models import Return

from ..choices import RunState
from ..models import Run, Study


@dataclass(frozen=True, slots=True)
class Hindsight:
    """seen: the earlier versions whose result was there before this one was locked."""

    study: Study
    seen: tuple[int, ...]


def hindsight(studies: Iterable[Study]) -> dict[int, Hindsight]:
    """By study, of those that aren't written down beforehand; two queries, none for first ones."""
    later = [one for one in studies if one.version > 1]
    if not later:
        return {}
    rows = Study.objects.filter(programme__in={one.programme_id for one in later})
    family = {pk: (amends, version) for pk, amends, version in rows.values_list(*_LINKS)}
    runs = Run.objects.filter(study__in=family, state=RunState.DONE).order_by()
    first = dict(runs.values_list("study").annotate(first=Min("finished_at")))
    found = {}
    for one in later:
        if seen := _seen(one, family, first):
            found[one.pk] = Hindsight(one, seen)
    return found


_LINKS = ("pk", "amends", "version")


def _seen(
    study: Study,
    family: dict[int, tuple[int | None, int]],
    first: dict[int, datetime],
) -> tuple[int, ...]:
    found, key = [], study.amends_id
    while key is not None:
        result = first.get(key)
        if result is not None and (study.locked_at is None or result < study.locked_at):
            found.append(family[key][1])
        key = family[key][0]
    return tuple(sorted(found))


def has_made_up_figures(run: Run) -> bool:
    """Whether returns of the compared months are invented, as in a demonstration."""
    months = (run.panel or {}).get("months") or []
    return Return.objects.filter(is_synthetic=True, period__code__in=months).exists()
