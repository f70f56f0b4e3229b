"""Three reports of the demonstration: a quarter locked, a commune's month on its way, a draft."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from binhyen.figures.queries import period_named
from binhyen.people.models import Person
from binhyen.reports import actions, queries
from binhyen.reports.models import Report
from binhyen.units.models import Unit

NAMESPACE = UUID("8c0c5a58-2f0b-4a6e-9d5e-6a3b7f6f0d11")
MINISTRY = "system:demo"  # it has no account of its own here
PROVINCE, COMMUNE = "68", "24611"
OFFICER, LEADER = "can-bo-tinh", "lanh-dao-tinh"
COMMUNES_OFFICER, COMMUNES_LEADER = "can-bo-bac-gia-nghia", "lanh-dao-bac-gia-nghia"
DRAWN_UP, SIGNED = datetime(2026, 9, 17, 2, 15, tzinfo=UTC), date(2026, 9, 18)
RECEIVED, LOCKED = datetime(2026, 9, 22, 3, 0, tzinfo=UTC), datetime(2026, 9, 28, 8, 0, tzinfo=UTC)
MONTHLY, MONTHS_DAY = datetime(2026, 10, 16, 3, 0, tzinfo=UTC), date(2026, 10, 19)
NOVEMBER = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
SITUATION = "Tình hình an ninh, trật tự trên địa bàn cơ bản ổn định (văn bản giả lập)."
ASSESSED = (
    "1. Ưu điểm: các mô hình, điểm mô hình được duy trì, số liệu gửi đúng kỳ.\n"
    "2. Hạn chế: một số camera hỏng chưa được sửa; một số điểm ít hoạt động."
)


@transaction.atomic
def load_reports() -> bool:
    """Draw up, sign and send as people of the cast would; False if there are reports already."""
    if Report.objects.exists():
        return False
    cast = Person.objects.in_bulk(field_name="username")
    officer, leader = cast[OFFICER], cast[LEADER]
    quarter = _signed(PROVINCE, "bao_cao_quy", "quarter-2026-3", officer, leader, DRAWN_UP, SIGNED)
    actions.send_report(quarter, by=officer, at=_noon(SIGNED))
    actions.receive_report(quarter, by=MINISTRY, at=RECEIVED)
    actions.lock_report(quarter, by=MINISTRY, at=LOCKED)
    month = _signed(COMMUNE, "bao_cao_thang", "month-2026-10", cast[COMMUNES_OFFICER],
                    cast[COMMUNES_LEADER], MONTHLY, MONTHS_DAY)  # fmt: skip
    actions.send_report(month, by=cast[COMMUNES_OFFICER], at=_noon(MONTHS_DAY))
    _drafted(PROVINCE, "bao_cao_thang", "month-2026-11", officer, NOVEMBER)
    return True


def _drafted(code: str, frame: str, period: str, officer: Person, at: datetime) -> Report:
    found = period_named(period)
    assert found is not None  # noqa: S101  # a period of ours
    unit = Unit.objects.get(code=code, valid_to=None)
    key = uuid5(NAMESPACE, f"{code}/{frame}/{period}")
    return actions.begin_report(unit, frame, found, key=key, by=officer, at=at)


def _signed(
    code: str,
    frame: str,
    period: str,
    officer: Person,
    leader: Person,
    at: datetime,
    on: date,
) -> Report:
    report = _drafted(code, frame, period, officer, at)
    actions.write_report(
        report,
        queries.frame_of(report).shape,
        {**report.texts, "tinh_hinh": SITUATION, "danh_gia": ASSESSED},
        issuer=report.issuer,
        recipients=report.recipients,
        signatory=leader.full_name,
        is_deputy=False,
        by=officer,
        at=at,
    )
    edition = actions.sign_report(report, on=on, is_aware=True, by=leader, at=_noon(on, hour=4))
    return edition.report


def _noon(on: date, *, hour: int = 6) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
