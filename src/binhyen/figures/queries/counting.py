"""What the register knows already: the figures with which a month's return is prefilled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from binhyen.life.models import Case, Meeting
from binhyen.programmes.choices import Ending, Move, Origin, Source, State
from binhyen.programmes.models import Contribution, Programme, Site
from binhyen.programmes.queries import moved
from binhyen.reviews.models import Rating
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..rules.periods import Period


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure from the register: what was counted, and where its records can be looked at.

    link: the page that lists just these, so many; empty where there is none. is_sum: it lists the
    records whose own figures were added up.
    """

    source: str
    amount: int
    link: str
    is_sum: bool = False


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
SUMMED = frozenset({"members", "teams"})  # figures of the sites themselves, added up
PROGRAMMES = "programmes_"
_MOVES = {
    "new": f"in-{Origin.NEW.value}",
    "replicated": f"in-{Origin.REPLICATED.value}",
    "recounted_in": f"in-{Origin.RECOUNTED.value}",
    "recounted_out": f"out-{Ending.RECOUNTED.value}",
}


def counted(unit: Unit, period: Period) -> dict[str, Counted]:
    """Every figure that the register has of a unit in a period, by source; nine queries.

    Of a unit of today also what was recorded for the units that went wholly into it. Programmes
    are counted where they were issued, so that a province's total counts none twice.
    """
    covered = _covered(unit)
    within = _within(unit, covered)
    amounts: dict[str, int] = {}
    for what, records in (("sites", Site.objects), ("programmes", Programme.objects)):
        amounts |= _movements(what, records.filter(within("unit")), period)
    amounts |= _standing(Site.objects.filter(within("unit")), period.until)
    amounts |= _of_cases(within, period)
    amounts |= _money(within, period)
    is_listed = unit.level == Level.COMMUNE and unit.valid_to is None and not any(covered.values())
    return {
        source: Counted(
            source, n, link_to(source, unit, period) if is_listed else "", source in SUMMED
        )
        for source, n in amounts.items()
    }


def _covered(unit: Unit) -> dict[int, bool]:
    """The units whose records stand under a unit of today, and whether only in part."""
    if unit.valid_to is not None:
        return {unit.pk: False}
    rows = Reach.objects.filter(over=unit)
    if unit.level != Level.COMMUNE:
        rows = rows.exclude(unit__level=Level.COMMUNE)
    return dict(rows.order_by().values_list("unit", "in_part"))


def _within(unit: Unit, covered: Mapping[int, bool]) -> Callable[[str], Q]:
    """What a unit's own return counts: above the communes only what no commune holds."""
    wholly = [pk for pk, in_part in covered.items() if not in_part]
    return lambda column: Q(**{f"{column}__in": wholly})


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


def link_to(source: str, unit: Unit, period: Period) -> str:
    """The page that lists what was counted; empty where no list shows just that.

    Only of a unit of today that took no part of another: a list shows all of a unit's ground.
    """
    if source.startswith("sites_") and source != "sites_reviewed":
        how = source.removeprefix("sites_")
        question: Mapping[str, str] = {"unit": unit.code}
        if how == "kept":
            question = {**question, "on": str(period.until)}
        else:
            days = {"since": str(period.start), "until": str(period.until)}
            question = {**question, "move": _MOVES.get(how, Move.OUT_REAL.value), **days}
        return f"{reverse('programmes:sites')}?{urlencode(question)}"
    if source in SUMMED:
        question = {"unit": unit.code, "on": str(period.until)}
        return f"{reverse('programmes:sites')}?{urlencode(question)}"
    if source.startswith("cases_"):
        days = {"since": str(period.start), "until": str(period.until)}
        question = {"unit": unit.code, "state": "", "did": source.removeprefix("cases_"), **days}
        return f"{reverse('life:cases')}?{urlencode(question)}"
    return ""
