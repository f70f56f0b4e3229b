"""The rounds that a committee sits over."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.reviews.choices import Of, RatingState, RoundState
from binhyen.reviews.models import Rating, Round

from ..models import Deliberation

PER_PAGE = 30
OF_PROGRAMMES = (Of.PROGRAMME, Of.SITE)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with how many programmes it rates and how many were concluded."""

    round: Round
    programmes: int
    concluded: int

    @property
    def left(self) -> int:
        return self.programmes - self.concluded


def rounds_readable(person: Person) -> QuerySet[Round]:
    """Rounds of units at or below one's posts: unlike a round itself, its table is not for all."""
    found = Round.objects.filter(reach(person, Permission.REGISTER_VIEW, unit="unit"))
    return found.select_related("unit", "sheet", "programme")


def is_for_committee(one: Round) -> bool:
    """Whether a round is about programmes or their sites; one of communes is not."""
    return one.sheet.content.of in OF_PROGRAMMES


def rounds_at_table(person: Person, *, is_decided: bool, number: str | int | None = 1) -> Page:
    """A page of rounds at the table, or of those that were closed after one sat; two queries."""
    concluded = (
        Deliberation.objects.in_force().filter(round=OuterRef("pk")).order_by().values("round")
    )
    about = Rating.objects.filter(round=OuterRef("pk"), of__in=OF_PROGRAMMES)
    rated = about.exclude(of=Of.PROGRAMME, state=RatingState.NOT_RATED)
    held = rated.order_by().values("round")
    found = (
        rounds_readable(person)
        .filter(Exists(about))
        .annotate(
            held=Coalesce(Subquery(held.values(n=Count("programme", distinct=True))), 0),
            concluded=Coalesce(Subquery(concluded.values(n=Count("pk"))), 0),
        )
    )
    if is_decided:
        found = found.filter(state=RoundState.DECIDED, concluded__gt=0)
    else:
        found = found.filter(state=RoundState.APPRAISING)
    page = Paginator(found.order_by("-window_until", "-pk"), PER_PAGE).get_page(number)
    rounds: list[Any] = list(page.object_list)
    rows = [RoundRow(one, one.held, one.concluded) for one in rounds]
    return Page(rows, page.number, page.paginator)
