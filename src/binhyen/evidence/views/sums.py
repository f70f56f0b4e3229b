"""Sums of money and chances as they are read: no more digits than are known."""

from django.utils.translation import gettext as _

from binhyen.ui.words import read_number, read_vnd


def about_vnd(amount: float) -> str:
    """To three digits: 24,3 triệu đồng."""
    if amount >= 1e9:
        return _("%(n)s tỷ đồng") % {"n": _digits(amount / 1e9)}
    if amount >= 1e6:
        return _("%(n)s triệu đồng") % {"n": _digits(amount / 1e6)}
    return read_vnd(round(amount, -3 if amount >= 1e5 else 0).__int__())


def _digits(number: float) -> str:
    places = 0 if number >= 100 else 1
    rounded = round(number, places)
    return read_number(int(rounded) if float(rounded).is_integer() else rounded)


def chance_text(chance: float) -> str:
    """In whole percent; nothing is ever quite sure."""
    percent = round(100 * chance)
    return "> 99%" if percent >= 100 else "< 1%" if percent < 1 else f"{percent}%"


def share_text(share: float) -> str:
    return f"{round(100 * share)}%"


def p_text(p: float) -> str:
    return (
        "< 0,001".replace(",", _decimal())
        if p < 0.001
        else read_number(p, places=3 if p < 0.01 else 2)
    )


def _decimal() -> str:
    return read_number(0.1, places=1)[1]
