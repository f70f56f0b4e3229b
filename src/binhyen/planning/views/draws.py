"""The pages of draws: the list, one draw with what was published, and the check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.evidence.queries import outcome_name
from binhyen.figures.queries import catalogue
from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from ..choices import DrawState
from ..forms.draws import CheckForm, ScheduleForm
from ..models import Draw
from ..queries import draws as queries
from ..rules import recompute
from ..rules.schedule import later, timetable
from ..wording import in_sentence, month_text
from .draw_files import program_file, text_file
from .draws_checked import checked
from .draws_shown import best_shown, entrants_shown, ways_shown

UNFIT = 422
HISTORY, MONTHS_AHEAD = 30, 36


@require_GET
def draw_list(request: SignedIn) -> HttpResponse:
    """Every draw that one sees, with where it stands; for a commune its own turn."""
    demand_reader(request)
    own = queries.own_communes(request.user)
    draws = list(queries.draws_visible_to(request.user))
    context = {
        "rows": [{"draw": one, "turns": own_turns(one, own)} for one in draws],
        "is_commune": bool(own),
        "may_prepare": may(request.user, Permission.PLAN_PREPARE),
    }
    return render(request, "planning/draws.html", context)


def demand_reader(request: SignedIn) -> None:
    """Raises PermissionDenied for who sees no register at all."""
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class Turn:
    """When one of the reader's communes begins; no wave before the draw."""

    name: str
    wave: int | None
    month: str


def own_turns(draw: Draw, own: frozenset[str]) -> list[Turn]:
    """The reader's own communes in a draw."""
    waves = {one["code"]: one["wave"] for one in draw.places}
    months = {wave: month_text(wave_month(draw, wave)) for wave in set(waves.values())}
    return [
        Turn(one["name"], waves.get(one["code"]), months.get(waves.get(one["code"], 0), ""))
        for one in draw.entrants
        if one["code"] in own
    ]


def wave_month(draw: Draw, wave: int) -> str:
    return later(draw.first_month, (wave - 1) * (draw.gap_months or 1))


@require_GET
def detail(request: SignedIn, key: str) -> HttpResponse:
    """Where it stands, what was published, and what comes next."""
    return draw_page(request, visible_draw(request, key))


def draw_page(
    request: SignedIn,
    draw: Draw,
    *,
    form: ScheduleForm | None = None,
    reasons: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    on = localdate()
    own = queries.own_communes(request.user)
    if draw.state == DrawState.DRAFT and form is None:
        form = ScheduleForm(None, draw=draw, months=months_ahead(on))
    context = {
        "draw": draw,
        "form": form,
        "reasons": [*reasons, *(form.non_field_errors() if form else ())],
        "ways": ways_shown(draw, picked=form.picked if form else ""),
        "best": best_shown(draw),
        "outcome": outcome_name(draw.outcome, catalogue(draw.unit)),
        "entrants": entrants_shown(draw, own),
        "compared": draw.compared,
        "compared_first": in_sentence(draw.compared["first"]),
        "compared_last": in_sentence(draw.compared["last"]),
        "rate_head": _("Số vụ trên 1.000 dân mỗi năm (khoảng tin cậy 95%)")
        if draw.compared["per_people"]
        else _("Số vụ mỗi năm (khoảng tin cậy 95%)"),
        "turns": own_turns(draw, own),
        "earlier": queries.earlier_of(draw),
        "example": example_of(draw),
        "public": _public_address(request, draw),
        "is_time": draw.number_on is not None and on > draw.number_on,
        "may_prepare": queries.may_prepare(request.user, draw.unit),
        "may_hold": queries.may_hold(request.user, draw.unit),
        "entries": history_of(draw)[:HISTORY],
        **schedule_of(draw),
    }
    return render(request, "planning/draw.html", context, status=status)


def _public_address(request: SignedIn, draw: Draw) -> str:
    """What residents are given; empty before anything was published."""
    if not draw.published:
        return ""
    return request.build_absolute_uri(reverse("planning:public-draw", args=[draw.key]))


def schedule_of(draw: Draw) -> dict[str, Any]:
    """The waves by month, with their communes where they are drawn."""
    if not draw.sizes or not draw.gap_months:
        return {"waves": []}
    names = {
        wave: [one["name"] for one in draw.places if one["wave"] == wave]
        for wave in range(1, len(draw.sizes) + 1)
    }
    blank: list[list[str]] = [names[wave] for wave in names]
    told = timetable(blank, first_month=draw.first_month, gap_months=draw.gap_months)
    return {
        "waves": [
            {
                "number": one.number,
                "month": month_text(one.month),
                "size": size,
                "names": one.communes,
            }
            for one, size in zip(told, draw.sizes, strict=True)
        ]
    }


def example_of(draw: Draw) -> dict[str, str]:
    """The line behind the first ticket, for whoever follows it by hand."""
    if not draw.is_drawn:
        return {}
    seed = recompute.read(draw.published)["seed"]
    first = draw.places[0]
    line = "|".join((seed, draw.number, draw.key, first["code"]))
    return {"name": first["name"], "line": line, "ticket": first["ticket"], "seed": seed}


def months_ahead(on: date) -> list[tuple[str, str]]:
    this = f"{on:%Y-%m}"
    months = [later(this, ahead) for ahead in range(1, MONTHS_AHEAD + 1)]
    return [(month, month_text(month)) for month in months]


@require_GET
def text(request: SignedIn, key: str) -> HttpResponse:
    """The text as it was published, as a file; `?with=program` packs the rule beside it."""
    draw = visible_draw(request, key)
    if not draw.published:
        raise Http404
    return text_file(draw, with_program=request.GET.get("with") == "program")


@require_GET
def program(request: SignedIn) -> HttpResponse:
    """The rule as a file that runs by itself."""
    demand_reader(request)
    return program_file()


@require_http_methods(["GET", "POST"])
def check(request: SignedIn) -> HttpResponse:
    """A text that somebody holds is recomputed, and compared with what was published here."""
    demand_reader(request)
    form = CheckForm(sent(request))
    status, found = (UNFIT if form.errors else 200), None
    if form.is_valid():
        draws = queries.draws_visible_to(request.user).exclude(published="")
        found = checked(form.cleaned_data["text"], draws)
    return render(
        request, "planning/draw_check.html", {"form": form, "found": found}, status=status
    )


def visible_draw(request: SignedIn, key: str) -> Draw:
    rows = Draw.objects.visible_to(request.user).select_related(
        *("programme", "unit", "plan", "prepared_by", "announced_by", "drawn_by", "withdrawn_by")
    )
    return get_object_or_404(rows, key=key)


def demand(request: SignedIn, draw: Draw, permission: Permission) -> None:
    """Raises PermissionDenied for who sees it and may do no such thing."""
    if not may(request.user, permission, at=draw.unit):
        raise PermissionDenied


def sent(request: SignedIn) -> Any:
    return request.POST if request.method == "POST" else None
