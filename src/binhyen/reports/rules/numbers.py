"""Figures as they stand in a Vietnamese report: 1.234,5; changes in words."""

from fractions import Fraction

from .content import Cell, Label

DOTS = "……"
NOT_KNOWN = "–"
_TURNED = str.maketrans(",.", ".,")
PERCENT, POINTS = "%", "điểm phần trăm"
THAN = "cùng kỳ năm trước"
NOT_COMPARED = "không so sánh được với cùng kỳ"


def number_text(amount: Fraction | None, places: int = 0, *, missing: str = NOT_KNOWN) -> str:
    """1234.5 to one place is "1.234,5"; what is missing is a dash."""
    if amount is None:
        return missing
    rounded = round(amount * 10**places)
    text = f"{abs(rounded) / 10**places:,.{places}f}" if places else f"{abs(rounded):,}"
    return ("−" if rounded < 0 else "") + text.translate(_TURNED)


def signed_text(amount: Fraction | None, places: int = 0) -> str:
    """With a plus before what grew."""
    text = number_text(amount, places)
    return f"+{text}" if amount is not None and round(amount * 10**places) > 0 else text


def difference(now: Cell, before: Cell, places: int = 0) -> Fraction | None:
    """Between the figures as they are shown, so that whoever checks it finds the same."""
    if now.amount is None or before.amount is None:
        return None
    return _shown(now.amount, places) - _shown(before.amount, places)


def percent(now: Cell, before: Cell, places: int = 0) -> Fraction | None:
    """By how much it grew, in percent; none from zero."""
    found = difference(now, before, places)
    if found is None or before.amount is None or not (base := _shown(before.amount, places)):
        return None
    return found / abs(base) * 100


def are_comparable(now: Cell, before: Cell) -> bool:
    """Whether both rest on nearly all of their ground and months, else they differ by who told."""
    return now.is_enough and before.is_enough


def why_not_compared(now: Cell, before: Cell) -> str:
    """ "cùng kỳ chỉ có số của 71/310 đơn vị"; of the earlier one first, as the title tells of
    this one."""
    name, cell = ("kỳ này", now) if before.is_enough else ("cùng kỳ", before)
    return f"{name} {_lacking(cell)}"


def _lacking(cell: Cell) -> str:
    if not cell.of:
        return "chưa đủ số liệu"
    if cell.known >= cell.of:
        return "có số liệu không tách được cho đơn vị này"
    known, of = number_text(Fraction(cell.known)), number_text(Fraction(cell.of))
    if cell.months > 1 and cell.of_units:
        return f"có tháng chỉ có số của {cell.units}/{cell.of_units} xã, phường khi đó"
    if cell.months > 1:
        return f"chỉ có {known}/{of} số liệu tháng của các đơn vị"
    return f"chỉ có số của {known}/{of} đơn vị"


def coverage_text(cell: Cell) -> str:
    """ "(88/124 đơn vị)", of several months in the one with fewest."""
    if cell.amount is None or not cell.of_units:
        return ""
    units, of = number_text(Fraction(cell.units)), number_text(Fraction(cell.of_units))
    return f"({'có tháng chỉ ' if cell.months > 1 else ''}{units}/{of} đơn vị)"


def _shown(amount: Fraction, places: int) -> Fraction:
    return Fraction(round(amount * 10**places), 10**places)


def moved_in_words(cell: Cell, label: Label) -> str:
    """A figure that is itself a change: "giảm 1 điểm", never "-1 điểm"."""
    if cell.amount is None:
        return DOTS
    if not (shown := _shown(cell.amount, label.decimals)):
        return "không tăng, không giảm"
    verb = "tăng" if shown > 0 else "giảm"
    return f"{verb} {number_text(abs(shown), label.decimals)} {label.unit}"


def change_in_words(now: Cell, before: Cell, label: Label) -> str:
    """ "tăng 12 vụ (8,3%) so với cùng kỳ năm trước", or that there is nothing to compare with."""
    found = difference(now, before, label.decimals)
    if found is None:
        return "chưa có số liệu cùng kỳ để so sánh"
    if not are_comparable(now, before):
        return f"{NOT_COMPARED}: {why_not_compared(now, before)}"
    if not found:
        return f"bằng {THAN}"
    verb = "tăng" if found > 0 else "giảm"
    amount = number_text(abs(found), label.decimals)
    if label.unit == PERCENT:
        return f"{verb} {amount} {POINTS} so với {THAN}"
    share = percent(now, before, label.decimals)
    added = "" if share is None else f" ({number_text(abs(share), 1)}%)"
    return f"{verb} {amount} {label.unit}{added} so với {THAN}"
