"""A round of programmes on the committee's table: appraised, one concluded with a dissent."""

from datetime import UTC, date, datetime
from random import Random

from django.db import transaction
from django.utils.timezone import localdate

from binhyen.committee import actions as committee
from binhyen.committee.actions import Conclusion, Opinion
from binhyen.committee.models import Deliberation
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.reviews import actions, queries
from binhyen.reviews.actions import Value
from binhyen.reviews.choices import NotRated
from binhyen.reviews.models import Rating, Round
from binhyen.units.models import Unit

from .evidence import STUDIES
from .province import SEED, Say

PROVINCE, CODE = "68", "ra-soat-mo-hinh"
OFFICER, APPRAISER, LEADER = "can-bo-tinh", "quan-tri", "lanh-dao-tinh"
OPENED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
SCORED = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)
APPRAISED = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
SAT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
# Open for long, so that whoever tries it next year may still conclude.
SCORE_BY, APPRAISE_BY = date(2026, 11, 13), date(2026, 11, 19)
CLOSES_ON = date(2027, 12, 31)
OTHERS = 6  # programmes without a study that are appraised as well
LEFT_OUT = "Chưa đến lượt rà soát trong năm nay (giả lập)"
SHEET = """
code = "ra-soat-mo-hinh"
name = "Rà soát mô hình của tỉnh (mẫu giả lập)"
basis = "Phiếu giả lập để dùng thử"
of = "programme"
method = "sum"
total = 100

[window]
from = "11-01"
until = "10-31"

[deadlines]
score = "11-13"
appraise = "11-19"
decide = "12-20"

[[class]]
code = "tot"
name = "Tốt"
at_least = 80
good = true

[[class]]
code = "kha"
name = "Khá"
at_least = 60
good = true

[[class]]
code = "yeu"
name = "Yếu"
at_least = 0

[[criterion]]
code = "diem"
name = "Có từ 5 điểm đang hoạt động"
points = 20
measure = "count"
at_least = 5
known = "sites"

[[criterion]]
code = "dia-ban"
name = "Có ở từ 3 xã, phường"
points = 20
measure = "count"
at_least = 3
known = "communes"

[[criterion]]
code = "hoat-dong"
name = "Hoạt động đều, đúng quy chế"
points = 30

[[criterion]]
code = "nhan-dan"
name = "Nhân dân tham gia, đồng tình"
points = 30
"""
CONCLUDED = "CTAT"
SAID = Conclusion(
    outcome="adjust",
    reason="Giờ tan học các cổng trường vẫn ùn tắc; đổi giờ trực, không đổi nơi làm (giả lập).",
    departure=(
        "Chưa biết mô hình có làm giảm số vụ hay không, nhưng việc đổi giờ trực không chờ được đến "
        "khi biết (giả lập)."
    ),
    votes_for=7,
    votes_against=2,
    votes_abstained=1,
    dissents=(
        Opinion(
            "Phó Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
            "Đổi giờ trực giữa chừng thì càng khó biết mô hình có tác dụng hay không. Đề nghị giữ "
            "nguyên cách làm đến hết năm học, ở một nửa số trường bốc thăm (giả lập).",
        ),
    ),
)


@transaction.atomic
def load_committee(*, say: Say = lambda _: None) -> bool:
    """Open, score, appraise, sit; False if somebody sat already or there is nothing to sit over."""
    place = Unit.objects.filter(code=PROVINCE, valid_to=None).first()
    there = Programme.objects.filter(code=CONCLUDED, is_synthetic=True).first()
    if place is None or there is None or Deliberation.objects.exists():
        return False
    say("A round on the committee's table …")
    cast = Person.objects.in_bulk(field_name="username")
    actions.save_sheet(
        SHEET, unit=place, effective_on=localdate(OPENED), by=cast[OFFICER], at=OPENED
    )
    one = actions.open_round(
        CODE, unit=place, year=2026, by=cast[OFFICER], at=OPENED, is_synthetic=True,
        score_by=SCORE_BY, appraise_by=APPRAISE_BY, closes_on=CLOSES_ON,
    )  # fmt: skip
    at_table = _score(one, cast[OFFICER])
    actions.close_scoring(one, by=cast[OFFICER], at=APPRAISED)
    for rating in at_table:
        rating.refresh_from_db(fields=["version", "own_values"])
        given = rating.self_scored
        actions.appraise(rating, given, seen=rating.version, by=cast[APPRAISER], at=APPRAISED)
    _conclude(one, there, cast[LEADER])
    return True


def _score(one: Round, by: Person) -> list[Rating]:
    """The studied programmes and a few others are scored; the rest is left out, with the reason."""
    rng = Random(SEED)  # noqa: S311
    found = Rating.objects.filter(round=one, state="waiting").select_related("programme", "unit")
    ratings = sorted(found, key=lambda rating: (_code(rating) not in STUDIES, _code(rating)))
    at_table, rest = ratings[: len(STUDIES) + OTHERS], ratings[len(STUDIES) + OTHERS :]
    sheet = one.sheet.content
    for rating in at_table:
        rating.round = one
        known = queries.known_values(sheet, rating, on=localdate(SCORED))
        drawn = {code: Value(rng.randint(17, 29)) for code in ("hoat-dong", "nhan-dan")}
        actions.score(rating, {**known, **drawn}, seen=rating.version, by=by, at=SCORED)
    for rating in rest:
        rating.round = one
        why = NotRated.NO_GROUNDS
        actions.leave_out(rating, why, reason=LEFT_OUT, seen=rating.version, by=by, at=SCORED)
    return at_table


def _code(rating: Rating) -> str:
    return rating.programme.code if rating.programme else ""


def _conclude(one: Round, programme: Programme, by: Person) -> None:
    rating = Rating.objects.get(round=one, programme=programme)
    book = queries.book_of(one.sheet.content, one)
    committee.conclude(
        one,
        programme,
        SAID,
        class_code=book.standing[rating.pk].proposed,
        seen_rating=rating.version,
        by=by,
        at=SAT,
    )
