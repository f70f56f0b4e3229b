"""The rounds at the table, and the table of one: programmes side by side, by name."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.reviews.choices import RoundState
from binhyen.reviews.models import Round

from .. import queries
from ..queries import Row
from ..wording import undiscussed
from . import shown


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table with its finding drawn and its proposal in words."""

    row: Row
    found: shown.Found | None
    proposal: shown.Proposal | None
    money: shown.Money
    is_decided: bool

    @property
    def undiscussed(self) -> str:
        return undiscussed(self.row, is_decided=self.is_decided)

    @property
    def carried_out(self) -> int | None:
        """How much of the programme is there, in whole percent."""
        share = self.row.evidence.first.share if self.row.evidence else None
        return None if share is None else round(100 * share)


@require_GET
def round_list(request: SignedIn) -> HttpResponse:
    """Rounds that wait for conclusions, and below them those that were closed after a sitting."""
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied
    number = request.GET.get("page")
    context = {
        "open": queries.rounds_at_table(request.user, is_decided=False, number=number),
        "decided": queries.rounds_at_table(request.user, is_decided=True),
        "may_run": may(request.user, Permission.REVIEW_RUN),
    }
    return render(request, "committee/list.html", context)


@require_GET
def table(request: SignedIn, pk: int) -> HttpResponse:
    """A round's programmes with all that is known of them."""
    one = readable(request, pk)
    if not queries.is_for_committee(one):
        return render(request, "committee/not_here.html", {"round": one})
    found, on = queries.table_of(one, on=localdate()), localdate()
    request.holds_synthetic = found.is_synthetic or one.is_synthetic  # type: ignore[attr-defined]
    first = [row.evidence.first if row.evidence else None for row in found.rows]
    drawn = shown.drawn(first)
    lines = [
        Line(row, each, shown.proposal(row.evidence, on=on), shown.money(row), one.is_decided)
        for row, each in zip(found.rows, drawn.rows, strict=True)
    ]
    context = {
        "round": one,
        "table": found,
        "absent": queries.absent_from(one, found.held),
        "lines": lines,
        "drawn": drawn,
        "is_open": one.state == RoundState.OPEN,
        "is_of_sites": bool(found.rows) and found.rows[0].rating is None,
        "left": len(found.rows) - found.concluded,
    }
    return render(request, "committee/table.html", context)


def readable(request: SignedIn, pk: int) -> Round:
    return get_object_or_404(queries.rounds_readable(request.user), pk=pk)
