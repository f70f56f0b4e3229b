"""A unit's own indicators: the versions, the editor, two versions compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.kernel.comparing import differences
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, posts_granting
from binhyen.units.models import Unit

from .. import actions, queries, wording
from ..forms.definitions import DefinitionForm
from ..models import Definition
from ..queries import DefinitionFaulty, Fault, Indicator
from .scope import demand_reader


@dataclass(frozen=True, slots=True)
class Added:
    """An indicator of a text, in the reader's words."""

    one: Indicator
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class FaultShown:
    """A fault with the line of the text that it is about."""

    fault: Fault
    quote: str


@require_GET
def definition_list(request: SignedIn) -> HttpResponse:
    """The newest version of every unit within reach that has indicators of its own."""
    demand_reader(request)
    everything = list(_visible(request).order_by("unit__path", "version"))
    newest = {one.unit_id: one for one in everything}
    added = queries.indicators_of(newest.values())
    context = {
        "definitions": [
            (one, len(added[one.pk]), _state(one, everything, localdate()))
            for one in newest.values()
        ],
        "may_define": may(request.user, Permission.FIGURES_DEFINE),
        "many_shipped": len(queries.shipped().indicators),
    }
    return render(request, "figures/definitions.html", context)


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """One version: what it adds, its text, and the versions beside it."""
    one = _seen(request, pk)
    versions = queries.definitions_of(one.unit)
    context = {
        "definition": one,
        "added": _in_words(queries.own_indicators(one.text, one.unit)),
        "versions": versions,
        "is_newest": versions[0].pk == one.pk,
        "state": _state(one, versions, localdate()),
        "may_define": may(request.user, Permission.FIGURES_DEFINE, at=one.unit),
    }
    return render(request, "figures/definition.html", context)


@require_GET
def text(request: SignedIn, pk: int) -> HttpResponse:
    """The version as it was written."""
    one = _seen(request, pk)
    return _as_file(one.text, f"chi-tieu-{one.unit.code}-{one.version}.toml")


@require_GET
def shipped(request: SignedIn) -> HttpResponse:
    """The indicators that come with the package, as they are written there: a model to copy."""
    demand_reader(request)
    return _as_file(queries.shipped_texts()["indicators"], "chi-tieu-dung-chung.toml")


@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """The editor: a text is checked, and kept as a new version only if it holds together."""
    units = _own_units(request)
    if not units:
        raise PermissionDenied
    origin = _origin(request)
    form = DefinitionForm(request.POST or None, units=units, initial=_initial(origin, units))
    if request.method == "GET":
        return _editor(request, form, origin)
    if not form.is_valid():
        return _editor(request, form, origin, status=422)
    said = form.cleaned_data
    try:
        if "check" in request.POST:
            found = queries.own_indicators(said["text"], said["unit"])
            return _editor(request, form, origin, checked=_in_words(found))
        saved = actions.define_indicators(
            said["unit"], said["text"], said["effective_on"], by=request.user, at=now()
        )
    except DefinitionFaulty as faulty:
        return _editor(request, form, origin, faults=faulty.faults, status=422)
    done = _("Đã lưu chỉ tiêu riêng, phiên bản %(n)s.") % {"n": saved.version}
    messages.success(request, done)
    return redirect(saved)


@require_GET
def compare(request: SignedIn, pk: int, other: int) -> HttpResponse:
    """Line by line what the later of two versions says anew."""
    one, two = _seen(request, pk), _seen(request, other)
    if one.unit_id != two.unit_id:
        raise Http404
    old, new = sorted((one, two), key=lambda definition: definition.version)
    context = {"old": old, "new": new, "lines": list(differences(old.text, new.text))}
    return render(request, "figures/definition_compare.html", context)


def _visible(request: SignedIn) -> Any:
    return Definition.objects.visible_to(request.user).select_related("unit", "created_by")


def _seen(request: SignedIn, pk: int) -> Definition:
    found: Definition = get_object_or_404(_visible(request), pk=pk)
    return found


def _state(one: Definition, versions: Iterable[Definition], on: date) -> str:
    """in_force, coming, or replaced by a later version that is in force."""
    if one.effective_on > on:
        return "coming"
    later = (
        each.effective_on
        for each in versions
        if each.unit_id == one.unit_id and each.version > one.version
    )
    return "replaced" if any(day <= on for day in later) else "in_force"


def _in_words(indicators: Sequence[Indicator]) -> list[Added]:
    return [Added(one, wording.name_text(one), wording.unit_text(one)) for one in indicators]


def _own_units(request: SignedIn) -> list[Unit]:
    posts = posts_granting(request.user, Permission.FIGURES_DEFINE)
    return list({post.unit_id: post.unit for post in posts}.values())


def _origin(request: SignedIn) -> Definition | None:
    """The version that the editor begins with. Raises Http404 for one that isn't seen."""
    asked = request.GET.get("from", "")
    return _seen(request, int(asked)) if asked.isdecimal() and len(asked) < 19 else None


def _initial(origin: Definition | None, units: list[Unit]) -> dict[str, Any]:
    own = origin.unit if origin and origin.unit in units else units[0]
    begun = origin.text if origin else queries.own_text()
    return {"unit": own.pk, "effective_on": localdate(), "text": begun}


def _editor(
    request: SignedIn,
    form: DefinitionForm,
    origin: Definition | None,
    *,
    faults: Sequence[Fault] = (),
    checked: list[Added] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = str(form["text"].value() or "").splitlines()
    bad = {fault.line for fault in faults}
    context = {
        "form": form,
        "origin": origin,
        "faults": [_with_line(fault, lines) for fault in faults],
        "numbers": [(number, number in bad) for number in range(1, len(lines) + 2)],
        "is_sound": checked is not None,
        "added": checked or [],
    }
    return render(request, "figures/definition_form.html", context, status=status)


def _with_line(fault: Fault, lines: list[str]) -> FaultShown:
    is_there = 0 < fault.line <= len(lines)
    return FaultShown(fault, lines[fault.line - 1].strip() if is_there else "")


def _as_file(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
