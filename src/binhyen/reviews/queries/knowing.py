"""What the register says by itself of something that is being rated."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, QuerySet, Sum

from binhyen.programmes.choices import State
from binhyen.programmes.models import Site
from binhyen.programmes.queries import covered_by

from ..choices import Known, Of, RatingState
from ..models import Rating
from ..rules.scoring import known_value
from ..rules.shapes import Fact, Sheet, Value
from .papers import papers_there

Facts = dict[Known, Fact]


def known_values(sheet: Sheet, rating: Rating, *, on: date) -> dict[str, Value]:
    """What the register says for the sheet's criteria, by criterion; no more than it knows."""
    facts = facts_known(sheet, rating, on=on)
    said = {one.code: known_value(one, facts) for one in sheet.criteria}
    return {code: value for code, value in said.items() if value is not None}


def facts_known(sheet: Sheet, rating: Rating, *, on: date) -> Mapping[Known, Fact]:
    """The facts that the sheet asks for; one that the register doesn't hold is left out."""
    asked = {one.known for one in sheet.criteria if one.known is not None}
    if not asked:
        return {}
    facts = _of_site(rating.site) if rating.site is not None else _of_many(rating, asked)
    if Known.DOSSIER in asked and (papers := papers_there(rating, on)) is not None:
        facts[Known.DOSSIER] = papers
    return {name: fact for name, fact in facts.items() if name in asked}


def _of_site(site: Site) -> Facts:
    facts = {
        Known.DECISION: Fact(int(site.decision_id is not None)),
        Known.LAUNCHED: Fact(int(site.established_on is not None)),
    }
    if site.team_count is not None:
        facts[Known.TEAMS] = Fact(site.team_count)
    if site.member_count is not None:
        facts[Known.MEMBERS] = Fact(site.member_count)
    return facts


def _of_many(rating: Rating, asked: set[Known]) -> Facts:
    """Of a programme, or of everything in a unit: what its running sites add up to."""
    if rating.of == Of.PROGRAMME:
        sites = Site.objects.filter(programme=rating.programme, state=State.RUNNING)
        sites = sites.filter(covered_by(rating.round.unit))
    else:
        sites = Site.objects.filter(covered_by(rating.unit), state=State.RUNNING)
    sums = sites.order_by().aggregate(
        sites=Count("pk"),
        programmes=Count("programme", distinct=True),
        communes=Count("unit", distinct=True),
        teams=Sum("team_count", default=0),
        members=Sum("member_count", default=0),
    )
    facts = {Known(name): Fact(number) for name, number in sums.items()}
    if rating.programme is not None:
        facts[Known.LAUNCHED] = Fact(int(rating.programme.established_on is not None))
    if Known.EFFECTIVE in asked and (effective := _effective(sites)) is not None:
        facts[Known.EFFECTIVE] = Fact(effective)
    return facts


def _effective(sites: QuerySet[Site]) -> int | None:
    """Programmes with a running site whose last class is a good one; None where none was rated."""
    rated = Rating.objects.filter(site__in=sites.order_by().values("pk"))
    rated = rated.filter(state=RatingState.DECIDED, round__decided_at__isnull=False)
    last: dict[int, tuple[int, bool]] = {}
    rows = rated.order_by("round__window_until", "pk")
    for site, programme, is_good in rows.values_list("site", "programme", "is_good"):
        last[site] = (programme, is_good)
    if not last:
        return None
    return len({programme for programme, is_good in last.values() if is_good})
