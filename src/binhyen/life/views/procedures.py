"""Procedures: the list, one version drawn and in a table, the editor, two versions compared."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.kernel.comparing import differences
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, posts_granting
from binhyen.units.models import Unit

from .. import actions, queries
from ..forms.procedures import ProcedureForm, WithdrawForm
from ..models import Procedure
from ..queries import pages
from ..rules.procedure import Flaw, ProcedureFaulty
from ..rules.procedure import Procedure as Read
from .drawn import tracks


@require_GET
def procedure_list(request: SignedIn) -> HttpResponse:
    """The procedures that one may read, each by its newest version."""
    on = localdate()
    found = queries.procedures_listed(request.user, on=on)
    running = queries.cases_running(found)
    context = {
        "procedures": [
            {
                "procedure": procedure,
                "verified": queries.read(procedure.text).verified,
                "kinds": len(queries.read(procedure.text).kinds),
                "running": running.get(procedure.pk, 0),
                "state": _state(procedure, [procedure], on),
            }
            for procedure in found
        ],
        "may_change": may(request.user, Permission.PROCEDURE_CHANGE),
    }
    return render(request, "life/procedures.html", context)


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """One version: every kind of case drawn, and as a table."""
    return _detail(request, _seen(request, pk), WithdrawForm(initial={"on": localdate()}))


def _detail(
    request: SignedIn, procedure: Procedure, form: WithdrawForm, *, status: int = 200
) -> HttpResponse:
    on = localdate()
    said, versions = queries.read(procedure.text), list(queries.versions_of(procedure))
    may_withdraw = may(request.user, Permission.PROCEDURE_CHANGE, at=procedure.unit)
    context = {
        "procedure": procedure,
        "read": said,
        "tracks": tracks(said),
        "grounds": list(said.grounds.values()),
        "versions": versions,
        "state": _state(procedure, versions, on),
        "running": queries.cases_running([procedure]).get(procedure.pk, 0),
        "may_change": may(request.user, Permission.PROCEDURE_CHANGE),
        "may_withdraw": may_withdraw and procedure.withdrawn_on is None,
        "withdraw_form": form,
    }
    return render(request, "life/procedure.html", context, status=status)


@require_GET
def text(request: SignedIn, pk: int) -> HttpResponse:
    """The version as it was written."""
    procedure = _seen(request, pk)
    response = HttpResponse(procedure.text, content_type="text/plain; charset=utf-8")
    name = f"{procedure.code}-{procedure.version}.toml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """The editor: a text is checked, drawn, and kept as a new version only if it holds together."""
    units = _own_units(request)
    if not units:
        raise PermissionDenied
    origin = _origin(request)
    form = ProcedureForm(request.POST or None, units=units, initial=_initial(origin, units))
    if request.method == "GET":
        return _editor(request, form, origin)
    if not form.is_valid():
        return _editor(request, form, origin, status=422)
    said = form.cleaned_data
    try:
        if "check" in request.POST:
            return _editor(request, form, origin, checked=pages.checked(said["text"]))
        saved = actions.save_procedure(
            unit=said["unit"],
            text=said["text"],
            effective_on=said["effective_on"],
            by=request.user,
            at=now(),
        )
    except ProcedureFaulty as faulty:
        return _editor(request, form, origin, flaws=faulty.flaws, status=422)
    messages.success(request, _("Đã lưu quy trình, phiên bản %(n)s.") % {"n": saved.version})
    return redirect(saved)


@require_GET
def compare(request: SignedIn, pk: int, other: int) -> HttpResponse:
    """Line by line what the later of two versions says anew."""
    one, two = _seen(request, pk), _seen(request, other)
    if (one.unit_id, one.code) != (two.unit_id, two.code):
        raise Http404
    old, new = sorted((one, two), key=lambda procedure: procedure.version)
    lines = list(differences(old.text, new.text))
    return render(request, "life/procedure_compare.html", {"old": old, "new": new, "lines": lines})


@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """No new case runs by this version from a day on."""
    procedure = _seen(request, pk)
    if not may(request.user, Permission.PROCEDURE_CHANGE, at=procedure.unit):
        raise PermissionDenied
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _detail(request, procedure, form, status=422)
    said = form.cleaned_data
    actions.withdraw_procedure(
        procedure, on=said["on"], by=request.user, at=now(), reason=said["reason"]
    )
    messages.success(request, _("Đã ghi ngày thôi áp dụng; hồ sơ đang chạy vẫn theo bản này."))
    return redirect(procedure)


def _seen(request: SignedIn, pk: int) -> Procedure:
    procedure = pages.procedure_named(request.user, pk)
    if procedure is None:
        raise Http404
    return procedure


def _state(procedure: Procedure, versions: list[Procedure], on: date) -> str:
    """in_force, coming, withdrawn, or replaced by a later version that is in force."""
    if procedure.withdrawn_on and procedure.withdrawn_on <= on:
        return "withdrawn"
    if procedure.effective_on > on:
        return "coming"
    later = (v for v in versions if v.version > procedure.version and v.withdrawn_on is None)
    return "replaced" if any(v.effective_on <= on for v in later) else "in_force"


def _own_units(request: SignedIn) -> list[Unit]:
    posts = posts_granting(request.user, Permission.PROCEDURE_CHANGE)
    return list({post.unit_id: post.unit for post in posts}.values())


def _origin(request: SignedIn) -> Procedure | None:
    """The version that the editor begins with. Raises Http404 for one that isn't seen."""
    asked = request.GET.get("from", "")
    return _seen(request, int(asked)) if asked.isdigit() and len(asked) < 19 else None


def _initial(origin: Procedure | None, units: list[Unit]) -> dict[str, Any]:
    own = origin.unit if origin and origin.unit in units else units[0]
    shipped = queries.shipped_texts()
    begun = origin.text if origin else shipped[-1] if shipped else ""
    return {"unit": own.pk, "effective_on": localdate(), "text": begun}


@dataclass(frozen=True, slots=True)
class Fault:
    """A flaw with the line of the text that it is about."""

    label: str
    table: str
    line: int | None
    quote: str


def _editor(
    request: SignedIn,
    form: ProcedureForm,
    origin: Procedure | None,
    *,
    flaws: tuple[Flaw, ...] = (),
    checked: Read | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = str(form["text"].value() or "")
    lines = shown.splitlines()
    bad = {flaw.line for flaw in flaws if flaw.line}
    context = {
        "form": form,
        "origin": origin,
        "flaws": [_fault(flaw, lines) for flaw in flaws],
        "numbers": [(number, number in bad) for number in range(1, len(lines) + 2)],
        "is_sound": checked is not None,
        "tracks": tracks(checked) if checked else [],
    }
    return render(request, "life/procedure_form.html", context, status=status)


def _fault(flaw: Flaw, lines: list[str]) -> Fault:
    quote = lines[flaw.line - 1] if flaw.line and flaw.line <= len(lines) else ""
    return Fault(flaw.label, flaw.table, flaw.line, quote.strip())
