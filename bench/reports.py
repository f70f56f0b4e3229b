"""The quarterly report of a province: its three formats, and signed with number and log."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from .figure import Figure, written
from .figures import taken_back
from .ground import here, set_up_django

TIMES = 10
MOST_S = 3.0
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BY = "system:bench"
QUARTER, FRAME = "quarter-2026-2", "bao_cao_quy"


def main() -> None:
    set_up_django()
    from django.utils.timezone import localdate

    from binhyen.figures.queries import period_named
    from binhyen.reports import actions, queries
    from binhyen.units.models import Unit

    period, on = period_named(QUARTER), localdate(AT)
    assert period is not None
    province = Unit.objects.get(code="68", valid_to=None)

    def three_formats() -> None:
        filled, _text = queries.filled_now(report, on=on)
        for form in ("docx", "pdf", "xlsx"):
            filled.drafted(form)

    def sign() -> None:
        with taken_back():
            actions.sign_report(report, on=on, is_aware=True, by=BY, at=AT)

    with taken_back():
        report = actions.begin_report(province, FRAME, period, key=uuid4(), by=BY, at=AT)
        report.texts = {**report.texts, "danh_gia": "Đạt yêu cầu."}
        report.save()
        filled, _text = queries.filled_now(report, on=on)
        size = f"{len(filled.content.cells):,} figures of {len(filled.content.children)} communes"
        first = _seconds(three_formats)
        print(written([
            Figure(name=f"a process's first quarterly report, three formats, {here().database}",
                   value=first, unit="s", most=MOST_S, step="reports", note=size),
            _figure(f"a province's quarterly report: DOCX, PDF and XLSX, {here().database}",
                    three_formats, size),
            _figure(f"the same signed: number, files, log, {here().database}", sign, size),
        ]))  # fmt: skip


def _figure(name: str, work: Callable[[], Any], size: str) -> Figure:
    taken = sorted(_seconds(work) for _ in range(TIMES))
    middle = statistics.median(taken)
    note = f"slowest of {TIMES}; median {middle:.2f} s; {size}"
    return Figure(name=name, value=taken[-1], unit="s", most=MOST_S, step="reports", note=note)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
