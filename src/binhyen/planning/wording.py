"""Months in words, those of a schedule and of the reports; and in what a plan counts."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.figures.queries import period_named

from .models import Plan


def month_text(month: str) -> str:
    """2027-03 in the reader's language: tháng 3/2027, March 2027."""
    year, number = int(month[:4]), int(month[5:])
    if _is_english():
        return date_format(date(year, number, 1), "F Y")
    return f"tháng {number}/{year}"


def report_month_text(code: str) -> str:
    """month-2025-08 in the reader's language."""
    found = period_named(code) if code else None
    if found is None:
        return code
    if not _is_english():
        return found.label
    return date_format(found.start, "F Y") if found.kind.code == "month" else found.label_en


def is_weighed(plan: Plan) -> bool:
    """Whether outcomes count differently, so that a sum is no number of events."""
    return len({weight for weight in plan.harm.values() if weight > 0}) > 1 or any(
        weight not in (0, 1) for weight in plan.harm.values()
    )


def in_sentence(code: str) -> str:
    """month-2025-08 within a sentence: tháng 8/2025, August 2025."""
    return month_text(code.removeprefix("month-")) if code.startswith("month-") else code


def events_word(plan: Plan) -> str:
    return _("điểm thiệt hại") if is_weighed(plan) else _("vụ")


def numbers_text(numbers: Sequence[int]) -> str:
    """1, 2 và 3. One at least."""
    *most, last = map(str, numbers)
    return _("%(most)s và %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")
