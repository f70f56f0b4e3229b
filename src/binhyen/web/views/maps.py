"""The map: the same figures as picture, table, file and data, at one address's filters."""

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import condition, require_GET

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may

from ..forms.maps import MapForm
from ..queries import maps
from . import maps_files
from . import maps_shown as shown


@dataclass(frozen=True, slots=True)
class Asked:
    form: MapForm
    reading: maps.Reading


def _form(request: HttpRequest) -> MapForm | None:
    """None for whoever has no post that sees the register."""
    person = _person(request)
    if not may(person, Permission.REGISTER_VIEW):
        return None
    ground = maps.version().ground
    return MapForm(
        request.GET,
        person=person,
        scopes=maps.scopes(person, ground),
        today=timezone.localdate(),
        ground=ground,
    )


def _asked(request: HttpRequest) -> Asked | None:
    form = _form(request)
    if form is None:
        return None
    return Asked(form, maps.reading(_person(request), form.filters()))


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101  # everyone else was sent to sign in
    return request.user


@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """The map drawn by the server; a script may make it one to pan and zoom."""
    return _page(request, "web/map.html")


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The same figures, a row a unit."""
    return _page(request, "web/map_table.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    asked = _asked(request)
    if asked is None:
        return render(request, "web/map_nothing.html")
    return render(request, template, _context(request, asked))


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    reading = asked.reading
    areas = shown.areas(reading)
    filled = [area for area in areas if area.sites_url]
    rows = areas if request.GET.get("all") or not filled else filled
    return {
        "form": asked.form,
        "reading": reading,
        "filters": reading.filters,
        "areas": areas,
        "rows": rows,
        "unlisted": len(areas) - len(rows),
        "figures": shown.figures_on_areas(reading),
        "legend": list(shown.legend(reading)),
        "asides": shown.asides(reading),
        "aside_text": shown.number(reading.aside_amount),
        "total_text": shown.total(reading),
        "links": shown.links(request.GET),
        "words": msgspec.json.encode(shown.island_words()).decode(),
    }


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    return _file(request, maps_files.workbook)


@require_GET
def csv(request: HttpRequest) -> HttpResponse:
    return _file(request, maps_files.csv)


def _file(request: HttpRequest, write: Any) -> HttpResponse:
    asked = _asked(request)
    if asked is None:
        raise PermissionDenied
    response: HttpResponse = write(asked.reading)
    return response


def _etag(request: HttpRequest) -> str | None:
    marks = (
        f"{request.get_full_path()} {maps.etag_parts(_person(request), today=timezone.localdate())}"
    )
    return f'"{hashlib.sha256(marks.encode()).hexdigest()[:24]}"'


def _json(content: Any) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(content), content_type="application/json")
    response["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@condition(etag_func=_etag)
def figures_data(request: HttpRequest) -> HttpResponse:
    """Rows of unit, name, figure in words, colour's key, address, whether a lower bound, sites."""
    asked = _asked(request)
    if asked is None:
        raise PermissionDenied
    rows = [
        [a.unit.pk, a.unit.name, a.text, a.key, a.url, a.overlay == "map-hatch", a.sites_url]
        for a in shown.areas(asked.reading)
    ]
    return _json({"measure": str(asked.reading.filters.measure.label), "units": rows})


@require_GET
@condition(etag_func=_etag)
def shapes_data(request: HttpRequest) -> HttpResponse:
    """Outlines of the drawn units: rows of unit and MultiPolygon coordinates."""
    form = _form(request)
    if form is None:
        raise PermissionDenied
    return _json({"units": list(maps.drawn_sheet(form.filters()).degrees.items())})


@require_GET
@condition(etag_func=_etag)
def points_data(request: HttpRequest) -> HttpResponse:
    """Rows of longitude, latitude, sites, code; `undotted` sites have no coordinates."""
    form = _form(request)
    if form is None:
        raise PermissionDenied
    found = maps.points(_person(request), form.filters())
    return _json({"dots": found.dots, "sums": found.are_sums, "undotted": found.undotted})
