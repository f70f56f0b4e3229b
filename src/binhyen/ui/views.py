"""The theme, and the gallery of everything that pages are built of."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.kernel.models import Entry

from .context import THEME_COOKIE, THEMES
from .templatetags.ui import BUTTON_TONES, ICONS, NOTICE_TONES, TAG_TONES

A_YEAR = 365 * 24 * 60 * 60


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the device says, and go back."""
    back = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(back if is_ours else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


class Sampler(forms.Form):
    """One field of each widget, for the gallery."""

    name = forms.CharField(label=_("Tên"), help_text=_("Viết đủ dấu."))
    count = forms.IntegerField(label=_("Số tổ"), required=False)
    sector = forms.ChoiceField(
        label=_("Lĩnh vực"), choices=[("a", _("Phòng, chống tội phạm")), ("b", _("Phòng cháy"))]
    )
    note = forms.CharField(label=_("Ghi chú"), widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label=_("Đã kiểm tra"), required=False)
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        widget=forms.RadioSelect,
        choices=[("on", _("đang hoạt động")), ("off", _("đã kết thúc"))],
    )
    paper = forms.FileField(label=_("Tệp"), required=False)


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state. Nothing on it is a record."""
    context = {
        "tags": sorted(TAG_TONES),
        "notices": sorted(NOTICE_TONES),
        "buttons": sorted(BUTTON_TONES),
        "icons": [icon for icon in ICONS if icon],
        "blank": Sampler(auto_id="blank_%s"),
        "wrong": Sampler({"count": "mười"}, auto_id="wrong_%s"),
        "page_obj": Paginator(range(60), 10).get_page(request.GET.get("page")),
        "entries": [_sample_entry()],
        "now": timezone.now(),
    }
    return render(request, "ui/gallery.html", context)


def _sample_entry() -> Entry:
    return Entry(
        number=1,
        at=timezone.now(),
        by="can-bo-mau",
        verb="change",
        kind="programmes.site",
        record="0",
        label=str(_("Bản ghi mẫu")),
        before={"member_count": 12},
        after={"member_count": 15},
        reason=str(_("Ví dụ cho thành phần giao diện")),
    )
