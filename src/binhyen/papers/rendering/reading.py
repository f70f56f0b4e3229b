"""A Word document as plain blocks, so that a province's own template has its PDF as well.

Carried over: page and margins, paragraphs with alignment, indents and spacing, letters bold,
italic, underlined, their size, tables with and without lines, page breaks, the page's number in
the head. Left out, and said on the page: pictures, shapes, text boxes, notes, columns, colours.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph

from ..rules import layout

NOT_CARRIED = ("w:drawing", "w:pict", "w:footnoteReference", "w:object", "w:txbxContent")
_ALIGN = {
    WD_ALIGN_PARAGRAPH.CENTER: "center",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "both",
}


def is_whole(content: bytes) -> bool:
    """Whether all that a document shows can be carried over into the PDF."""
    body = Document(BytesIO(content)).element.body
    return not any(next(body.iter(qn(name)), None) is not None for name in NOT_CARRIED)


def sheet(content: bytes, *, title: str) -> dict[str, Any]:
    """What sheet.typ draws: the page and its blocks, lengths in points."""
    document = Document(BytesIO(content))
    section = document.sections[0]
    return {
        "title": title,
        "font": layout.FONT_PDF,
        "page": {
            "width": _pt(section.page_width, 595.3),
            "height": _pt(section.page_height, 841.9),
            "top": _pt(section.top_margin, 57),
            "bottom": _pt(section.bottom_margin, 57),
            "left": _pt(section.left_margin, 85),
            "right": _pt(section.right_margin, 43),
            "header": _pt(section.header_distance, 28),
            "numbered": "PAGE" in section.header._element.xml,
            "first_too": not section.different_first_page_header_footer,
        },
        "blocks": list(_blocks(document)),
    }


def _blocks(document: DocxDocument) -> Iterator[dict[str, Any]]:
    for item in document.iter_inner_content():
        yield from _table(item) if isinstance(item, DocxTable) else _paragraph(item)


def _paragraph(paragraph: DocxParagraph) -> Iterator[dict[str, Any]]:
    if any(mark.get(qn("w:type")) == "page" for mark in paragraph._p.iter(qn("w:br"))):
        yield {"kind": "break"}
    form, style = paragraph.paragraph_format, _inherited(paragraph)
    align = form.alignment if form.alignment is not None else style.alignment
    spacing = form.line_spacing if form.line_spacing is not None else style.line_spacing
    yield {
        "kind": "paragraph",
        "align": _ALIGN.get(align, "left") if align is not None else "left",
        "first": _pt(form.first_line_indent, _pt(style.first_line_indent, 0)),
        "left": _pt(form.left_indent, _pt(style.left_indent, 0)),
        "right": _pt(form.right_indent, _pt(style.right_indent, 0)),
        "before": _pt(form.space_before, _pt(style.space_before, 0)),
        "after": _pt(form.space_after, _pt(style.space_after, 0)),
        "leading": spacing if isinstance(spacing, float) else 1.0,
        "exact": _pt(spacing, 0) if spacing and not isinstance(spacing, float) else 0,
        "next": bool(form.keep_with_next),
        "rule": _has_rule(paragraph),
        "runs": list(_runs(paragraph)),
    }


def _inherited(paragraph: DocxParagraph) -> Any:
    style: Any = paragraph.style
    return style.paragraph_format


def _has_rule(paragraph: DocxParagraph) -> bool:
    borders = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    return borders is not None


def _runs(paragraph: DocxParagraph) -> Iterator[dict[str, Any]]:
    font: Any = paragraph.style.font if paragraph.style else None
    for run in paragraph.runs:
        if run.text:
            yield {
                "text": run.text.strip("\f"),
                "bold": bool(run.bold if run.bold is not None else font and font.bold),
                "italic": bool(run.italic if run.italic is not None else font and font.italic),
                "underline": bool(run.underline),
                "size": _pt(run.font.size, _pt(font.size if font else None, layout.BODY_PT)),
            }


def _table(table: DocxTable) -> Iterator[dict[str, Any]]:
    grid = [column.width or 0 for column in table.columns]
    yield {
        "kind": "table",
        "widths": [_pt(width, 1) or 1 for width in grid],
        "lined": _is_lined(table),
        "rows": [
            {
                "head": next(row._tr.iter(qn("w:tblHeader")), None) is not None,
                "whole": next(row._tr.iter(qn("w:cantSplit")), None) is not None,
                "cells": [list(_cell(cell)) for cell in row.cells],
            }
            for row in table.rows
        ],
    }


def _cell(cell: Any) -> Iterator[dict[str, Any]]:
    for item in cell.iter_inner_content():
        yield from _table(item) if isinstance(item, DocxTable) else _paragraph(item)


def _is_lined(table: DocxTable) -> bool:
    """By the table's own borders, or by the style that every Word calls its grid."""
    if table._tbl.tblPr.find(qn("w:tblBorders")) is not None:
        return True
    return bool(table.style and "Grid" in (table.style.name or ""))


def _pt(length: Any, otherwise: float) -> float:
    return float(length.pt) if length is not None else float(otherwise)
