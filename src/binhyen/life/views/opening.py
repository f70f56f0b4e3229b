"""Opening a case: which of the seven kinds, what it is about, what already exists, why."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.actions import AlreadyRegistered, Refused, ensure_organisations
from binhyen.programmes.models import Organisation, Programme, Site
from binhyen.programmes.queries import sector_names, unit_choices, unit_text
from binhyen.units.models import Unit

from .. import actions, queries
from ..choices import CaseKind, OverlapReason
from ..forms.fields import site_text
from ..forms.opening import (
    FORMS,
    AdjustForm,
    BuildForm,
    OpenForm,
    ReplicateForm,
    TargetForm,
    known_facts,
)
from ..models import Case
from ..queries import Overlap, pages
from .works import beside

FIRST_SUGGESTIONS = 12
UNTARGETED = {CaseKind.BUILD, CaseKind.REPLICATE}


@require_GET
def kinds(request: SignedIn) -> HttpResponse:
    """The seven kinds, each in a sentence; about a programme or site if the address names one."""
    _demand(request)
    target, asked = _asked(request)
    query = f"?{urlencode(asked)}" if asked else ""
    offered = [kind for kind in CaseKind if target is None or _fits(kind, target)]
    context = {
        "target": target,
        "kinds": [
            {
                "label": _label(kind),
                "what": _what(kind),
                "href": reverse("life:open-kind", args=[kind]) + query,
            }
            for kind in offered
        ],
    }
    return render(request, "life/open.html", context)


@require_http_methods(["GET", "POST"])
def open_kind(request: SignedIn, kind: str) -> HttpResponse:
    """The form of one kind; what may be the same is shown before anything is opened."""
    if kind not in CaseKind.values:
        raise Http404
    _demand(request)
    target, _asked_for = _asked(request)
    if kind not in UNTARGETED and target is None:
        return _pick(request, CaseKind(kind))
    form = _form(request, kind, target)
    if request.method == "GET":
        return _page(request, kind, form, status=200)
    if not form.is_valid():
        return _page(request, kind, form, status=422)
    if "confirm" not in request.POST and (known := _overlaps(form)):
        return _page(request, kind, form, status=409, overlaps=known)
    return _opened(request, kind, form, target)


@require_GET
def site_options(request: SignedIn) -> HttpResponse:
    """Suggestions for a field that takes a site, as one types."""
    asked = {name: request.GET.get(name, "").strip() for name in ("site", "parent", "into")}
    words = next(filter(None, asked.values()), "")
    if not words:
        found = []
    elif asked["parent"]:
        code = request.GET.get("programme", "").split(" – ")[0].strip()
        programme = pages.programme_named(request.user, code) if code else None
        found = pages.parent_choices(request.user, words, programme)
    else:
        found = pages.site_choices(request.user, words)
    return render(request, "life/_options.html", {"options": map(site_text, found)})


def _demand(request: SignedIn) -> None:
    if not may(request.user, Permission.CASE_ACT):
        raise PermissionDenied


def _asked(request: SignedIn) -> tuple[Programme | Site | None, dict[str, str]]:
    """The programme or site that the address names. Raises Http404 for one that isn't seen."""
    if code := request.GET.get("site", "").split(" – ")[0].strip():
        site = pages.site_named(request.user, code)
        return (site, {"site": site.code}) if site else (None, {})
    if code := request.GET.get("programme", "").split(" – ")[0].strip():
        programme = pages.programme_named(request.user, code)
        return (programme, {"programme": programme.code}) if programme else (None, {})
    return None, {}


def _fits(kind: str, target: Programme | Site) -> bool:
    """Whether a kind of case can be about what the address names."""
    return kind != CaseKind.BUILD and (kind != CaseKind.REPLICATE or target.state != "ended")


def _pick(request: SignedIn, kind: CaseKind) -> HttpResponse:
    """First which programme or site; the answer is the next page's address."""
    form = TargetForm(request.user, request.GET if request.GET else None)
    context = {
        "form": form,
        "kind": kind,
        "title": _label(kind),
        "what": _what(kind),
    }
    return render(request, "life/pick.html", context, status=422 if form.errors else 200)


def _form(request: SignedIn, kind: str, target: Programme | Site | None) -> Any:
    unit = pages.first_unit(request.user, target, on=localdate())
    initial: dict[str, Any] = {"unit": unit}
    options: dict[str, Any] = {}
    if kind == CaseKind.REPLICATE:
        programme = target.programme if isinstance(target, Site) else target
        parent = target if isinstance(target, Site) else None
        own = pages.first_unit(request.user, None, on=localdate())
        initial |= {"programme": programme, "parent": parent, "unit": own}
    elif kind != CaseKind.BUILD:
        options["target"] = target
    if kind == CaseKind.ADJUST and target is not None:
        initial |= known_facts(target)
    on = localdate()
    offered = queries.procedures_for(unit, kind, on=on) if unit else ()
    return FORMS[kind](
        request.POST or None,
        person=request.user,
        procedures=offered,
        initial=initial,
        **options,
    )


def _overlaps(form: OpenForm) -> list[Overlap]:
    said = form.cleaned_data
    if isinstance(form, BuildForm):
        return queries.programme_overlaps(unit=said["unit"], name=said["name"], aim=said["aim"])
    if isinstance(form, ReplicateForm):
        return queries.site_overlaps(
            said["programme"],
            unit=said["unit"],
            village=said["village"],
            organisation=pages.organisation_named(said["unit"], said["organisation"]),
        )
    return []


