"""A new paper: what about, which kind, filled in, looked at, issued."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.models import Programme, Site

from .. import actions, queries
from ..choices import About, FaultCode
from ..forms import PaperForm, SubjectForm, by_stage
from ..models import Issuer
from ..producing import pictures
from ..queries import Choice, Kind
from ..rendering.templates import TemplateUnusable
from ..rules.checking import clean, day_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is about and on which occasion it is drawn up, as the address names them."""

    programme: Programme
    site: Site | None
    occasion: str = ""

    @property
    def record(self) -> Programme | Site:
        return self.site or self.programme

    @property
    def query(self) -> str:
        asked = QueryDict(mutable=True)
        asked["programme"] = self.programme.code
        if self.site:
            asked["site"] = self.site.code
        if self.occasion:
            asked["occasion"] = self.occasion
        return asked.urlencode()


@require_GET
def choose(request: SignedIn) -> HttpResponse:
    """First the programme or site, then the kinds of paper that can be drawn up about it."""
    if not may(request.user, Permission.PAPER_ISSUE):
        raise PermissionDenied
    form, subject = SubjectForm(request.user, request.GET or None), None
    if form.is_valid():
        programme, code = form.cleaned_data["programme"], form.cleaned_data["site"]
        sites = Site.objects.visible_to(request.user).filter(programme=programme)
        site = sites.filter(code=code).select_related("unit").first() if code else None
        if code and site is None:
            form.add_error("site", _("Mô hình này không có điểm nào mang mã đó."))
        else:
            subject = Subject(programme, site)
    offered = [
        kind for kind in queries.kinds().values() if subject is None or _fits(kind, subject.site)
    ]
    context = {"form": form, "subject": subject, "stages": by_stage(offered)}
    return render(request, "papers/choose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new(request: SignedIn, kind: str) -> HttpResponse:
    """Fill in a paper of a kind; look at it; let it have its number.

    Any field's name in the address is what it begins with; `occasion` words the paper, `bases`
    are further legal bases, `next` is where one goes on to.
    """
    wanted = queries.kind_named(kind)
    if wanted is None:
        raise Http404
    subject = _subject(request)
    wanted = wanted.on_occasion(subject.occasion)
    if not _fits(wanted, subject.site):
        raise Http404
    if not may(request.user, Permission.DOCUMENT_CHANGE, at=subject.record.unit):
        raise PermissionDenied
    today = localdate()
    choices = queries.choices_for(request.user, subject.programme, subject.site, today)
    if not choices:
        raise PermissionDenied
    if request.method == "GET":
        return _begun(request, wanted, subject, choices, today)
    return _sent(request, wanted, subject, choices, today)


def _fits(kind: Kind, site: Site | None) -> bool:
    return (About.SITE if site else About.PROGRAMME) in kind.about


def _subject(request: SignedIn) -> Subject:
    """What the address names. Raises Http404 for what one doesn't see."""
    asked = request.GET
    site = None
    if code := asked.get("site"):
        related = ("programme__sector", "programme__unit__parent", "unit__parent", "organisation")
        visible = Site.objects.visible_to(request.user).select_related(*related)
        site = get_object_or_404(visible, code=code)
    seen = Programme.objects.visible_to(request.user).select_related("sector", "unit__parent")
    wanted = asked.get("programme") or (site.programme.code if site else "")
    programme = get_object_or_404(seen, code=wanted)
    if site is not None and site.programme_id != programme.pk:
        raise Http404
    return Subject(programme, site, asked.get("occasion", ""))


def _begun(
    request: SignedIn, kind: Kind, subject: Subject, choices: Sequence[Choice], today: date
) -> HttpResponse:
    asked = request.GET
    first = _first(choices, asked.get("issuer", ""), asked.get("kinh_gui", ""))
    initial: dict[str, Any] = _prefilled(kind, subject, today, first.issuer)
    initial |= {name: asked[name] for name in initial if asked.get(name)}
    if bases := clean(asked.get("bases")):
        initial |= {name: f"{initial[name]}\n{bases}" for name in ("can_cu",) if initial.get(name)}
    on = day_of(request.GET.get("on", "")) or today
    initial |= {"issuer": first.key, "issuer_was": first.key, "on": on.isoformat()}
    initial |= {"token": uuid4(), "next": _next(request, request.GET.get("next", ""))}
    form = PaperForm(kind, choices, initial=initial)
    return _page(request, kind, subject, form)


def _first(choices: Sequence[Choice], asked: str, addressee: str) -> Choice:
    """Whose paper it is at first: the one asked for, else the first who writes to another."""
    chosen = queries.issuer_of_choice(choices, asked)
    named = [choice for choice in choices if choice.issuer is chosen]
    others = [choice for choice in choices if choice.issuer.name != addressee]
    return [*named, *others, *choices][0]


def _prefilled(kind: Kind, subject: Subject, on: date, issuer: Issuer) -> dict[str, str]:
    return queries.prefill(
        kind.code, subject.programme, subject.site, on, issuer=issuer, occasion=kind.occasion
    )


def _sent(
    request: SignedIn, kind: Kind, subject: Subject, choices: Sequence[Choice], today: date
) -> HttpResponse:
    data = _renamed(request.POST, kind, subject, choices, today)
    form = PaperForm(kind, choices, data=data)
    issuer = queries.issuer_of_choice(choices, data.get("issuer", ""))
    on = day_of(data.get("on", ""))
    if issuer is None:
        form.add_error("issuer", FaultCode.NOT_OFFERED.label)
    if on is None:
        form.add_error("on", FaultCode.NOT_A_DAY.label)
    if issuer is None or on is None:
        return _page(request, kind, subject, form)
    action = request.POST.get("action", "look")
    if action == "issue":
        return _issued(request, kind, subject, form, issuer=issuer, on=on)
    facts = {"issuer": issuer, "on": on, "fields": form.typed}
    if action in {"docx", "pdf"}:
        return _as_file(request, kind, subject, form, action, facts)
    return _looked_at(request, kind, subject, form, issuer=issuer, on=on)


def _renamed(
    posted: QueryDict, kind: Kind, subject: Subject, choices: Sequence[Choice], today: date
) -> QueryDict:
    """What was sent; texts that stood there by default follow to another issuer's name."""
    was, now_ = posted.get("issuer_was", ""), posted.get("issuer", "")
    data = posted.copy()
    old, new = (queries.issuer_of_choice(choices, key) for key in (was, now_))
    if old is not None and new is not None and was != now_:
        before, after = (_prefilled(kind, subject, today, issuer) for issuer in (old, new))
        for name, text in before.items():
            if posted.get(name, "").replace("\r\n", "\n").strip() == text:
                data[name] = after[name]
        data["issuer_was"] = now_
    return data


def _issued(
    request: SignedIn, kind: Kind, subject: Subject, form: PaperForm, *, issuer: Issuer, on: date
) -> HttpResponse:
    """Take the number; what is wrong stands beside its field, and nothing typed is lost."""
    try:
        issued = actions.issue(
            kind=kind.code,
            programme=subject.programme,
            site=subject.site,
            issuer=issuer,
            on=on,
            fields=form.typed,
            by=request.user,
            at=now(),
            token=form.cleaned_data.get("token"),
            occasion=kind.occasion,
        )
    except actions.PaperRefused as refused:
        for fault in refused.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.label)
        return _page(request, kind, subject, form)
    said = _("Đã lấy số %(symbol)s và đưa văn bản vào hồ sơ.") % {"symbol": issued.symbol}
    messages.success(request, said)
    return redirect(_next(request, form["next"].value()) or issued.get_absolute_url())


