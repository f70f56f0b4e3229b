"""The ratings of a round side by side, and the classes that it proposes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from binhyen.kernel.text import fold
from binhyen.people.models import Person
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

from ..choices import RatingState
from ..models import Rating, Round
from ..rules.shapes import Class, Sheet
from ..rules.standing import Places, Standing, places, standings

PER_PAGE = 50
JUDGED = (RatingState.APPRAISED, RatingState.DECIDED)
RELATED = ("site__programme", "site__unit", "programme", "unit__parent")
SORTS: Mapping[str, tuple] = {
    "place": ("unit__sort_key", "site__sort_key", "pk"),
    "score": (F("score").desc(nulls_last=True), F("own_score").desc(nulls_last=True), "pk"),
    "own": (F("own_score").desc(nulls_last=True), "pk"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A rating with the class that it has or that is proposed for it.

    shown: None where there is neither yet. is_proposed: nobody has decided it so far. is_cut: by
    points it would have had the class above, but the quota is full.
    """

    rating: Rating
    shown: Class | None
    is_proposed: bool
    is_cut: bool

    @property
    def difference(self) -> int | None:
        """Points that the appraisal gave more, or fewer, than the self-score."""
        one = self.rating
        if one.score is None or one.own_score is None:
            return None
        return one.score - one.own_score


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a round are of each class, best first, and how far the others have come."""

    classes: tuple[tuple[Class, int], ...]
    not_rated: int
    unscored: int
    scored: int
    places: Places | None
    cut: int

    @property
    def waiting(self) -> int:
        """Those that are yet to be appraised."""
        return self.unscored + self.scored


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFilter:
    """What to look for in a round; empty says nothing."""

    words: str = ""
    state: str = ""
    class_code: str = ""
    outcome: str = ""
    sort: str = "place"


def ratings_found(
    person: Person, one: Round, wanted: RatingFilter, standing: Mapping[int, Standing]
) -> QuerySet[Rating]:
    """The visible ratings of a round that fit, in the order wanted."""
    found = Rating.objects.visible_to(person).filter(round=one)
    for word in fold(wanted.words).split():
        found = found.filter(_has(word))
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.outcome:
        found = found.filter(outcome=wanted.outcome)
    if wanted.class_code:
        proposed = [key for key, one in standing.items() if one.proposed == wanted.class_code]
        is_undecided = Q(pk__in=proposed, state=RatingState.APPRAISED)
        found = found.filter(Q(class_code=wanted.class_code) | is_undecided)
    return found.order_by(*SORTS.get(wanted.sort, SORTS["place"]))


def undecided(one: Round) -> QuerySet[Rating]:
    """Those that nobody decided singly: closing the round gives them the class proposed."""
    found = Rating.objects.filter(round=one, state=RatingState.APPRAISED)
    return found.select_related(*RELATED).order_by(*SORTS["place"])


def _has(word: str) -> Q:
    """A piece of the name, but a small number only whole: "tổ 2" isn't "tổ 12"."""
    if word.isdigit() and len(word) <= 3:
        return Q(site__folded__contains=f" {word} ") | Q(site__folded__endswith=f" {word}")
    named = Q(site__folded__contains=word) | Q(programme__folded__contains=word)
    return named | Q(unit__folded__contains=word)


def rating_page(found: QuerySet[Rating], number: str | int | None) -> Page:
    return Paginator(found.select_related(*RELATED), PER_PAGE).get_page(number or 1)


@dataclass(frozen=True, slots=True)
class Book:
    """A whole round at one look: by rating key the step, the class given, and the standing."""

    sheet: Sheet
    states: Mapping[int, str]
    given: Mapping[int, str]
    standing: Mapping[int, Standing]

    @property
    def classes(self) -> dict[int, str]:
        """The class of everyone judged, by rating key: as decided, else as proposed."""
        return {key: self.given.get(key) or one.proposed for key, one in self.standing.items()}

    @property
    def places(self) -> Places | None:
        """The quota of the whole round as its classes stand now."""
        return places(self.sheet, list(self.classes.values()))

    @property
    def tally(self) -> Tally:
        """The whole round in numbers, whoever looks."""
        now = self.classes
        numbers, steps = Counter(now.values()), Counter(self.states.values())
        cut = sum(each.is_cut and now[key] == each.proposed for key, each in self.standing.items())
        return Tally(
            classes=tuple((each, numbers[each.code]) for each in self.sheet.classes),
            not_rated=steps[RatingState.NOT_RATED],
            unscored=steps[RatingState.WAITING],
            scored=steps[RatingState.SCORED],
            places=self.places,
            cut=cut,
        )


def book_of(sheet: Sheet, one: Round) -> Book:
    """Everyone's step, and of those appraised the class earned and proposed. One query."""
    ratings = Rating.objects.filter(round=one).order_by("pk")
    return book_from(sheet, list(ratings.only("pk", "state", "class_code", "score")))


def book_from(sheet: Sheet, ratings: Sequence[Rating]) -> Book:
    """The same from all of a round's ratings, in the order of their keys, for who holds them."""
    scores = {one.pk: one.score or 0 for one in ratings if one.state in JUDGED}
    return Book(
        sheet,
        {one.pk: one.state for one in ratings},
        {one.pk: one.class_code for one in ratings if one.state == RatingState.DECIDED},
        standings(sheet, scores),
    )


def class_of_rating(sheet: Sheet, rating: Rating, standing: Mapping[int, Standing]) -> Class | None:
    """The class decided, else the one proposed, else none."""
    if rating.class_code:
        return sheet.class_of.get(rating.class_code)
    found = standing.get(rating.pk)
    return sheet.class_of[found.proposed] if found else None


def row_of(sheet: Sheet, rating: Rating, standing: Mapping[int, Standing]) -> Row:
    shown = class_of_rating(sheet, rating, standing)
    found = standing.get(rating.pk)
    is_open = rating.state == RatingState.APPRAISED
    is_cut = found is not None and found.is_cut and shown is sheet.class_of[found.proposed]
    return Row(rating, shown, is_open and shown is not None, is_cut)


def rows_of(
    sheet: Sheet, ratings: Iterable[Rating], standing: Mapping[int, Standing]
) -> Iterator[Row]:
    return (row_of(sheet, rating, standing) for rating in ratings)


def former_ratings(rating: Rating) -> list[Rating]:
    """The decided ratings of the same thing in other rounds, the latest first."""
    same = Rating.objects.filter(of=rating.of, state=RatingState.DECIDED).exclude(pk=rating.pk)
    if rating.site_id:
        same = same.filter(site=rating.site_id)
    elif rating.programme_id:
        same = same.filter(programme=rating.programme_id)
    else:
        same = same.filter(unit=rating.unit_id)
    return list(_told(same)[:10])


def ratings_of_site(site: Site) -> QuerySet[Rating]:
    """For the site's own page and timeline: what was decided of it, the latest first."""
    return _told(Rating.objects.filter(site=site, state=RatingState.DECIDED))


def ratings_of_programme(programme: Programme) -> QuerySet[Rating]:
    return _told(Rating.objects.filter(programme=programme, site=None, state=RatingState.DECIDED))


def ratings_of_unit(unit: Unit) -> QuerySet[Rating]:
    decided = Rating.objects.filter(unit=unit, site=None, programme=None)
    return _told(decided.filter(state=RatingState.DECIDED))


def _told(ratings: QuerySet[Rating]) -> QuerySet[Rating]:
    decided = ratings.filter(round__decided_at__isnull=False).select_related("round")
    return decided.order_by("-round__window_until", "-pk")
