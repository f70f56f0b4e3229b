"""Figures as workbooks: a month's form to fill in, and the months of a territory."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from binhyen.units.models import Unit

from .choices import IndicatorKind
from .rules.cells import Amount, shown
from .rules.indicators import Catalogue
from .rules.periods import Period
from .rules.workbooks import AMOUNT, PERIOD, SERIES, UNIT, UNIT_NAME

Row = tuple[Unit, Period]
Stored = Mapping[tuple[str, int, str], Amount]
FORM_SHEET, MONTHS_SHEET = "Biểu nhập", "Số liệu"


def form_workbook(unit: Unit, period: Period, known: Catalogue, stored: Stored) -> bytes:
    """A month's form of one unit: a row for each series, what stands there filled in.

    A row that the register counts says so, and is grey: a figure written there isn't taken.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(FORM_SHEET)
        bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        for row, (name, value) in enumerate(
            [(UNIT, unit.code), (UNIT_NAME, unit.name), (PERIOD, period.code), ("", period.label)]
        ):
            sheet.write_string(row, 0, name, bold)
            sheet.write_string(row, 1, value)
        grey = {"font_color": "#666666", "bg_color": "#eeeeee"}
        fixed, fixed_number = book.add_format(grey), book.add_format({"num_format": "#,##0"} | grey)
        heading = [SERIES, _("Chỉ tiêu"), _("Đơn vị tính"), AMOUNT]
        for column, name in enumerate(heading):
            sheet.write_string(5, column, name, bold)
        for row, (key, indicator) in enumerate(known.by_key.items(), start=6):
            is_counted = indicator.kind == IndicatorKind.COUNTED
            plain = fixed if is_counted else None
            sheet.write_string(row, 0, key, plain)
            sheet.write_string(row, 1, known.label_of(key), plain)
            sheet.write_string(row, 2, indicator.unit, plain)
            if is_counted:
                sheet.write_blank(row, 3, None, fixed_number)
                sheet.write_string(row, 4, _("đếm từ sổ, không nhập"), fixed)
            _write(sheet, row, 3, stored.get((key, unit.pk, period.code)),
                   indicator.decimals, fixed_number if is_counted else number)  # fmt: skip
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 3, 14)
        sheet.set_column(4, 4, 24)
        sheet.freeze_panes(6, 2)
    return file.getvalue()


def months_workbook(rows: Iterable[Row], known: Catalogue, stored: Stored) -> bytes:
    """A territory's months: a row for each unit and month, a column for each series."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(MONTHS_SHEET)
        bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        keys = list(known.by_key)
        for column, key in enumerate(keys, start=3):
            sheet.write_string(0, column, known.label_of(key))
        for column, name in enumerate([UNIT, UNIT_NAME, PERIOD, *keys]):
            sheet.write_string(1, column, name, bold)
        for row, (unit, period) in enumerate(rows, start=2):
            for column, text in enumerate([unit.code, unit.name, period.code]):
                sheet.write_string(row, column, text)
            for column, key in enumerate(keys, start=3):
                _write(sheet, row, column, stored.get((key, unit.pk, period.code)),
                       known.by_key[key].decimals, number)  # fmt: skip
        sheet.set_column(0, 2, 18)
        sheet.freeze_panes(2, 3)
    return file.getvalue()


def months_csv(rows: Iterable[Row], known: Catalogue, stored: Stored) -> str:
    """The same as CSV with a mark of UTF-8, as Excel wants it."""
    file = io.StringIO()
    writer = csv.writer(file)
    keys = list(known.by_key)
    writer.writerow([UNIT, UNIT_NAME, PERIOD, *keys])
    for unit, period in rows:
        cells = [_as_text(stored.get((key, unit.pk, period.code)), known.by_key[key].decimals)
                 for key in keys]  # fmt: skip
        writer.writerow([unit.code, unit.name, period.code, *cells])
    return "\ufeff" + file.getvalue()


def _write(
    sheet: Any, row: int, column: int, amount: Amount | None, decimals: int, form: Any
) -> None:
    if amount is None:
        return
    if amount.amount is None:
        sheet.write_string(row, column, "?")
    else:
        sheet.write_number(row, column, amount.amount / 10**decimals, form)


def _as_text(amount: Amount | None, decimals: int) -> str:
    if amount is None:
        return ""
    return "?" if amount.amount is None else shown(amount.amount, decimals)
