"""The number and the day of a decision."""

import re
from datetime import date

from binhyen.kernel.text import fold, squeeze
from binhyen.kernel.written_dates import WrittenDate, find_dates

_DAY_FOLLOWS = re.compile(
    r"[,;(]?\s*\b(?:ngày|ngay|dated?|of)\b|[,;(]\s*(?=\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})"
    r"|\s+(?=\d{1,2}[/.-]\d{1,2}[/.-]\d{4})",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"^(?:quyết định|quyet dinh|kế hoạch|ke hoach|hướng dẫn|huong dan|nghị quyết|nghi quyet"
    r"|công văn|cong van|tờ trình|to trinh|thông báo|thong bao|văn bản|van ban|biên bản|qđ|qd"
    r"|kh|hd|nq|cv|tb)?\s*(?:thành lập|thanh lap|công nhận|ra mắt)?\s*"
    r"(?:số|so|no\.?)?\s*[:.]?\s*(?=\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d+[A-Za-zĐđ]?\s*(?:/\s*\d{4}\s*)?/\s*[A-Za-zĐđ]{1,6}(?:\s*-\s*[\wĐđ]+)*$")
_NONE = re.compile(r"^(?:chua|khong|dang) (?:co|ra|ban hanh|lam|trinh|cho)\b.{0,40}$")


def split_decision(text: str, *, today: date) -> tuple[str, WrittenDate | None]:
    """("315/QĐ-UBND", the day) of "Số 315/QĐ-UBND ngày 01/12/2016".

    A day that isn't on the calendar comes back as its fault.
    """
    text = squeeze(text)
    if _NONE.match(fold(text)):
        return "", None
    cut = _DAY_FOLLOWS.search(text)
    rest = text[cut.start() :] if cut else ""
    dates = find_dates(rest, today=today)
    is_written = bool(re.search(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}", rest))
    day = dates[0] if dates else WrittenDate(fault="impossible_date") if is_written else None
    number = text[: cut.start()] if cut and day else text
    return tidied(_KIND.sub("", number).strip(" ,;:.()-")), day


def tidied(number: str) -> str:
    """A number as the rules of official papers write it: "315 /QD- UBND" is "315/QĐ-UBND"."""
    if not _NUMBER.match(number):
        return number
    tight = re.sub(r"\s*([/-])\s*", r"\1", number)
    return re.sub(r"(?<=/)q[dđ](?=-|$)", "QĐ", tight, flags=re.IGNORECASE)
