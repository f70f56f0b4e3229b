"""A report's three files: Word and PDF by the papers' layout, Excel with live formulas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from binhyen.papers.actions import draw_sheet
from binhyen.papers.models import Issuer
from binhyen.papers.queries import Sheet

from .exports import report_workbook
from .rules.content import Content
from .rules.drawing import Drawn, drawn, subject_of
from .rules.shapes import Frame
from .rules.standing import SYNTHETIC, standing_line, what_is_missing
from .sheets import sheet_of


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form filled in: everything that the page and the files are drawn from."""

    frame: Frame
    content: Content
    texts: Mapping[str, str]
    issuer: Issuer
    recipients: str = ""
    signatory: str = ""
    is_deputy: bool = False
    version: int = 1

    @cached_property
    def subject(self) -> str:
        return subject_of(self.frame, self.content)

    @cached_property
    def parts(self) -> tuple[Drawn, ...]:
        return drawn(self.frame, self.content, self.texts)

    @property
    def blank(self) -> list[int]:
        """The numbers of the figures that stand as dots in the sentences."""
        said = (one for part in self.parts for words in part.paragraphs for one in words)
        return list(dict.fromkeys(one.figure for one in said if one.is_missing and one.figure))

    @property
    def missing(self) -> int:
        """How many figures of the sentences stand as dots."""
        return len(self.blank)

    @property
    def awaited(self) -> bool:
        """Whether returns of the last month are still to be accepted."""
        words = self.content.words
        return words.get("so_xa", "") != words.get("so_xa_da_duyet", "")

    @property
    def standing(self) -> str:
        """The line under the title; empty where the figures are all there."""
        return standing_line(self.content)

    @property
    def mark(self) -> str:
        """What is said above all else of figures that were made up."""
        return SYNTHETIC if self.content.is_synthetic else ""

    @property
    def lacking(self) -> list[str]:
        """What whoever signs should know to be missing."""
        return list(what_is_missing(self.content))

    @property
    def is_lacking(self) -> bool:
        return bool(self.lacking or self.missing)

    @property
    def sheet(self) -> Sheet:
        return sheet_of(
            self.subject,
            self.parts,
            standing=self.standing,
            is_synthetic=self.content.is_synthetic,
            recipients=self.recipients,
            signatory=self.signatory,
            is_deputy=self.is_deputy,
        )

    def drafted(self, form: str) -> bytes:
        """One of the files without a number: "docx", "pdf" or "xlsx"."""
        if form == "xlsx":
            return self.workbook(number="", on=None)
        produced = draw_sheet(self.sheet, self.issuer)
        return produced.docx if form == "docx" else produced.pdf

    def workbook(self, *, number: str, on: date | None) -> bytes:
        content = self.content
        facts = {
            "Cơ quan ban hành": self.issuer.name,
            "Đơn vị": content.unit_name,
            "Kỳ": f"{content.period.label} ({_days(content)})",
            "Số, ký hiệu": number or "bản thảo, chưa lấy số",
            "Ngày ký": f"{on:%d/%m/%Y}" if on else "",
            "Bản": str(self.version),
            "Địa giới": f"theo ngày {_day(content.vintage)}",
            **({"Mức đầy đủ": self.standing} if self.standing else {}),
        }
        return report_workbook(self.subject, facts, self.parts, content)


def _days(content: Content) -> str:
    return f"{_day(content.period.start)}–{_day(content.period.until)}"


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
