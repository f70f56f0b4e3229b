"""The issuers that a unit has by the law of 2025: its committee, its police, its boards."""

import re
from dataclasses import dataclass

from ..choices import Body

CAPITAL, MINISTRY = "Hà Nội", "Bộ Công an"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerFacts:
    """A body that issues papers under its own numbers.

    `acts_for` stands behind "TM." where the body decides together; empty where its head does.
    `head` and `deputy` are offices as they stand over a signature, `head_in_full` as in a
    sentence.
    """

    name: str
    parent_name: str = ""
    symbol: str
    place: str
    acts_for: str = ""
    head: str
    deputy: str
    head_in_full: str


def proposed(
    body: str, *, name: str, short_name: str, parent: str, is_province: bool
) -> IssuerFacts:
    """The facts of a unit's committee, police or steering board, for an officer to put right.

    name: the unit's, with its kind ("Xã Đắk Wil"); parent: the same of the unit over it.
    """
    here, over = in_sentence(name), in_sentence(parent)
    kind = here.removesuffix(short_name).strip()
    if body == Body.COMMITTEE:
        return IssuerFacts(
            name=f"Ủy ban nhân dân {here}",
            symbol="UBND",
            place=short_name,
            acts_for="Ủy ban nhân dân",
            head="Chủ tịch",
            deputy="Phó Chủ tịch",
            head_in_full=f"Chủ tịch Ủy ban nhân dân {here}",
        )
    if body == Body.POLICE:
        head = "Giám đốc" if is_province else f"Trưởng Công an {kind}".strip()
        return IssuerFacts(
            name=f"Công an {here}",
            parent_name="Bộ Công an" if is_province else f"Công an {over}".strip(),
            symbol="CAT" if is_province else f"CA{_initial(kind)}",
            place=short_name,
            head=head,
            deputy=f"Phó {head}",
            head_in_full=f"Giám đốc Công an {here}" if is_province else f"Trưởng Công an {here}",
        )
    return IssuerFacts(
        name="Ban Chỉ đạo phong trào Toàn dân bảo vệ an ninh Tổ quốc",
        parent_name=f"Ủy ban nhân dân {here}",
        symbol="BCĐ",
        place=short_name,
        acts_for="Ban Chỉ đạo",
        head="Trưởng ban",
        deputy="Phó Trưởng ban",
        head_in_full=f"Trưởng Ban Chỉ đạo phong trào Toàn dân bảo vệ an ninh Tổ quốc {here}",
    )


def of_the_nation(body: str) -> IssuerFacts:
    """The Government, the Ministry of Public Security, or the steering board under it."""
    if body == Body.COMMITTEE:
        return IssuerFacts(
            name="Chính phủ",
            symbol="CP",
            place=CAPITAL,
            acts_for="Chính phủ",
            head="Thủ tướng",
            deputy="Phó Thủ tướng",
            head_in_full="Thủ tướng Chính phủ",
        )
    if body == Body.POLICE:
        return IssuerFacts(
            name=MINISTRY,
            symbol="BCA",
            place=CAPITAL,
            head="Bộ trưởng",
            deputy="Thứ trưởng",
            head_in_full=f"Bộ trưởng {MINISTRY}",
        )
    board = "Ban Chỉ đạo phong trào Toàn dân bảo vệ an ninh Tổ quốc"
    return IssuerFacts(
        name=board,
        parent_name=MINISTRY,
        symbol="BCĐ",
        place=CAPITAL,
        acts_for="Ban Chỉ đạo",
        head="Trưởng ban",
        deputy="Phó Trưởng ban",
        head_in_full=f"Trưởng {board}",
    )


_LONG = 24  # letters that still fit one line of the head
_BEFORE_UNIT = re.compile(r" (?=(?:xã|phường|thị trấn|đặc khu|tỉnh|thành phố) )")


def broken(name: str) -> str:
    """An issuer's name for the head of a paper: a long one breaks before its unit."""
    if len(name) <= _LONG:
        return name
    *before, unit = _BEFORE_UNIT.split(name)
    return f"{' '.join(before)}\n{unit}" if before else name


def in_sentence(name: str) -> str:
    """A unit's name within a sentence: "xã Đắk Wil"."""
    return name[:1].lower() + name[1:]


_HAMLET = re.compile(r"(?=(?:thôn|bon|buôn|bản|ấp|làng|xóm|tổ|khu) )", re.IGNORECASE)


def spot_in_sentence(name: str) -> str:
    """A hamlet's name within a sentence: "tổ dân phố 5"; any other name as it is."""
    return in_sentence(name) if _HAMLET.match(name) else name


def _initial(kind: str) -> str:
    """Of the last word of a kind, as symbols have it: X, P, ĐK for đặc khu."""
    return "ĐK" if kind == "đặc khu" else "TT" if kind == "thị trấn" else kind[:1].upper()
