"""Boards: readings that somebody put together, always up to the newest period."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.people.queries import SignedIn
from binhyen.units.models import Unit

from .. import actions
from ..forms.boards import AddForm, BoardForm
from ..forms.reading import ReadingForm
from ..models import Board
from ..queries import reading
from ..wording import period_text
from . import reading_shown as shown
from .reading_built import Built, built
from .scope import demand_reader

PANEL_WIDTH = 520
UP, DOWN, DROP = "up", "down", "drop"
Panels = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One reading of a board; without one where its indicator isn't the reader's to see.

    instead: the reader's own unit, where the board asks for one that isn't theirs to see.
    """

    number: int
    question: str
    title: str
    one: Built | None = None
    whole: dict[str, shown.Cell | str] | None = None
    period: str = ""
    instead: str = ""

    @property
    def mark(self) -> str:
        """Sets the patterns and legends of one panel apart from those of the next."""
        return f"-{self.number}"


def _home(request: SignedIn) -> Unit:
    demand_reader(request)
    home = reading.home_of(request.user)
    if home is None:
        raise PermissionDenied
    return home


def _seen(request: SignedIn, pk: int) -> Board:
    boards = Board.objects.visible_to(request.user).select_related("owner", "unit")
    return get_object_or_404(boards, pk=pk)


def _own(request: SignedIn, pk: int) -> Board:
    """404 for one that isn't seen, 403 for somebody else's."""
    board = _seen(request, pk)
    if board.owner_id != request.user.pk:
        raise PermissionDenied
    return board


@require_GET
def board_list(request: SignedIn) -> HttpResponse:
    return _listed(request, BoardForm())


def _listed(request: SignedIn, form: BoardForm, status: int = 200) -> HttpResponse:
    _home(request)
    boards = Board.objects.visible_to(request.user).select_related("owner", "unit").distinct()
    mine = [board for board in boards if board.owner_id == request.user.pk]
    context = {"mine": mine, "others": [b for b in boards if b not in mine], "form": form}
    return render(request, "figures/boards.html", context, status=status)


@require_POST
def new(request: SignedIn) -> HttpResponse:
    """An empty board: 422 with what was typed where it has no name."""
    home, form = _home(request), BoardForm(request.POST)
    if not form.is_valid():
        return _listed(request, form, 422)
    try:
        board = _kept(request, home, form, [], None)
    except actions.FiguresBlocked as refusal:
        _blame(form, refusal)
        return _listed(request, form, 422)
    return redirect("figures:board", board.pk)


@require_GET
def board(request: SignedIn, pk: int) -> HttpResponse:
    home, one = _home(request), _seen(request, pk)
    panels = [_panel(request, home, n, said) for n, said in enumerate(one.panels)]
    context = {"board": one, "panels": panels, "is_own": one.owner_id == request.user.pk}
    return render(request, "figures/board.html", context)


def _panel(request: SignedIn, home: Unit, number: int, said: dict[str, Any]) -> Panel:
    """Read with the reader's own eyes: instead of a unit that isn't theirs stands their own."""
    question, title, instead = str(said.get("question", "")), str(said.get("title", "")), ""
    form = _asking(request, home, QueryDict(question))
    asked = form.asked()
    if "unit" in form.errors:
        question, instead = _without_unit(question), home.name
        form = _asking(request, home, QueryDict(question))
        asked = form.asked()
    if "what" in form.errors:
        return Panel(number, question, title)
    one = built(asked, form.view, width=PANEL_WIDTH)
    whole = shown.whole_cells(one.whole, asked) if one.whole else None
    return Panel(number, question, title, one, whole, period_text(asked.period), instead)


def _asking(request: SignedIn, home: Unit, question: QueryDict) -> ReadingForm:
    return ReadingForm(question, person=request.user, home=home, today=timezone.localdate())


def _without_unit(question: str) -> str:
    said = QueryDict(question, mutable=True)
    said.pop("unit", None)
    return said.urlencode()


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    """Its name, who sees it, and the order of what is on it."""
    _home(request)
    one = _own(request, pk)
    form = BoardForm(request.POST or None, initial={"name": one.name, "is_shared": one.is_shared})
    if request.method != "POST":
        return _changing(request, one, form)
    if not form.is_valid():
        return _changing(request, one, form, 422)
    panels = moved(one.panels, request.POST.get("move", ""))
    try:
        _kept(request, one.unit, form, panels, one)
    except actions.FiguresBlocked as refusal:
        _blame(form, refusal)
        return _changing(request, one, form, 422)
    if request.POST.get("move"):
        return redirect("figures:board-change", one.pk)
    return redirect("figures:board", one.pk)


def _changing(request: SignedIn, one: Board, form: BoardForm, status: int = 200) -> HttpResponse:
    names = [str(said.get("title", "")) for said in one.panels]
    context = {"board": one, "form": form, "names": names}
    return render(request, "figures/board_change.html", context, status=status)


@require_POST
def add(request: SignedIn) -> HttpResponse:
    """Put a reading on a board: 422 where a new one has no name."""
    home, form = _home(request), AddForm(request.POST, person=request.user)
    if not form.is_valid():
        return render(request, "figures/board_add.html", {"form": form}, status=422)
    asking = _asking(request, home, QueryDict(form.cleaned_data["question"]))
    asked = asking.asked()
    title = f"{shown.measure_text(asked)}, {shown.where_text(asked)}: {asking.view.label}"
    panel = {"question": shown.question_text(asked, view=asking.view), "title": title}
    one = form.chosen
    panels = [*(one.panels if one else []), panel]
    name = one.name if one else form.cleaned_data["name"]
    try:
        kept = actions.keep_board(
            one.unit if one else home, name, panels, board=one,
            is_shared=one.is_shared if one else False, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except actions.FiguresBlocked as refusal:
        _blame(form, refusal)
        return render(request, "figures/board_add.html", {"form": form}, status=422)
    messages.success(request, _("Đã đưa vào bảng “%(name)s”.") % {"name": kept.name})
    return redirect("figures:board", kept.pk)


@require_POST
def delete(request: SignedIn, pk: int) -> HttpResponse:
    _home(request)
    one = _own(request, pk)
    name = one.name
    actions.delete_board(one, by=request.user, at=timezone.now())
    messages.success(request, _("Đã xóa bảng “%(name)s”.") % {"name": name})
    return redirect("figures:boards")


def moved(panels: Sequence[dict[str, Any]], deed: str) -> Panels:
    """The panels after one of them went up, down or away; as they were for anything else."""
    found = list(panels)
    verb, _colon, text = deed.partition(":")
    place = int(text) if text.isdecimal() and int(text) < len(found) else -1
    if place < 0:
        return found
    one = found.pop(place)
    if verb == DROP:
        return found
    step = -1 if verb == UP else 1 if verb == DOWN else 0
    found.insert(max(place + step, 0), one)
    return found


def _kept(
    request: SignedIn, unit: Unit, form: BoardForm, panels: Panels, one: Board | None
) -> Board:
    said = form.cleaned_data
    return actions.keep_board(
        unit, said["name"], panels, board=one, is_shared=said["is_shared"],
        by=request.user, at=timezone.now(),
    )  # fmt: skip


def _blame(form: Any, refusal: actions.FiguresBlocked) -> None:
    for reason in refusal.reasons:
        form.add_error("name", reason.sentence)
