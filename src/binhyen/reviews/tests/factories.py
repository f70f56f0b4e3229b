"""Rounds for tests: a sheet of their own, a few sites, three people who each have their part."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.people.tests.factories import a_person, todays_unit
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.tests.factories import a_programme, a_site
from binhyen.reviews import actions
from binhyen.reviews.models import Rating, Round, Sheet
from binhyen.reviews.rules.shapes import Value

from .sheets import POINTS

OPENED = datetime(2026, 11, 16, 2, tzinfo=UTC)
SCORING = datetime(2026, 11, 25, 2, tzinfo=UTC)
APPRAISING = datetime(2026, 12, 3, 2, tzinfo=UTC)
DECIDING = datetime(2026, 12, 15, 2, tzinfo=UTC)
LATE = datetime(2027, 1, 15, 2, tzinfo=UTC)
SINCE = date(2024, 5, 1)
GIVEN = {"quyet-dinh": Value(1), "to-chuc": Value(2), "ket-qua": Value(65)}  # 95 points


def values(result: int, **more: Value) -> dict[str, Value]:
    """10 for the decision, 20 for two teams, and so many points for the result."""
    changed = {name.replace("_", "-"): value for name, value in more.items()}
    return GIVEN | {"ket-qua": Value(result)} | changed


@dataclass
class Field:
    """A province with an officer who runs rounds, a leader who decides, and a commune's officer."""

    sites: int = 1
    text: str = POINTS
    province: Any = field(default_factory=lambda: todays_unit("68"))
    commune: Any = field(default_factory=lambda: todays_unit("24611"))

    def __post_init__(self) -> None:
        self.runner = a_person(Role.PROVINCE_OFFICER, self.province)
        self.leader = a_person(Role.LEADER, self.province)
        self.officer = a_person(Role.COMMUNE_OFFICER, self.commune)
        self.stranger = a_person(Role.COMMUNE_OFFICER, "13366")
        self.programme: Programme = a_programme(unit=self.province)
        self.places: list[Site] = [
            a_site(
                self.programme,
                unit=self.commune,
                village=f"Tổ dân phố {number + 1}",
                established_on=SINCE,
                decision_number="315/QĐ-UBND",
                team_count=2,
            )
            for number in range(self.sites)
        ]

    def sheet(self, **more: Any) -> Sheet:
        facts = {"unit": self.province, "effective_on": date(2026, 1, 1), "by": self.runner}
        return actions.save_sheet(self.text, **facts | {"at": OPENED} | more)

    def opened(self, **more: Any) -> Round:
        code = self.sheet().code
        facts = {"unit": self.province, "year": 2026, "by": self.runner, "at": OPENED}
        return actions.open_round(code, **facts | more)


def score(rating: Rating, result: int, *, by: Person, at: datetime = SCORING) -> Rating:
    return actions.score(rating, values(result), seen=rating.version, by=by, at=at)


def appraise(rating: Rating, result: int, *, by: Person, at: datetime = APPRAISING) -> Rating:
    given = values(result) if rating.own_score is None else rating.self_scored
    said = {code: Value(one.number, one.whole, "đã xem sổ") for code, one in given.items()}
    said["ket-qua"] = Value(result, reason="đã xem sổ")
    return actions.appraise(rating, said, seen=rating.version, by=by, at=at)


def ratings_of(one: Round) -> list[Rating]:
    return list(Rating.objects.filter(round=one).order_by("pk"))


def an_appraised_round(field_: Field, results: list[int]) -> Round:
    """Everyone scored and appraised at the same points; waits for the decision."""
    one = field_.opened()
    for rating, result in zip(ratings_of(one), results, strict=True):
        score(rating, result, by=field_.officer)
    actions.close_scoring(one, by=field_.runner, at=APPRAISING)
    for rating, result in zip(ratings_of(one), results, strict=True):
        appraise(rating, result, by=field_.runner)
    one.refresh_from_db()
    return one
