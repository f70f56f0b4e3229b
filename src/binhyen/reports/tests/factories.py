"""Reports for tests: two communes of a province with a quarter's figures, a draft, a signature."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from binhyen.figures import actions as figures
from binhyen.figures.actions import LoadedReturn
from binhyen.figures.choices import ReturnState
from binhyen.figures.queries import Period, period_named
from binhyen.people.models import Person
from binhyen.reports import actions, queries
from binhyen.reports.models import Edition, Report
from binhyen.units.models import Unit

SYSTEM = "system:test"
PROVINCE, COMMUNE, OTHER = "68", "24611", "24640"
QUARTER = "quarter-2026-3"  # 15 June–14 September 2026
MONTHS = ("month-2026-07", "month-2026-08", "month-2026-09")
A_YEAR_AGO = "month-2025-09"
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ON = date(2026, 11, 24)
FRAME = "bao_cao_quy"
ASSESSED = "Các mô hình hoạt động có hiệu quả."

OWN_FRAME = """[frame]
code = "bao_cao_quy"
name = "Báo cáo quý của tỉnh"
name_en = "The province's quarterly report"
kind = "quarter"
subject = "Tình hình {{ ky }}"

[[field]]
code = "danh_gia"
name = "Đánh giá"

[[part]]
heading = "I. TÌNH HÌNH"
lines = ["Có {{ theft }} vụ trộm.", "Đánh giá: {{ danh_gia }}"]

[[part]]
table = "units"
title = "Theo đơn vị"
indicators = ["theft", "disputes_settled", "disputes_failed", "settled_share"]
"""


def period(code: str = QUARTER) -> Period:
    found = period_named(code)
    assert found is not None
    return found


def todays_unit(code: str) -> Unit:
    return Unit.objects.get(code=code, valid_to=None)


def some_figures() -> dict[str, Unit]:
    """A quarter of two communes, locked, with a month of the year before: thefts and disputes."""
    units = {code: todays_unit(code) for code in (COMMUNE, OTHER)}
    rows: list[tuple[str, int, str, int | None]] = []
    for n, code in enumerate(MONTHS, start=1):
        for unit, base in ((units[COMMUNE], 10), (units[OTHER], 100)):
            told = {
                "theft": base + n,
                "disputes_received": 8,
                "disputes_settled": 6,
                "disputes_failed": 2,
                "disputes_pending": 0,
                "sites_kept": base,
            }
            rows += [(key, unit.pk, code, amount) for key, amount in told.items()]
    rows += [("theft", unit.pk, A_YEAR_AGO, 50) for unit in units.values()]
    figures.load_values(sorted(rows), by=SYSTEM, at=AT)
    loaded = [
        LoadedReturn(unit.pk, code, ReturnState.LOCKED, AT, AT, AT)
        for code in (*MONTHS, A_YEAR_AGO)
        for unit in units.values()
    ]
    figures.load_returns(loaded, by=SYSTEM, at=AT)
    return units


def a_report(
    unit: Unit | str = PROVINCE,
    code: str = QUARTER,
    *,
    frame: str = FRAME,
    by: Person | str = SYSTEM,
    at: datetime = AT,
    **texts: str,
) -> Report:
    """A draft; with texts, everything that must be written is."""
    place = todays_unit(unit) if isinstance(unit, str) else unit
    report = actions.begin_report(place, frame, period(code), key=uuid4(), by=by, at=at)
    return written(report, by=by, at=at, **texts) if texts else report


def written(report: Report, *, by: Any = SYSTEM, at: datetime = AT, **texts: str) -> Report:
    shape = queries.frame_of(report).shape
    return actions.write_report(
        report,
        shape,
        {**report.texts, **texts},
        issuer=report.issuer,
        recipients=report.recipients,
        signatory=report.signatory,
        is_deputy=report.is_deputy,
        by=by,
        at=at,
    )


def a_signed_report(unit: Unit | str = PROVINCE, *, by: Any = SYSTEM, at: datetime = AT) -> Edition:
    report = a_report(unit, danh_gia=ASSESSED)
    return actions.sign_report(report, on=ON, is_aware=True, by=by, at=at)
