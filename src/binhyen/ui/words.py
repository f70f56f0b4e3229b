"""Figures, sums and times as Vietnam writes them. No Django templates here, only text."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_SWAPPED = str.maketrans(",.", ".,")


def number_text(number: float | int | None, *, places: int | None = None) -> str:
    """1234.5 is "1.234,5"; None is an en dash. `places` fixes the decimals."""
    if number is None:
        return "–"
    whole = isinstance(number, int) or float(number).is_integer()
    decimals = places if places is not None else (0 if whole else 1)
    return f"{number:,.{decimals}f}".translate(_SWAPPED)


def read_number(number: float | int | None, *, places: int | None = None) -> str:
    """The same in the reader's own language: 1,234.5 on an English page.

    For figures that are only read; a field takes and shows numbers as Vietnam writes them.
    """
    text = number_text(number, places=places)
    return text.translate(_SWAPPED) if _is_english() else text


def read_short(value: float) -> str:
    """`short_number` in the reader's own language: 1.2m, 3.4bn."""
    text = short_number(value)
    if not _is_english():
        return text
    return text.translate(_SWAPPED).replace("tỷ", "bn").replace("tr", "m")


def read_vnd(amount: int | None) -> str:
    """`vnd_text` in the reader's own language."""
    return "–" if amount is None else f"{read_number(int(amount))} đ"


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def short_number(value: float) -> str:
    """For where a drawing has little room: 1.234, 12,5, 1,2tr (triệu), 3,4tỷ."""
    for size, word in ((1e9, "tỷ"), (1e6, "tr")):
        if value >= size:
            return f"{_short(value / size, 1)}{word}"
    return _short(value, 0 if value >= 100 else 1)


def _short(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_SWAPPED)


def vnd_text(amount: int | None) -> str:
    """A sum in whole đồng with its unit: "1.500.000 đ"."""
    return "–" if amount is None else f"{number_text(int(amount))} đ"


def relative_text(at: datetime, *, now: datetime) -> str:
    """How long ago within the last week, afterwards day and time of day in Vietnam."""
    seconds = (now - at).total_seconds()
    if seconds < -60 or seconds >= 7 * 86_400:
        return moment_text(at)
    if seconds < 60:
        return _("vừa xong")
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    if hours < 1:
        return ngettext("%(n)s phút trước", "%(n)s phút trước", minutes) % {"n": minutes}
    days = (timezone.localdate(now) - timezone.localdate(at)).days
    if days == 0:
        return ngettext("%(n)s giờ trước", "%(n)s giờ trước", hours) % {"n": hours}
    if days == 1:
        return _("hôm qua, %(time)s") % {"time": f"{timezone.localtime(at):%H:%M}"}
    return ngettext("%(n)s ngày trước", "%(n)s ngày trước", days) % {"n": days}


def moment_text(at: datetime) -> str:
    """08/02/2023 14:05, in Vietnam's time."""
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}"
