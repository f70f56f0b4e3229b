"""Figures as they stand in a Vietnamese report: 1.234,5; changes in words."""

from fractions import Fraction

from .content import Cell, Label

DOTS = "……"
NOT_KNOWN = "–"
_TURNED = str.maketrans(",.", ".,")
PERCENT = "%"
THAN, NOT_WHOLE = "cùng kỳ năm trước", "(số liệu của một kỳ chưa đủ)"


def number_text(amount: Fraction | None, places: int = 0, *, missing: str = NOT_KNOWN) -> str:
    """1234.5 to one place is "1.234,5"; what is missing is a dash."""
    if amount is None:
        return missing
    rounded = round(amount * 10**places)
    text = f"{abs(rounded) / 10**places:,.{places}f}" if places else f"{abs(rounded):,}"
    return ("-" if rounded < 0 else "") + text.translate(_TURNED)


def signed_text(amount: Fraction | None, places: int = 0) -> str:
    """With a plus before what grew."""
    text = number_text(amount, places)
    return f"+{text}" if amount is not None and round(amount * 10**places) > 0 else text


def difference(now: Cell, before: Cell) -> Fraction | None:
    if now.amount is None or before.amount is None:
        return None
    return now.amount - before.amount


def percent(now: Cell, before: Cell) -> Fraction | None:
    """By how much it grew, in percent; none from zero."""
    found = difference(now, before)
    return None if found is None or not before.amount else found / abs(before.amount) * 100


def change_in_words(now: Cell, before: Cell, label: Label) -> str:
    """ "tăng 12 vụ (8,3%) so với cùng kỳ năm trước", or that there is nothing to compare with."""
    found = difference(now, before)
    if found is None:
        return "chưa có số liệu cùng kỳ để so sánh"
    than = THAN if now.is_whole and before.is_whole else f"{THAN} {NOT_WHOLE}"
    if not round(found * 10**label.decimals):
        return f"bằng {than}"
    verb = "tăng" if found > 0 else "giảm"
    amount = number_text(abs(found), label.decimals)
    if label.unit == PERCENT:
        return f"{verb} {amount} điểm phần trăm so với {than}"
    share = percent(now, before)
    added = "" if share is None else f" ({number_text(abs(share), 1)}%)"
    return f"{verb} {amount} {label.unit}{added} so với {than}"
