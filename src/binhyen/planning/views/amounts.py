"""Sums, events and their intervals in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _

from binhyen.ui.words import read_number

REACH = 1.96
BILLION, MILLION = 10**9, 10**6


def money_text(amount: int) -> str:
    """2,95 tỷ đồng, 950 triệu đồng; exact sums stand in the tables."""
    if amount >= BILLION:
        return _("%(n)s tỷ đồng") % {"n": short(amount / BILLION)}
    if amount >= MILLION:
        return _("%(n)s triệu đồng") % {"n": short(amount / MILLION)}
    return _("%(n)s đồng") % {"n": read_number(amount)}


def short(value: float) -> str:
    rounded = round(value, 2)
    places = next(n for n in (0, 1, 2) if n == 2 or round(rounded, n) == rounded)
    return read_number(rounded, places=places)


def amount_text(value: float) -> str:
    """Events: whole from ten on, else with one decimal; never a minus before a nought."""
    if abs(value) < 0.05:
        return read_number(0)
    places = 0 if abs(value) >= 9.95 else 1
    return read_number(round(value, places), places=places).replace("-", "−")


def interval_text(low: float, high: float) -> str:
    if amount_text(low) == amount_text(high):
        return amount_text(low)
    return _("từ %(low)s đến %(high)s") % {"low": amount_text(low), "high": amount_text(high)}


@dataclass(frozen=True, slots=True)
class Averted:
    """Events averted with their interval at 95 %."""

    value: float
    low: float
    high: float

    @property
    def text(self) -> str:
        return amount_text(self.value)

    @property
    def interval(self) -> str:
        return interval_text(self.low, self.high)

    @property
    def is_sure(self) -> bool:
        return self.low > 0


def averted_by(rows: Iterable[Mapping[str, Any]], *, together: bool) -> Averted:
    """together: communes of one programme err together, programmes of one commune apart."""
    rows = list(rows)
    value = sum(row["averted"] for row in rows)
    sds = [row["sd"] for row in rows]
    reach = REACH * (sum(sds) if together else sqrt(sum(sd**2 for sd in sds)))
    return Averted(value, value - reach, value + reach)


def changed(percent: float) -> str:
    """giảm 12%, tăng 3%."""
    size = read_number(abs(round(percent)))
    if not round(percent):
        return _("không đổi")
    return (_("giảm %(n)s%%") if percent < 0 else _("tăng %(n)s%%")) % {"n": size}


def percent_text(share: float) -> str:
    return f"{read_number(round(100 * share))}%".replace("-", "−")
