"""The kinds of paper with their fields; a province's own templates for them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.files.actions import FileRefused
from binhyen.files.queries import content_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, posts_granting
from binhyen.units.models import Unit

from .. import actions, queries
from ..forms import TemplateForm, by_stage
from ..models import Template
from ..queries import Kind
from ..rendering import word
from ..rules.sampling import sample as sample_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def template_list(request: SignedIn) -> HttpResponse:
    """Every kind of paper, and whose text it has."""
    _demand_sight(request)
    used = queries.templates_in_use(request.user)
    stages = [
        (label, [(kind, used.get(kind.code, [])) for kind in kinds])
        for label, kinds in by_stage(queries.kinds().values())
    ]
    return render(request, "papers/templates.html", {"stages": stages})


@require_http_methods(["GET", "POST"])
def kind_page(request: SignedIn, kind: str) -> HttpResponse:
    """What a kind asks and knows, its sample, and the templates put in its place."""
    _demand_sight(request)
    wanted = _kind(kind)
    units = _units(request)
    form = TemplateForm(units, request.POST or None, request.FILES or None)
    findings: tuple[actions.Finding, ...] = ()
    if request.method == "POST":
        if not units:
            raise PermissionDenied
        if form.is_valid():
            try:
                return _put(request, wanted, form)
            except FileRefused as refused:
                form.add_error("file", refused.label)
            except actions.TemplateRefused as refused:
                form.add_error("file", _("Mẫu này chưa dùng được; xem các lỗi ở trên."))
                findings = refused.findings
    context = {
        "kind": wanted,
        "form": form if units else None,
        "findings": findings,
        "templates": queries.templates_of(request.user, kind),
        "manageable": {unit.pk for unit in units},
        "known": queries.KNOWN.items(),
    }
    return render(request, "papers/kind.html", context, status=422 if form.errors else 200)


def _put(request: SignedIn, kind: Kind, form: TemplateForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    template = actions.put_template(
        form.chosen_unit, kind.code, file.read(), name=file.name, by=request.user, at=now()
    )
    messages.success(request, _("Từ nay văn bản loại này được soạn theo mẫu vừa nộp."))
    if not template.is_whole:
        messages.warning(
            request,
            _(
                "Mẫu có hình, khung chữ hoặc chú thích: bản Word giữ đủ, bản PDF không có các phần "
                "này."
            ),
        )
    return redirect("papers:kind", kind=kind.code)


@require_GET
def sample(request: SignedIn, kind: str) -> HttpResponse:
    """The shipped text as a Word template, to alter and to hand in."""
    _demand_sight(request)
    wanted = _kind(kind)
    return _as_word(word.word(sample_of(wanted), title=wanted.name), f"mau-{kind}")


@require_GET
def content(request: SignedIn, pk: int) -> HttpResponse:
    """A template as it was handed in."""
    template = _template(request, pk)
    return _as_word(content_of(template.stored), f"mau-{template.kind}-{template.version}")


@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Back to the template before it, or to the shipped text."""
    template = _template(request, pk)
    actions.withdraw_template(template, by=request.user, at=now())
    messages.success(request, _("Đã thôi dùng mẫu này."))
    return redirect("papers:kind", kind=template.kind)


def _template(request: SignedIn, pk: int) -> Template:
    visible = Template.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit", "stored"), pk=pk)


def _kind(code: str) -> Kind:
    kind = queries.kind_named(code)
    if kind is None:
        raise Http404
    return kind


def _demand_sight(request: SignedIn) -> None:
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied


def _units(request: SignedIn) -> list[Unit]:
    """Where one may put a template in place."""
    posts = posts_granting(request.user, Permission.PROCEDURE_CHANGE)
    return list({post.unit_id: post.unit for post in posts if post.unit.level}.values())


def _as_word(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type=DOCX)
    file = name.replace("_", "-")
    response["Content-Disposition"] = f'attachment; filename="{file}.docx"'
    return response
