"""Reading figures: an indicator of a unit over periods, in five ways, at one address."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from binhyen.people.queries import SignedIn

from ..choices import View
from ..forms.boards import AddForm
from ..forms.reading import ReadingForm
from ..forms.tracing import TracingForm
from ..queries import entries_readable, lineage, reading
from ..queries.reading import Asked
from ..wording import period_text
from . import reading_files as files
from . import reading_shown as shown
from .reading_built import Built, built
from .scope import demand_reader
from .tracing_shown import traced

NAME = "so-lieu"
PAGE_WIDTH = 960


def form_of(request: SignedIn) -> ReadingForm:
    """Raises PermissionDenied for who sees no register at all."""
    demand_reader(request)
    home = reading.home_of(request.user)
    if home is None:
        raise PermissionDenied
    return ReadingForm(request.GET, person=request.user, home=home, today=timezone.localdate())


@require_GET
def page(request: SignedIn) -> HttpResponse:
    """The picture and its table; whatever was asked amiss stands beside its field.

    Of a unit that isn't there nothing is shown, least of all another's figures.
    """
    form = form_of(request)
    asked = form.asked()
    if "unit" in form.errors:
        return render(request, "figures/read.html", {"form": form})
    one = built(asked, form.view, width=PAGE_WIDTH)
    return render(request, "figures/read.html", _context(request, form, asked, one))


def _context(request: SignedIn, form: ReadingForm, asked: Asked, one: Built) -> dict[str, Any]:
    return {
        "form": form,
        "one": one,
        "asked": asked,
        "measure": shown.measure_text(asked),
        "place": shown.where_text(asked),
        "views": [_way(asked, view, one.view) for view in form.views],
        "links": {
            ending: shown.file_url(asked, ending, view=one.view)
            for ending in (("csv", "svg", "png") if one.picture else ("csv",))
        },
        "whole_period": period_text(asked.period),
        "whole": shown.whole_cells(one.whole, asked) if one.whole else None,
        "add": AddForm(person=request.user),
        "lacks_people": asked.per_people and not asked.unit.population,
        "left_aside": form.left_aside(asked),
        "question": shown.question_text(asked, view=one.view),
    }


def _way(asked: Asked, view: View, here: View) -> dict[str, Any]:
    return {
        "href": shown.reading_url(asked, view=view.value),
        "label": view.label,
        "is_here": view == here,
    }


@require_GET
def csv(request: SignedIn) -> HttpResponse:
    form = form_of(request)
    one = built(form.asked(), form.view)
    return _file(files.table_csv(one.table), "text/csv; charset=utf-8", "csv")


@require_GET
def svg(request: SignedIn) -> HttpResponse:
    return _file(files.picture_svg(_picture(request)), "image/svg+xml", "svg")


@require_GET
def png(request: SignedIn) -> HttpResponse:
    return _file(files.picture_png(_picture(request)), "image/png", "png")


def _picture(request: SignedIn) -> Any:
    """404 where what is asked for has no picture."""
    form = form_of(request)
    picture = built(form.asked(), form.view).picture
    if picture is None:
        raise Http404
    return picture


def _file(content: str | bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{NAME}.{ending}"'
    return response


@require_GET
def behind(request: SignedIn) -> HttpResponse:
    """What one figure was made of: 404 for a unit, an indicator or a period not to be seen."""
    demand_reader(request)
    form = TracingForm(request.GET, person=request.user)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    found = lineage(
        said["what"], said["unit"], said["period"], as_then=said["as_then"], known=form.known
    )
    context = {
        "one": traced(found, **said, known=form.known),
        "readable": entries_readable(request.user, found.sources),
    }
    return render(request, "figures/behind.html", context)
