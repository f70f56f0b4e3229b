"""Indicators, series and periods in the reader's language."""

from django.utils.translation import get_language

from .rules.indicators import Catalogue, Group, Indicator, Part
from .rules.periods import Period, PeriodKind


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def name_text(one: Indicator | Group | Part | PeriodKind) -> str:
    return one.name_en if is_english() else one.name


def unit_text(indicator: Indicator) -> str:
    """What it is counted in: cases, đồng."""
    return indicator.unit_en if is_english() else indicator.unit


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