def _as_file(
    request: SignedIn,
    kind: Kind,
    subject: Subject,
    form: PaperForm,
    ending: str,
    facts: Mapping[str, Any],
) -> HttpResponse:
    """The draft as Word or PDF, without a number."""
    try:
        docx, pdf = actions.draft_preview(
            kind=kind.code,
            programme=subject.programme,
            site=subject.site,
            occasion=kind.occasion,
            **facts,
        )
    except actions.PaperRefused as refused:
        form.add_error(None, refused.faults[0].label)
        return _page(request, kind, subject, form)
    content, media = (docx, DOCX) if ending == "docx" else (pdf, "application/pdf")
    response = HttpResponse(content, content_type=media)
    name = fold(kind.type).replace(" ", "-")
    response["Content-Disposition"] = f'attachment; filename="du-thao-{name}.{ending}"'
    return response


def _looked_at(
    request: SignedIn, kind: Kind, subject: Subject, form: PaperForm, *, issuer: Issuer, on: date
) -> HttpResponse:
    """The form again, with its pages as pictures beside it."""
    draft = actions.draft_of(kind, subject.programme, subject.site, issuer, form.typed, on=on)
    try:
        pages = pictures(draft)
    except TemplateUnusable:
        form.add_error(None, FaultCode.TEMPLATE.label)
        return _page(request, kind, subject, form)
    return _page(request, kind, subject, form, pages=pages)


def _page(
    request: SignedIn,
    kind: Kind,
    subject: Subject,
    form: PaperForm,
    *,
    pages: Sequence[bytes] = (),
) -> HttpResponse:
    choices = queries.choices_for(request.user, subject.programme, subject.site, localdate())
    issuer = queries.issuer_of_choice(choices, form["issuer"].value())
    on = day_of(form["on"].value() or "") or localdate()
    context = {
        "kind": kind,
        "subject": subject,
        "form": form,
        "pages": [f"data:image/png;base64,{b64encode(page).decode()}" for page in pages],
        "back": form["next"].value() or subject.record.get_absolute_url(),
        "template": (
            queries.template_for(kind.code, issuer.unit) if issuer and not kind.occasion else None
        ),
        "numbering": queries.numbering(issuer, on.year) if issuer else None,
    }
    return render(request, "papers/new.html", context, status=422 if form.errors else 200)


def _next(request: SignedIn, address: str | None) -> str:
    """Where to go on, if that is a place of ours."""
    is_ours = bool(address) and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address and is_ours and address.startswith("/") else ""
