"""A published draw for residents: no account, nobody's name, nothing but what went out.

Of these addresses alone anybody may ask, so each is limited by the minute and tells no draft.
"""

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from ..forms.draws import HeldTextForm
from ..models import Draw
from ..queries import draws as queries
from .draw_files import program_file, text_file
from .draws import example_of, schedule_of
from .draws_checked import checked
from .draws_shown import entrants_shown

UNFIT = 422
by_the_minute = rate_limit(action="public_draw", limit_get=True)


@login_not_required
@by_the_minute
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Where it stands, who is in it, what was published; a text sent is compared with that."""
    draw = _published(key)
    form = HeldTextForm(request.POST if request.method == "POST" else None, draw=draw)
    found = checked(form.cleaned_data["text"], [draw]) if form.is_valid() else None
    context = {
        "draw": draw,
        "synthetic": draw.is_synthetic,
        "entrants": sorted(entrants_shown(draw, frozenset()), key=lambda one: (one.need, one.code)),
        "earlier": queries.earlier_of(draw),
        "example": example_of(draw),
        "form": form,
        "found": found,
        **schedule_of(draw),
    }
    status = UNFIT if form.errors else 200
    return render(request, "planning/public_draw.html", context, status=status)


@login_not_required
@by_the_minute
@require_GET
def text(request: HttpRequest, key: str) -> HttpResponse:
    """The text as it was published; `?with=program` packs the rule beside it."""
    return text_file(_published(key), with_program=request.GET.get("with") == "program")


@login_not_required
@by_the_minute
@require_GET
def program(request: HttpRequest, key: str) -> HttpResponse:
    """The rule, at the address of a draw that it can recompute."""
    _published(key)
    return program_file()


def _published(key: str) -> Draw:
    rows = Draw.objects.published().select_related("programme", "unit").defer("compared")
    return get_object_or_404(rows, key=key)
