"""Indicators, series and periods in the reader's language."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.text import fold

from .rules.indicators import Catalogue, Check, Group, Indicator, Part, split
from .rules.periods import Period, PeriodKind

_CODE = re.compile(r"\b[a-z]+(?:-[a-z]+)*-\d{4}(?:-\d+)?\b")
_SOURCES: Mapping[str, Promise] = {
    "cases_closed": _("hồ sơ kết thúc trong kỳ"),
    "cases_opened": _("hồ sơ lập trong kỳ"),
    "meeting_attendance": _("lượt người dự các cuộc họp ghi trong hồ sơ"),
    "meetings": _("cuộc họp ghi trong hồ sơ"),
    "members": _("thành viên của các điểm còn hoạt động vào ngày cuối kỳ"),
    "money_community": _("tiền, hiện vật xã hội hóa nhận trong kỳ"),
    "money_state": _("tiền ngân sách nhận trong kỳ"),
    "programmes_ended": _("mô hình kết thúc trong kỳ"),
    "programmes_kept": _("mô hình còn hoạt động vào ngày cuối kỳ"),
    "programmes_new": _("mô hình mới trong kỳ"),
    "programmes_recounted_in": _("mô hình thêm vào do đếm lại"),
    "programmes_recounted_out": _("mô hình bớt đi do đếm lại"),
    "programmes_replicated": _("mô hình nhân rộng trong kỳ"),
    "sites_ended": _("điểm kết thúc trong kỳ"),
    "sites_kept": _("điểm còn hoạt động vào ngày cuối kỳ"),
    "sites_new": _("điểm mới trong kỳ"),
    "sites_recounted_in": _("điểm thêm vào do đếm lại"),
    "sites_recounted_out": _("điểm bớt đi do đếm lại"),
    "sites_replicated": _("điểm nhân rộng trong kỳ"),
    "sites_reviewed": _("điểm đã xếp loại trong kỳ"),
    "teams": _("tổ của các điểm còn hoạt động vào ngày cuối kỳ"),
}


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def name_text(one: Indicator | Group | Part | Check | PeriodKind) -> str:
    return one.name_en if is_english() else one.name


def unit_text(indicator: Indicator) -> str:
    """What it is counted in: cases, đồng."""
    return indicator.unit_en if is_english() else indicator.unit


def measured_text(known: Catalogue, key: str) -> str:
    """A series and what it is counted in, unless its English name says so already: Fires."""
    name, unit = series_text(known, key), unit_text(known.by_code[split(key)[0]])
    return name if is_english() and unit.lower() in name.lower() else f"{name} ({unit})"


def breakdown_text(indicator: Indicator) -> str:
    """By what it is broken down; empty for one without parts."""
    return indicator.breakdown_en if is_english() else indicator.breakdown


def series_text(known: Catalogue, key: str) -> str:
    """A series: its indicator, and the part if it is one."""
    return known.label_of(key, english=is_english())


def period_text(period: Period) -> str:
    """Quý I/2026, without its days."""
    return period.label_en if is_english() else period.label


def period_with_days(period: Period) -> str:
    """Quý I/2026, 15/12–14/3."""
    return f"{period_text(period)}, {period.days}"


def source_text(source: str) -> str:
    """What in the register a counted indicator counts."""
    return str(_SOURCES.get(source, source))


def said_with_period(label: str) -> str:
    """A label in which a period stands by its code, said with the period's name."""
    return _CODE.sub(_period_said, label)


def _period_said(found: re.Match[str]) -> str:
    from .queries import period_named

    period = period_named(found[0])
    return period_text(period) if period else found[0]


def file_name(*parts: str, kind: str) -> str:
    """A file's name that every system takes and a person can read: bieu-xa-quang-son.xlsx."""
    return f"{'-'.join(fold(part).replace(' ', '-') for part in parts if part)}.{kind}"


def short_period(period: Period) -> str:
    """For where there is little room: 11/2026 for a month, else as it is called."""
    if period.kind.per_year == 12:
        return f"{period.number}/{period.year}"
    return period_text(period)