def _opened(
    request: SignedIn, kind: str, form: OpenForm, target: Programme | Site | None
) -> HttpResponse:
    try:
        case = _open(request, kind, form, target)
    except actions.CaseBlocked as blocked:
        refused = beside(form, blocked.blockers)
        return _page(request, kind, form, status=409, refused=refused)
    except AlreadyRegistered as known:
        twin = Overlap(known.site, (OverlapReason.NAME,))
        return _page(request, kind, form, status=409, overlaps=[twin])
    except Refused as refused_facts:
        others = _lay_out(form, refused_facts)
        return _page(request, kind, form, status=422, refused=others)
    messages.success(request, _("Đã mở hồ sơ %(code)s.") % {"code": case.code})
    return redirect(case)


@transaction.atomic
def _open(request: SignedIn, kind: str, form: OpenForm, target: Programme | Site | None) -> Case:
    said, at = form.cleaned_data, now()
    facts: Any = None
    changes: dict[str, Any] = {}
    if isinstance(form, BuildForm):
        facts = form.facts()
    elif isinstance(form, ReplicateForm):
        facts = form.facts(_organisation(request, said["organisation"], said["unit"]))
    elif isinstance(form, AdjustForm):
        changes = _changes(request, form)
    return actions.open_case(
        kind,
        unit=said["unit"],
        reason=said["reason"],
        by=request.user,
        at=at,
        programme=target if isinstance(target, Programme) and facts is None else None,
        site=target if isinstance(target, Site) and facts is None else None,
        parent=said.get("parent"),
        into=said.get("into"),
        facts=facts,
        changes=changes,
        procedure=said.get("procedure"),
        even_if_known="confirm" in request.POST,
    )


def _organisation(request: SignedIn, name: str, unit: Unit) -> Organisation | None:
    if not fold(name):
        return None
    found = ensure_organisations([(unit, name)], by=request.user, at=now())
    return found[unit.pk, fold(name)]


def _changes(request: SignedIn, form: AdjustForm) -> dict[str, Any]:
    """The new values as the case keeps them: an organisation by its key."""
    news = form.news
    if name := news.get("organisation"):
        body = _organisation(request, name, form.cleaned_data["unit"])
        news["organisation"] = body.pk if body else None
    return news


def _lay_out(form: OpenForm, refused: Refused) -> list[str]:
    """Each fault of the register beside its field; those of no field are returned."""
    others = []
    for fault in refused.faults:
        if fault.field in form.fields:
            form.add_error(fault.field, fault.label)
        else:
            others.append(str(fault.label))
    return others


def _page(
    request: SignedIn,
    kind: str,
    form: OpenForm,
    *,
    status: int,
    overlaps: Iterable[Overlap] = (),
    refused: Iterable[str] = (),
) -> HttpResponse:
    units = unit_choices(request.user, Permission.CASE_ACT, "").filter(valid_to=None)
    target = getattr(form, "target", None)
    context = {
        "form": form,
        "title": _label(kind),
        "what": _what(kind),
        "target": target,
        "overlaps": [_overlap(one) for one in overlaps],
        "refused": list(refused),
        "unit_names": [unit_text(unit) for unit in units[:FIRST_SUGGESTIONS]],
        "sectors": sector_names() if "sector" in form.fields else [],
    }
    return render(request, "life/open_kind.html", context, status=status)


def _overlap(one: Overlap) -> dict[str, Any]:
    record = one.record
    place = record.code if isinstance(record, Site) else f"{record.code}, {record.unit.name}"
    why = ", ".join(str(reason.label) for reason in one.reasons)
    return {"record": record, "place": place, "why": why}


def _label(kind: str) -> str:
    return {
        CaseKind.BUILD: _("Xây dựng mô hình mới"),
        CaseKind.REPLICATE: _("Mở điểm mới, nhân rộng"),
        CaseKind.ADJUST: _("Điều chỉnh"),
        CaseKind.SUSPEND: _("Tạm dừng"),
        CaseKind.END: _("Kết thúc, thanh loại"),
        CaseKind.MERGE: _("Sáp nhập mô hình trùng lặp"),
        CaseKind.TAKE_OVER: _("Tiếp nhận sau sắp xếp địa giới"),
    }[CaseKind(kind)]


def _what(kind: str) -> str:
    return {
        CaseKind.BUILD: _(
            "Từ kế hoạch khảo sát đến ra mắt một mô hình chưa có trong danh mục của tỉnh."
        ),
        CaseKind.REPLICATE: _(
            "Đưa một mô hình đã có đến thôn, trường học, giáo xứ, doanh nghiệp… khác."
        ),
        CaseKind.ADJUST: _("Đổi tên, phạm vi, đơn vị áp dụng hay số tổ mà vẫn là mô hình ấy."),
        CaseKind.SUSPEND: _("Ngừng một thời gian có lý do, rồi hoạt động lại hoặc kết thúc."),
        CaseKind.END: _(
            "Có căn cứ, có quyết định, tài sản bàn giao hết cho nơi nhận rồi mới kết thúc."
        ),
        CaseKind.MERGE: _("Hai mô hình cùng mục đích, cùng địa bàn nhập làm một."),
        CaseKind.TAKE_OVER: _(
            "Xã, tỉnh mới nhận lại mô hình, điểm của đơn vị cũ để không bị bỏ quên."
        ),
    }[CaseKind(kind)]
