"""Forms of reports: those in use, those of the package, and the editor."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.figures.queries import Fault, calendar, shipped
from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, posts_granting
from binhyen.units.choices import Level

from .. import actions, queries
from ..forms import FrameForm
from ..models import Frame
from ..rules import shapes
from .refused import UNFIT, lay_out

HISTORY = 20


@require_GET
def frame_list(request: SignedIn) -> HttpResponse:
    """The forms of the person's units, then those of the package that none of them stands for."""
    own = [(row, queries.read_again(row.text)) for row in queries.frames_listed(request.user)]
    used = {row.code for row, _shape in own}
    context = {
        "own": [(row, shape, _kind(shape)) for row, shape in own],
        "shipped": [
            (each, _kind(each.shape)) for each in queries.shipped_frames() if each.code not in used
        ],
        "may_define": may(request.user, Permission.FIGURES_DEFINE),
    }
    return render(request, "reports/frames.html", context)


@require_GET
def shipped_frame(request: SignedIn, code: str) -> HttpResponse:
    """A form of the package, as an example."""
    found = queries.shipped_frame(code)
    if found is None or not may(request.user, Permission.REGISTER_VIEW):
        raise Http404
    context = _shown(found.shape) | {
        "text": found.text,
        "may_define": may(request.user, Permission.FIGURES_DEFINE),
    }
    return render(request, "reports/frame.html", context)


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """One version of a form, with the others."""
    stored = _visible(request, pk)
    versions = list(queries.versions_of(stored))
    context = _shown(queries.read_again(stored.text)) | {
        "text": stored.text,
        "stored": stored,
        "versions": versions,
        "is_newest": versions[0].pk == stored.pk,
        "may_define": queries.may_define(request.user, stored.unit),
        "entries": history_of(stored)[:HISTORY],
    }
    return render(request, "reports/frame.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """A form of one's own; begins with the text of the package's, if one is named."""
    posts = posts_granting(request.user, Permission.FIGURES_DEFINE)
    if not posts:
        raise PermissionDenied
    model = queries.shipped_frame(request.GET.get("from", "")) or queries.shipped_frames()[0]
    unit = posts[0].unit if posts[0].unit.level > Level.NATION else None
    initial = {"unit": unit, "effective_on": localdate(), "text": model.text}
    form = FrameForm(request.POST or None, person=request.user, initial=initial)
    return _edited(request, form, None)


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    """The next version of a form."""
    stored = _visible(request, pk)
    if not queries.may_define(request.user, stored.unit):
        raise PermissionDenied
    initial = {"effective_on": localdate(), "text": stored.text}
    form = FrameForm(request.POST or None, person=request.user, former=stored, initial=initial)
    return _edited(request, form, stored)


def _visible(request: SignedIn, pk: int) -> Frame:
    rows = Frame.objects.visible_to(request.user).select_related("unit", "created_by")
    return get_object_or_404(rows, pk=pk)


def _edited(request: SignedIn, form: FrameForm, former: Frame | None) -> HttpResponse:
    status, faults = (UNFIT if form.errors else 200), list[tuple[Fault, str]]()
    if form.is_valid():
        chosen = dict(form.cleaned_data)
        unit, text = former.unit if former else chosen.pop("unit"), chosen.pop("text")
        try:
            saved = actions.save_frame(
                text, unit=unit, former=former, **chosen, by=request.user, at=now()
            )
        except queries.DefinitionFaulty as faulty:
            faults, status = _beside(faulty.faults, text), UNFIT
        except actions.ReportsBlocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            messages.success(request, _("Đã lưu biểu mẫu. Báo cáo đã ký vẫn theo bản cũ."))
            return redirect(saved)
    context = {"form": form, "former": former, "faults": faults, "words": shapes.WORDS}
    return render(request, "reports/frame_form.html", context, status=status)


def _beside(faults: Iterable[Fault], text: str) -> list[tuple[Fault, str]]:
    """Each fault with the line that it points at."""
    lines = text.splitlines() or [""]
    return [(fault, lines[min(fault.line, len(lines)) - 1].strip()) for fault in faults]


def _shown(shape: shapes.Frame) -> dict[str, Any]:
    """A form laid out for its page."""
    known, english = shipped(), _is_english()
    names = {key: known.label_of(key, english=english) for key in shape.keys}
    return {
        "shape": shape,
        "kind": _kind(shape),
        "issuer": shape.issuer.label,
        "tables": [(table, [names[key] for key in table.keys]) for table in shape.tables],
        "headings": [part.heading for part in shape.parts if part.heading],
    }


def _kind(shape: shapes.Frame) -> str:
    found = calendar().by_code.get(shape.kind)
    if found is None:
        return shape.kind
    return found.name_en if _is_english() else found.name


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")
