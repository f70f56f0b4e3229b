"""What the register knows already: the figures with which a month's return is prefilled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from binhyen.life.models import Case, Meeting
from binhyen.programmes.choices import Ending, Origin, Source, State
from binhyen.programmes.models import Contribution, Programme, Site
from binhyen.programmes.queries import moved
from binhyen.reviews.models import Rating
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..rules.periods import Period


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure from the register: what was counted, and where its records can be looked at."""

    source: str
    amount: int
    link: str


# Every word that `source` of an indicator may be.
SOURCES = frozenset(
    {
        "cases_closed",
        "cases_opened",
        "meeting_attendance",
        "meetings",
        "members",
        "money_community",
        "money_state",
        "sites_reviewed",
        "teams",
        *(
            f"{what}_{how}"
            for what in ("programmes", "sites")
            for how in ("kept", "new", "replicated", "ended", "recounted_in", "recounted_out")
        ),
    }
)
PROGRAMMES = "programmes_"
_MOVES = {
    "new": f"in-{Origin.NEW.value}",
    "replicated": f"in-{Origin.REPLICATED.value}",
    "recounted_in": f"in-{Origin.RECOUNTED.value}",
    "recounted_out": f"out-{Ending.RECOUNTED.value}",
}


def counted(unit: Unit, period: Period) -> dict[str, Counted]:
    """Every figure that the register has of a unit in a period, by source; eight queries.

    Of a unit of today also what was recorded for the units that went wholly into it. Programmes
    are counted where they were issued, so that a province's total counts none twice.
    """
    within = _within(unit)
    amounts: dict[str, int] = {}
    for what, records in (("sites", Site.objects), ("programmes", Programme.objects)):
        amounts |= _movements(what, records.filter(within("unit")), period)
    amounts |= _standing(Site.objects.filter(within("unit")), period.until)
    amounts |= _of_cases(within, period)
    amounts |= _money(within, period)
    return {
        source: Counted(source, n, _link(source, unit, period)) for source, n in amounts.items()
    }


def _within(unit: Unit) -> Callable[[str], Q]:
    """What a unit's own return counts: above the communes only what no commune holds."""
    if unit.valid_to is not None:
        return lambda column: Q(**{column: unit})
    covered = Reach.objects.filter(over=unit, in_part=False)
    if unit.level != Level.COMMUNE:
        covered = covered.exclude(unit__level=Level.COMMUNE)
    return lambda column: Q(**{f"{column}__in": covered.values("unit")})


def _movements(what: str, records: QuerySet[Any], period: Period) -> dict[str, int]:
    names = ("ended", "kept", *_MOVES)
    found = records.aggregate(**{n: Count("pk", filter=movement(n, period)) for n in names})
    return {f"{what}_{name}": n for name, n in found.items()}


def movement(how: str, period: Period) -> Q:
    """The sites or programmes that are counted in a period as kept, new, ended …"""
    if how == "kept":
        return _existing(period.until)
    days = {"since": period.start, "until": period.until}
    if how == "ended":
        return moved("out", **days) & ~Q(ending=Ending.RECOUNTED)
    return moved(_MOVES[how], **days)


def _existing(on: date) -> Q:
    """There at the end of a day; without a day of its own taken to have been there."""
    begun = ~Q(established_on__gt=on)
    left = Q(ended_on__lte=on) | Q(state=State.ENDED, ended_on=None)
    never = Q(state=State.PREPARING) | Q(ending=Ending.DROPPED)
    return begun & ~left & ~never


def _standing(sites: QuerySet[Site], on: date) -> dict[str, int]:
    return sites.filter(_existing(on)).aggregate(
        teams=Sum("team_count", default=0), members=Sum("member_count", default=0)
    )


def _of_cases(within: Callable[[str], Q], period: Period) -> dict[str, int]:
    span = (period.start, period.until)
    meetings = Meeting.objects.filter(within("case__unit"), held_on__range=span)
    found = meetings.aggregate(meetings=Count("pk"), meeting_attendance=Sum("present", default=0))
    found |= Case.objects.filter(within("unit")).aggregate(
        cases_opened=Count("pk", filter=Q(opened_at__date__range=span)),
        cases_closed=Count("pk", filter=Q(closed_at__date__range=span)),
    )
    reviewed = Rating.objects.filter(
        within("unit"), site__isnull=False, round__decided_at__date__range=span
    ).exclude(class_code="")
    found["sites_reviewed"] = reviewed.values("site").distinct().count()
    return found


def _money(within: Callable[[str], Q], period: Period) -> dict[str, int]:
    given = Contribution.objects.filter(
        within("site__unit"), received_on__range=(period.start, period.until)
    )
    return given.aggregate(
        money_state=Sum("amount_vnd", filter=Q(source=Source.STATE), default=0),
        money_community=Sum("amount_vnd", filter=Q(source=Source.COMMUNITY), default=0),
    )


def _link(source: str, unit: Unit, period: Period) -> str:
    """The page that lists what was counted; empty where no list shows just that."""
    if source.startswith("sites_") and source != "sites_reviewed":
        how = source.removeprefix("sites_")
        question: Mapping[str, str] = {"unit": unit.code}
        if how == "kept":
            question = {**question, "on": str(period.until)}
        else:
            days = {"since": str(period.start), "until": str(period.until)}
            question = {**question, "move": _MOVES.get(how, "out"), **days}
        return f"{reverse('programmes:sites')}?{urlencode(question)}"
    if source in ("teams", "members"):
        return f"{reverse('programmes:sites')}?{urlencode({'unit': unit.code})}"
    if source.startswith("cases_"):
        return f"{reverse('life:cases')}?{urlencode({'unit': unit.code})}"
    return ""
