"""Returns put right after a report had used them, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from binhyen.figures.models import Return, Revision
from binhyen.figures.queries import period_named

from ..rules.comparing import returns_that_differ
from ..rules.content import Content
from .content import versions_now

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Corrected:
    """A return whose version isn't the one that a report used. reasons: of what came between."""

    of: Return
    month: str
    before: int
    after: int
    reasons: tuple[str, ...]


def returns_corrected(content: Content) -> list[Corrected]:
    """What was put right since a version was signed; three queries, one if nothing was."""
    now = versions_now(list(content.returns))
    return _told(returns_that_differ(content.returns, now))


def returns_between(one: Content, other: Content) -> list[Corrected]:
    """What was put right between two contents."""
    return _told(returns_that_differ(one.returns, other.returns))


def _told(found: Mapping[int, tuple[int, int]]) -> list[Corrected]:
    if not found:
        return []
    some = dict(list(found.items())[:MOST_LISTED])
    rows = Return.objects.filter(pk__in=some).select_related("unit", "period")
    reasons = _reasons(some)
    return [
        Corrected(row, _month(row), *some[row.pk], tuple(reasons.get(row.pk, {})))
        for row in rows.order_by("period__start", "unit__sort_key", "pk")
    ]


def _reasons(found: Mapping[int, tuple[int, int]]) -> dict[int, dict[str, None]]:
    told: dict[int, dict[str, None]] = {}
    for row in _revisions(found):
        before, after = sorted(found[row.of_id])
        if before < row.version <= after:
            told.setdefault(row.of_id, {})[row.reason] = None
    return told


def _revisions(found: Iterable[int]) -> Iterable[Revision]:
    return Revision.objects.filter(of__in=list(found)).order_by("of", "version", "pk")


def _month(row: Return) -> str:
    found = period_named(row.period.code)
    return found.label if found else row.period.code
