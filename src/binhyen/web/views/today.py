"""Today: what waits for this person, where attention is needed, what changed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from binhyen.figures.queries import waits
from binhyen.people.choices import Permission, Role
from binhyen.people.queries import SignedIn, may, posts_granting
from binhyen.programmes.queries import GAPS
from binhyen.reports.queries import reports_at_hand
from binhyen.reviews.queries import sheets_waiting
from binhyen.units.choices import Level

from ..queries import today

P = Permission


@require_GET
def page(request: SignedIn) -> HttpResponse:
    person, at = request.user, timezone.now()
    on = timezone.localdate(at)
    posts = posts_granting(person, P.REGISTER_VIEW)
    if not posts:
        asked = {"administrators": today.administrators(on=on)}
        return render(request, "web/today_nothing.html", asked)
    found = today.figures(person, on=on)
    if found.holds_synthetic is not None:
        request.holds_synthetic = found.holds_synthetic  # type: ignore[attr-defined]
    context = {
        "on": on,
        "places": sorted({post.unit.name for post in posts}),
        "figures": found,
        "is_over_communes": any(post.unit.level < Level.COMMUNE for post in posts),
        "is_over_provinces": any(post.unit.level == Level.NATION for post in posts),
        "may_change": may(person, P.SITE_CHANGE),
        "may_import": may(person, P.IMPORT_RUN),
        "may_read_log": may(person, P.LOG_VIEW),
        "may_act": may(person, P.CASE_ACT) or may(person, P.CASE_APPROVE),
        "leads": any(post.role == Role.SITE_LEADER for post in posts),
    }
    return render(request, "web/today.html", context | _work(request, context, found))


def _work(request: SignedIn, about: dict[str, Any], found: today.Figures) -> dict[str, Any]:
    """Only what the person may do something about is asked for.

    Whoever cares for accounts may do everything and reviews nothing: they find it in its room.
    """
    person, at = request.user, timezone.now()
    cared = may(person, P.PERSON_CHANGE)
    told, unbegun = ([], 0) if cared else reports_at_hand(person, about["on"])
    return {
        "todo": _todo(found) if about["may_change"] else [],
        "turns": today.cases_waiting(person, on=about["on"]) if about["may_act"] else None,
        "sheets": [] if cared else sheets_waiting(person, on=about["on"]),
        "months": [] if cared else waits(person, on=about["on"], tallies=found.tallies),
        "reports": told,
        "unbegun": unbegun,
        "batches": today.batches_waiting(person) if about["may_import"] else [],
        "cared_for": today.people_to_care_for(person, at=at, on=about["on"]) if cared else [],
        "led": today.sites_led(person) if about["leads"] else [],
        "news": today.news(person) if about["may_read_log"] else [],
    }


def _todo(found: today.Figures) -> list[dict[str, Any]]:
    """What the records lack, the most frequent first, each with its one action."""
    lacking = [(count, name) for name, count in found.gaps.items() if count]
    return [
        {
            "count": count,
            "gap": GAPS[name],
            "query": f"missing={name}&state={'ended' if GAPS[name].is_of_ended else 'counted'}",
        }
        for count, name in sorted(lacking, reverse=True)
    ]
