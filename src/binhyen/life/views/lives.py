"""The timeline of a programme and of a site: register, cases and papers in one line."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.models import Programme, Site

from .. import queries
from ..choices import EventKind
from ..queries import Moment, pages


@require_GET
def programme(request: SignedIn, code: str) -> HttpResponse:
    """A programme's life, its sites' apart."""
    return _page(request, pages.programme_named(request.user, code), "programme")


@require_GET
def site(request: SignedIn, code: str) -> HttpResponse:
    """A site's life."""
    return _page(request, pages.site_named(request.user, code), "site")


def _page(request: SignedIn, record: Programme | Site | None, name: str) -> HttpResponse:
    if record is None:
        raise Http404
    cases = pages.cases_seen(request.user, record)
    seen = {case.get_absolute_url() for case in cases}
    moments = [
        moment
        for moment in (*queries.timeline(record), *pages.ratings(record))
        if moment.source != "case" or moment.url in seen
    ]
    context = {
        "record": record,
        "name": name,
        "moments": [_shown(one, record) for one in queries.latest_first(moments)],
        "cases": cases,
        "may_open": may(request.user, Permission.CASE_ACT),
        "opening": f"{reverse('life:open')}?{urlencode({name: record.code})}",
    }
    return render(request, "life/timeline.html", context)


def _shown(moment: Moment, record: Programme | Site) -> dict[str, Any]:
    """A moment in words; what the register and the cases know by codes gets its sentence."""
    title, detail = moment.title, moment.detail
    if moment.source == "register":
        title = _register_words(moment.what, record)
        detail = f"{_('Xếp loại')}: {moment.detail}" if moment.what == "rated" else detail
    elif moment.source == "case" and moment.what in EventKind.values:
        title = f"{str(EventKind(moment.what).label).capitalize()}: {moment.title}"
        detail = moment.url.strip("/").rpartition("/")[2]
    return {
        "source": moment.source,
        "on_text": moment.on_text,
        "title": title,
        "detail": detail,
        "url": moment.url,
    }


def _register_words(what: str, record: Programme | Site) -> str:
    if what == "ended":
        return _("Kết thúc hoạt động")
    if what == "rated":
        return _("Ghi xếp loại vào sổ")
    return _("Ra mắt, đi vào hoạt động") if isinstance(record, Site) else _("Xây dựng mô hình")
