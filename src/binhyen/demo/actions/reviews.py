"""A decided round of last year and two open ones of this year, played between the other events."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from random import Random

from django.utils import timezone

from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.reviews import actions, queries
from binhyen.reviews.actions import Value
from binhyen.reviews.choices import Outcome
from binhyen.reviews.models import Rating, Round
from binhyen.units.models import Unit

TEAMS, MOVEMENT = "to-bao-ve-antt", "phong-trao-510"
TEAM = "TTQ"  # self-managed teams
PROVINCE, COMMUNE, ANOTHER = "68", "24611", "24640"
RUNNER, OFFICER, NEIGHBOUR = "can-bo-tinh", "can-bo-bac-gia-nghia", "can-bo-cu-jut"
DECIDER = "lanh-dao-tinh"
DECISION = "688/QĐ-UBND"
REASONS = {
    Outcome.REPLICATE: "Nhân dân tham gia đông, có thể làm ở khu dân cư khác (giả lập)",
    Outcome.ADJUST: "Cần thêm người và định lại lịch tuần tra (giả lập)",
    Outcome.END: "Nhiều tháng không hoạt động, nhân dân không còn tham gia (giả lập)",
}
ON_PAPER = "Hồ sơ giấy có tại xã, chưa đưa lên hệ thống (giả lập)"
Act = Callable[[datetime], None]


class Reviews:
    """What happens when. `play_until` plays what is due before a moment, in order."""

    def __init__(self, people: Mapping[str, Person], *, seed: int) -> None:
        self.people, self.rng = people, Random(seed)  # noqa: S311
        self.quality: dict[int, float] = {}
        self._acts = self._script()
        self._next = next(self._acts, None)

    def play_until(self, at: datetime | None) -> None:
        """Everything before a moment; with None everything that is left."""
        while self._next is not None and (at is None or self._next[0] < at):
            moment, act = self._next
            act(moment)
            self._next = next(self._acts, None)

    def _script(self) -> Iterator[tuple[datetime, Act]]:
        yield _day(2025, 11, 17), lambda at: self._open(TEAMS, COMMUNE, 2025, at, of=TEAM)
        yield _day(2025, 11, 24), lambda at: self._score(2025, at, share=1)
        yield _day(2025, 12, 1), lambda at: self._end_scoring(2025, at)
        yield _day(2025, 12, 5), lambda at: self._appraise(2025, at)
        yield _day(2025, 12, 16), lambda at: self._decide(2025, at)
        yield _day(2026, 11, 16), lambda at: self._open(TEAMS, COMMUNE, 2026, at, of=TEAM)
        yield _day(2026, 11, 17), lambda at: self._open(MOVEMENT, PROVINCE, 2026, at)
        yield _day(2026, 11, 18), lambda at: self._score(2026, at, share=0.6)
        yield _day(2026, 11, 19), self._score_communes

    def _open(self, code: str, unit: str, year: int, at: datetime, *, of: str = "") -> None:
        """of: the programme whose sites alone are rated; a sheet for teams doesn't fit the rest."""
        place = Unit.objects.get(code=unit, valid_to=None)
        programme = Programme.objects.get(code=of) if of else None
        actions.open_round(
            code, unit=place, year=year, programme=programme, by=self.people[RUNNER], at=at,
            is_synthetic=True,
        )  # fmt: skip

    def _score(self, year: int, at: datetime, *, share: float) -> None:
        by = self.people[OFFICER]
        waiting = _ratings(_round(TEAMS, year), "waiting")
        for rating in waiting[: round(len(waiting) * share)]:
            given = self._values(rating, at, lift=0.04)
            actions.score(rating, given, seen=rating.version, by=by, at=at)

    def _score_communes(self, at: datetime) -> None:
        """Two communes have scored themselves; the others still have time."""
        ratings = {
            rating.unit.code: rating for rating in _ratings(_round(MOVEMENT, 2026), "waiting")
        }
        for code, officer in ((COMMUNE, OFFICER), (ANOTHER, NEIGHBOUR)):
            rating = ratings[code]
            given, by = self._values(rating, at, lift=0.1), self.people[officer]
            actions.score(rating, given, seen=rating.version, by=by, at=at)

    def _end_scoring(self, year: int, at: datetime) -> None:
        actions.close_scoring(_round(TEAMS, year), by=self.people[RUNNER], at=at)

    def _appraise(self, year: int, at: datetime) -> None:
        by = self.people[RUNNER]
        for rating in _ratings(_round(TEAMS, year), "scored"):
            given = self._appraised(rating)
            actions.appraise(rating, given, seen=rating.version, by=by, at=at)

    def _decide(self, year: int, at: datetime) -> None:
        """The best is replicated, the two lowest are adjusted and ended; the rest goes on."""
        one, by = _round(TEAMS, year), self.people[DECIDER]
        book = queries.book_of(one.sheet.content, one)
        ranked = sorted(_ratings(one, "appraised"), key=lambda rating: (rating.score, rating.pk))
        outcomes = (Outcome.END, Outcome.ADJUST)
        chosen = [(ranked[-1], Outcome.REPLICATE), *zip(ranked[:-1], outcomes, strict=False)]
        for rating, outcome in chosen:
            code, reason = book.standing[rating.pk].proposed, REASONS[outcome]
            actions.decide(rating, code, outcome, reason=reason, seen=rating.version, by=by, at=at)
        actions.close_round(one, decision_number=DECISION, by=by, at=at)

    def _values(self, rating: Rating, at: datetime, *, lift: float) -> dict[str, Value]:
        """What the register knows, and for the rest points by how well the place does.

        Most dossiers are still on paper: there the officers say more than the register, and why.
        """
        sheet = rating.round.sheet.content
        known = queries.known_values(sheet, rating, on=timezone.localdate(at))
        good = self.quality.setdefault(
            rating.site_id or -rating.unit_id, self.rng.betavariate(7, 1.3)
        )
        drawn = dict(known)
        for one in sheet.criteria:
            if one.code in known and (one.known != "dossier" or good < 0.6):
                continue
            part = min(1.0, max(0.0, good + lift + self.rng.uniform(-0.12, 0.12)))
            match one.measure:
                case "points":
                    reason = ON_PAPER if one.code in known else ""
                    drawn[one.code] = Value(round(one.points * part), reason=reason)
                case "share":
                    drawn[one.code] = Value(round(12 * part), 12)
                case _:
                    drawn[one.code] = Value(int(part > 0.5) * one.at_least)
        return drawn

    def _appraised(self, rating: Rating) -> dict[str, Value]:
        """Mostly as scored; now and then a point or three less, with the reason."""
        given = dict(rating.self_scored)
        for one in rating.round.sheet.content.criteria:
            own = given[one.code].number or 0
            if one.measure == "points" and one.known is None and self.rng.random() < 0.15:
                less = max(0, own - self.rng.randint(1, 3))
                if less != own:
                    given[one.code] = Value(less, reason="Minh chứng chưa đủ cả kỳ (giả lập)")
        return given


def _round(code: str, year: int) -> Round:
    return Round.objects.select_related("sheet", "unit").get(
        sheet__code=code, window_until__year=year
    )


def _ratings(one: Round, state: str) -> list[Rating]:
    found = Rating.objects.filter(round=one, state=state).select_related("unit", "site__programme")
    ratings = list(found.order_by("pk"))
    for rating in ratings:
        rating.round = one
    return ratings


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 2, 10, tzinfo=UTC)
