"""One change for many sites: looked at before, one block of the log, taken back as one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from binhyen.kernel.models import Entry
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from .. import actions, queries
from ..choices import Ending, State
from ..forms.sites import BulkForm
from ..models import Site
from ..rules import Fault

MOST = 500


@dataclass(frozen=True, slots=True)
class Planned:
    """One site of the preview: what it is, what it would be, and every reason against that."""

    site: Site
    before: actions.SiteFacts
    after: actions.SiteFacts
    faults: tuple[Fault, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def new_state(self) -> str:
        return str(State(self.after.state).label)

    @property
    def new_ending(self) -> str:
        """How it ends, where that is new."""
        is_new = self.after.ending and self.after.ending != self.before.ending
        return str(Ending(self.after.ending).label) if is_new else ""


@require_POST
def preview(request: SignedIn) -> HttpResponse:
    """What would change; with `confirm` it does, all or none."""
    if not may(request.user, Permission.SITE_CHANGE):
        raise PermissionDenied
    sites = _picked(request)
    form = BulkForm(request.POST)
    if not sites:
        messages.warning(request, _("Hãy đánh dấu ít nhất một điểm mình được sửa."))
        return redirect("programmes:sites")
    plan = _plan(sites, form) if form.is_valid() else []
    is_sound = bool(plan) and not any(planned.faults for planned in plan)
    if is_sound and "confirm" in request.POST:
        return _carry_out(request, plan, form)
    context: dict[str, Any] = {
        "form": form,
        "sites": sites,
        "plan": plan,
        "is_sound": is_sound,
        "changed": sum(planned.is_changed for planned in plan),
    }
    status = 200 if is_sound else 422
    return render(request, "programmes/bulk.html", context, status=status)


def _picked(request: SignedIn) -> list[Site]:
    keys = [key for key in request.POST.getlist("pick") if key.isdigit() and len(key) < 19][:MOST]
    related = ["programme", "unit__parent", "organisation", "decision", "leader"]
    mine: QuerySet[Site] = Site.objects.visible_to(request.user, Permission.SITE_CHANGE)
    return list(mine.filter(pk__in=keys).select_related(*related))


def _plan(sites: list[Site], form: BulkForm) -> list[Planned]:
    known, at = actions.facts_of_many(sites), now()
    wanted = {site: form.applied(known[site.pk]) for site in sites}
    led = actions.preparing_faults(wanted.items())
    return [
        Planned(
            site,
            known[site.pk],
            after,
            (*actions.faults_of(after, at=at), *led.get(site, ())),
        )
        for site, after in wanted.items()
    ]


def _carry_out(request: SignedIn, plan: list[Planned], form: BulkForm) -> HttpResponse:
    batch = uuid4()
    actions.change_sites(
        [(planned.site, planned.after) for planned in plan if planned.is_changed],
        by=request.user,
        at=now(),
        reason=form.cleaned_data["reason"],
        batch=queries.joint_key(batch),
    )
    if not any(planned.is_changed for planned in plan):
        messages.info(request, _("Các điểm đã đánh dấu vốn đã như vậy; không có gì thay đổi."))
        return redirect("programmes:sites")
    return redirect("programmes:bulk-done", batch=batch)


@require_GET
def done(request: SignedIn, batch: UUID) -> HttpResponse:
    """What a joint change did, with the way back."""
    entries = list(_own(request, batch))
    context = {
        "entries": [entry for entry in entries if entry.verb != "undo"],
        "batch": batch,
        "is_undone": any(entry.verb == "undo" for entry in entries),
    }
    return render(request, "programmes/bulk_done.html", context)


@require_POST
def undo(request: SignedIn, batch: UUID) -> HttpResponse:
    """Every site of a joint change as it was before; 409 with those that someone changed since."""
    keys = {entry.record for entry in _own(request, batch)}
    mine = Site.objects.visible_to(request.user, Permission.SITE_CHANGE)
    if mine.filter(pk__in=keys).count() != len(keys):
        raise PermissionDenied
    try:
        count = actions.take_back(queries.joint_key(batch), by=request.user, at=now())
    except actions.ChangedSince as changed:
        context = {"labels": changed.labels, "batch": batch}
        return render(request, "programmes/bulk_blocked.html", context, status=409)
    said = ngettext("Đã hoàn tác %(n)s điểm.", "Đã hoàn tác %(n)s điểm.", count) % {"n": count}
    messages.success(request, said)
    return redirect("programmes:bulk-done", batch=batch)


def _own(request: SignedIn, batch: UUID) -> QuerySet[Entry]:
    """The entries of one's own joint change. Raises Http404 for another's or none."""
    entries = queries.joint_change(batch)
    if not entries.exists() or entries.exclude(by=request.user.username).exists():
        raise Http404
    return entries
