"""A round of two programmes, appraised, with a committee's leader who appraised nothing."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from binhyen.committee import actions
from binhyen.committee.actions import Conclusion, Opinion
from binhyen.committee.models import Deliberation
from binhyen.evidence.models import Run, Study
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, todays_unit
from binhyen.programmes.models import Programme
from binhyen.programmes.tests.factories import a_programme, a_site
from binhyen.reviews import actions as reviews
from binhyen.reviews.actions import Value
from binhyen.reviews.models import Rating, Round
from binhyen.reviews.tests.sheets import POINTS, PROGRAMMES
from binhyen.units.models import Unit

OPENED = datetime(2026, 12, 10, 2, tzinfo=UTC)
SCORED = datetime(2026, 12, 15, 2, tzinfo=UTC)
APPRAISED = datetime(2027, 1, 5, 2, tzinfo=UTC)
SAT = datetime(2027, 1, 12, 2, tzinfo=UTC)
AFTER = datetime(2027, 1, 18, 2, tzinfo=UTC)
DISSENT = "Số liệu chưa nói được gì.\n  Đề nghị giữ nguyên  thêm một năm."


def found(**changed: Any) -> dict[str, Any]:
    """A run's result: a fall of 30 %, surely, where one of 20 is worth having."""
    told = {
        "word": "works",
        "because": ["fewer"],
        "grade": 4,
        "scope": "own",
        "percent_change": -30.0,
        "interval": [-38.0, -21.0],
        "p": 0.001,
        "log_ratio": -0.357,
        "se": 0.06,
        "df": 11,
        "treated": 12,
        "own": {"percent_change": -30.0, "interval": [-38.0, -21.0]},
        "ring": None,
        "smallest_seen_percent": 15.0,
        "least_worthwhile_percent": 20.0,
        "treated_units": 12,
        "refused": None,
        "together": [],
        "left_out": [],
    }
    return {**told, **changed}


NO_EFFECT = found(
    word="no_effect_found", because=["holds_nought", "would_have_seen"], percent_change=1.0,
    interval=[-9.0, 12.0], log_ratio=0.01, se=0.055, own={"interval": [-9.0, 12.0]},
)  # fmt: skip
TOO_BLUNT = found(
    word="cannot_tell", because=["holds_nought", "too_small_to_see"], percent_change=1.0,
    interval=[-29.0, 42.0], log_ratio=0.01, se=0.16, smallest_seen_percent=36.0,
    own={"interval": [-29.0, 42.0]},
)  # fmt: skip


@dataclass
class Table:
    """The province, its officer, an appraiser, the leader, a commune's officer; two programmes."""

    of_sites: bool = False
    province: Any = field(default_factory=lambda: todays_unit("68"))
    commune: Any = field(default_factory=lambda: todays_unit("24611"))

    def __post_init__(self) -> None:
        self.officer = a_person(Role.PROVINCE_OFFICER, self.province)
        self.appraiser = a_person(Role.ADMINISTRATOR, self.province)
        self.leader = a_person(Role.LEADER, self.province)
        self.commune_officer = a_person(Role.COMMUNE_OFFICER, self.commune)
        self.bell: Programme = self._programme("Tiếng kẻng an ninh", "KENG")
        self.camera: Programme = self._programme("Camera an ninh", "CAM")

    def _programme(self, name: str, code: str) -> Programme:
        one = a_programme(name, unit=self.province, code=code)
        a_site(one, unit=self.commune, village=name, established_on=date(2024, 5, 1),
               decision_number="315/QĐ-UBND", team_count=2, state_vnd=5_000_000)  # fmt: skip
        return one

    def opened(self) -> Round:
        text = POINTS if self.of_sites else PROGRAMMES
        sheet = reviews.save_sheet(
            text, unit=self.province, effective_on=date(2026, 1, 1), by=self.officer, at=OPENED
        )
        last = dict.fromkeys(("score_by", "appraise_by", "closes_on"), date(2090, 1, 1))
        return reviews.open_round(
            sheet.code, unit=self.province, year=2026, by=self.officer, at=OPENED, **last
        )

    def sitting(self) -> Round:
        """Scored, appraised, waiting for the committee."""
        one = self.opened()
        for rating in one.ratings.all():
            given = self._values(rating, at=SCORED)
            reviews.score(rating, given, seen=0, by=self.officer, at=SCORED)
        reviews.close_scoring(one, by=self.officer, at=APPRAISED)
        for rating in one.ratings.all():
            given = rating.self_scored
            reviews.appraise(rating, given, seen=1, by=self.appraiser, at=APPRAISED)
        one.refresh_from_db()
        return one

    def _values(self, rating: Rating, *, at: datetime) -> dict[str, Value]:
        sheet = rating.round.sheet.content
        return {one.code: Value(0, reason="x") for one in sheet.criteria} | {
            one.code: Value(min(one.points, 40) if one.measure == "points" else 2, reason="đã xem")
            for one in sheet.criteria
            if one.measure != "yes"
        }


def said(outcome: str = "continue", **more: Any) -> Conclusion:
    facts: dict[str, Any] = {"votes_for": 7, "votes_against": 0, "votes_abstained": 1}
    return Conclusion(outcome=outcome, **{**facts, **more})


def opinion(office: str = "Đại diện Mặt trận Tổ quốc tỉnh", text: str = DISSENT) -> Opinion:
    return Opinion(office, text)


def conclude(
    table: Table, one: Round, programme: Programme, what: Conclusion, **more: Any
) -> Deliberation:
    rating = one.ratings.filter(programme=programme, site=None).first()
    facts: dict[str, Any] = {
        "class_code": "tot",
        "seen_rating": rating.version if rating else 0,
        "by": table.leader,
        "at": SAT,
    }
    return actions.conclude(one, programme, what, **{**facts, **more})


def a_run(
    table: Table, programme: Programme, result: dict[str, Any], *, unit: Unit | None = None
) -> Run:
    """A finished run of the programme's one study on a ground, the province's by default."""
    place = unit or table.province
    known = Study.objects.filter(programme=programme, unit=place).first()
    study = known or Study.objects.create(
        key=f"{programme.code.lower()}-{place.code}", programme=programme, unit=place,
        question="Có tác dụng không?", outcomes=[{"series": "theft", "role": "primary"}],
        comparison=[[place.pk]], first_month="month-2020-01", last_month="month-2024-12",
        state="locked", registered_at=OPENED, locked_at=OPENED,
    )  # fmt: skip
    return Run.objects.create(
        study=study, outcome="theft", state="done", progress=100, word=result["word"],
        data_sha256="0" * 64, seed=1, draws=20, result=result, queued_at=OPENED,
        finished_at=OPENED, panel={
            "months": ["month-2024-11", "month-2024-12"],
            "units": [{"code": "1", "name": "A", "start": "month-2024-11"}],
        },
    )  # fmt: skip
