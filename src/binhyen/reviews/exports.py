"""A round as a workbook: one row a rating, every criterion with its points."""

from collections.abc import Mapping
from typing import BinaryIO

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from . import queries
from .choices import Outcome
from .models import Rating
from .queries.ratings import RELATED
from .rules.scoring import holds, points_of
from .rules.shapes import Criterion, Sheet, Value
from .rules.standing import Standing

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def ratings_workbook(
    sheet: Sheet, found: QuerySet[Rating], standing: Mapping[int, Standing], file: BinaryIO
) -> None:
    """Write the ratings in their order; formulas typed by somebody stay text."""
    with xlsxwriter.Workbook(file, {"in_memory": True, **SAFE}) as book:
        page = book.add_worksheet(_("Rà soát"))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        page.write_row(0, 0, _heads(sheet), bold)
        rows = queries.rows_of(sheet, found.select_related(*RELATED, "round"), standing)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(sheet, row)):
                if cell not in (None, ""):
                    page.write(number, column, cell)
        page.freeze_panes(1, 1)
        page.autofit(max_width=320)


def _heads(sheet: Sheet) -> list[str]:
    criteria = [one.name for one in sheet.criteria]
    return [
        _("Tên"),
        _("Địa bàn"),
        _("Bước"),
        _("Tự chấm"),
        _("Thẩm định"),
        _("Xếp loại"),
        _("Đã quyết định"),
        _("Kết quả rà soát"),
        _("Lý do"),
        *criteria,
    ]


def _cells(sheet: Sheet, row: queries.Row) -> list[str | int | None]:
    one = row.rating
    values = one.appraised or one.self_scored
    reasons = [one.get_not_rated_display(), one.reason or one.note]
    return [
        one.subject_name,
        one.unit.name,
        one.get_state_display(),
        one.own_score,
        one.score,
        row.shown.name if row.shown else "",
        _("không") if row.is_proposed else _("có") if row.shown else "",
        str(Outcome(one.outcome).label) if one.outcome else "",
        ". ".join(part for part in reasons if part),
        *(_cell(each, values.get(each.code)) for each in sheet.criteria),
    ]


def _cell(criterion: Criterion, value: Value | None) -> int | None:
    """The points, or 1 and 0 for met and not met where the sheet has none."""
    if value is None or value.number is None:
        return None
    return points_of(criterion, value) if criterion.points else int(holds(criterion, value))
