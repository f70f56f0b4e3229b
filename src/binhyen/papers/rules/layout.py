"""How a paper must look by Decree 30/2020/NĐ-CP, Annex I (checked against DOMAIN, not the gazette).

Lengths in millimetres, sizes of letters in points. Both renderers read these and nothing else.
"""

from dataclasses import dataclass
from enum import StrEnum

FONT_WORD = "Times New Roman"
FONT_PDF = "Tinos"  # has the widths of Times New Roman

PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
WIDE_TEXT_WIDTH = PAGE_HEIGHT - LEFT - RIGHT  # of a page on its side
NUMBER_FROM_EDGE = 10  # the page's number, centred in the top margin from page 2

HEAD_LEFT, HEAD_RIGHT = 67, 98  # issuer and number; the nation's name, place and day
SIGN_LEFT, SIGN_RIGHT = 75, 90  # recipients; signature
ROOM_TO_SIGN_PT = 70

INDENT = 12.7
BETWEEN_PT = 6  # between paragraphs
LEADING = 1.15  # of a line, single is 1

BODY_PT = 14
TABLE_PT = 13
SMALL_TABLE_PT = 11
NATION, NATION_PT = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13
MOTTO, MOTTO_PT = "Độc lập - Tự do - Hạnh phúc", 14
ISSUER_PT = 13
NUMBER_PT = 13
PLACE_PT = 14
TYPE_PT = 14
SUBJECT_PT = 14
PAGE_NUMBER_PT = 14
RECIPIENTS_TITLE_PT = 12
RECIPIENTS_PT = 11

# Rules under the motto as long as the words; under issuer and subject a third to a half of them.
RULE_MOTTO, RULE_ISSUER, RULE_SUBJECT = 60, 22, 40


class Style(StrEnum):
    """What a paragraph of the body is."""

    BODY = "body"
    HEADING = "heading"
    SUBHEADING = "subheading"
    BASIS = "basis"
    CENTRED = "centred"
    TITLE = "title"


class Align(StrEnum):
    BOTH = "both"
    CENTRE = "centre"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph of one style is set."""

    align: Align = Align.BOTH
    indent: float = INDENT
    bold: bool = False
    italic: bool = False
    size: float = BODY_PT
    before_pt: float = 0
    after_pt: float = BETWEEN_PT
    with_next: bool = False


LOOKS = {
    Style.BODY: Look(),
    Style.HEADING: Look(bold=True, before_pt=6, with_next=True),
    Style.SUBHEADING: Look(bold=True, with_next=True),
    Style.BASIS: Look(italic=True),
    Style.CENTRED: Look(align=Align.CENTRE, indent=0),
    Style.TITLE: Look(align=Align.CENTRE, indent=0, bold=True, before_pt=6, with_next=True),
}
