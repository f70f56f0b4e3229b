"""Money and goods that a site receives after its founding."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from .. import actions
from ..choices import Source
from ..forms.sites import ContributionForm
from ..models import Site
from .register import lay_out


@require_http_methods(["GET", "POST"])
def add(request: SignedIn, code: str) -> HttpResponse:
    visible = Site.objects.visible_to(request.user).select_related("programme", "unit")
    site = get_object_or_404(visible, code=code)
    if not may(request.user, Permission.SITE_CHANGE, at=site.unit):
        raise PermissionDenied
    form = ContributionForm(request.POST or None)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            actions.add_contribution(
                site,
                source=Source(chosen["source"]),
                amount_vnd=chosen["amount_vnd"],
                received_on=chosen["received"].on,
                received_precision=chosen["received"].precision or "day",
                note=chosen["note"],
                by=request.user,
                at=now(),
            )
        except actions.Refused as refused:
            lay_out(form, refused)
        else:
            messages.success(request, _("Đã ghi đóng góp."))
            return redirect(site)
    context = {"form": form, "site": site}
    return render(request, "programmes/gift_form.html", context, status=422 if form.errors else 200)
