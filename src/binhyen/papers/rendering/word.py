"""A paper as a Word document, by the measures of `rules.layout`."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION_START
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as DocxParagraph

from ..rules import layout
from ..rules.layout import Align, Look
from ..rules.paper import Annex, Block, Paper, Paragraph, Run, Signature, Table

ALIGNMENT = {
    Align.BOTH: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
BEFORE_CLOSE_PT = 10
CENTRED = Look(align=Align.CENTRE, indent=0, after_pt=0)
TO_THE_LEFT = Look(align=Align.LEFT, indent=0, after_pt=0)
TO_THE_RIGHT = Look(align=Align.RIGHT, indent=0, after_pt=0)


def word(paper: Paper, *, title: str) -> bytes:
    """The paper as .docx."""
    document = Document()
    _set_page(document)
    _set_letters(document)
    document.core_properties.title = title
    document.core_properties.author = " ".join(paper.issuer.split())
    document.core_properties.language = "vi-VN"
    document.core_properties.comments = ""
    _head(document, paper)
    _title(document, paper)
    _body(document, paper.blocks, last_with_next=True)
    _close(document, paper)
    for annex in paper.annexes:
        _annex(document, annex)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_page(document: DocxDocument) -> None:
    """A4, the margins, and the page's number centred in the top margin from page 2."""
    section = document.sections[0]
    section.start_type = WD_SECTION_START.NEW_PAGE
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    section.header_distance = Mm(layout.NUMBER_FROM_EDGE)
    section.footer_distance = Mm(layout.NUMBER_FROM_EDGE)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    _look(paragraph, CENTRED)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(layout.PAGE_NUMBER_PT)
        run._r.append(_field_mark(kind) if kind else _instruction(text))


def _field_mark(kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _instruction(text: str) -> Any:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {text} "
    return instruction


def _set_letters(document: DocxDocument) -> None:
    """Times New Roman, black, for every script that Word tells apart."""
    for name in ("Normal", "Header"):
        style: Any = document.styles[name]
        style.font.name, style.font.size = layout.FONT_WORD, Pt(layout.BODY_PT)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), layout.FONT_WORD)
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal: Any = document.styles["Normal"]
    normal.element.get_or_add_rPr().append(language)


def _look(paragraph: DocxParagraph, look: Look, *, leading: float = 1) -> DocxParagraph:
    form = paragraph.paragraph_format
    form.alignment = ALIGNMENT[look.align]
    form.first_line_indent = Mm(look.indent)
    form.space_before, form.space_after = Pt(look.before_pt), Pt(look.after_pt)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.MULTIPLE, leading
    form.keep_with_next = look.with_next
    form.widow_control = True
    return paragraph


def _write(paragraph: DocxParagraph, runs: Iterable[Run], look: Look) -> None:
    for run in runs:
        written = paragraph.add_run(run.text)
        written.bold = look.bold or run.bold
        written.italic = look.italic or run.italic
        written.font.size = Pt(look.size)


def _line(
    holder: Any,
    text: str,
    size: float,
    *,
    look: Look = CENTRED,
    bold: bool = False,
    italic: bool = False,
    after_pt: float = 0,
) -> DocxParagraph:
    """A line of the head or the end; into the holder's empty first paragraph if it has one."""
    paragraph = _fresh(holder)
    set_as = Look(
        align=look.align,
        indent=0,
        bold=bold,
        italic=italic,
        size=size,
        after_pt=after_pt,
        with_next=look.with_next,
    )
    _look(paragraph, set_as)
    _write(paragraph, [Run(text)], set_as)
    return paragraph


def _fresh(holder: Any) -> DocxParagraph:
    """A cell comes with one empty paragraph, which is the first to be used."""
    if isinstance(holder, _Cell):
        first: DocxParagraph = holder.paragraphs[0]
        if len(holder.paragraphs) == 1 and not first.runs and first._p.pPr is None:
            return first
    made: DocxParagraph = holder.add_paragraph()
    return made


def _rule(holder: Any, length: float, width: float, *, after_pt: float = 0) -> None:
    """A line of a length, centred: the upper border of an empty paragraph with both indents."""
    paragraph = _look(_fresh(holder), CENTRED)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((width - length) / 2)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(6)
    form.space_before, form.space_after = Pt(3), Pt(after_pt)
    form.keep_with_next = True
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")
    )


def _grid(document: DocxDocument, widths: Sequence[float], rows: int) -> DocxTable:
    """A table without lines, its cells without margins: how a paper's head is laid out."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _widths(table, [Mm(width) for width in widths])
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    return table


def _widths(table: DocxTable, widths: Sequence[Length]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _head(document: DocxDocument, paper: Paper) -> None:
    """Issuer and nation side by side, number and day below them."""
    left, right = layout.HEAD_LEFT, layout.HEAD_RIGHT
    table = _grid(document, (left, right), 2)
    issuer, nation = table.rows[0].cells
    for line in paper.parent.split("\n") if paper.parent else ():
        _line(issuer, line, layout.ISSUER_PT)
    for line in paper.issuer.split("\n"):
        _line(issuer, line, layout.ISSUER_PT, bold=True)
    _rule(issuer, layout.RULE_ISSUER, left)
    _line(nation, layout.NATION, layout.NATION_PT, bold=True)
    _line(nation, layout.MOTTO, layout.MOTTO_PT, bold=True)
    _rule(nation, layout.RULE_MOTTO, right)
    number, day = table.rows[1].cells
    _line(number, paper.number, layout.NUMBER_PT)
    _line(day, paper.place_and_day, layout.PLACE_PT, italic=True)
    for cell in table.rows[1].cells:
        cell.paragraphs[0].paragraph_format.space_before = Pt(4)


def _title(document: DocxDocument, paper: Paper) -> None:
    goes_on = Look(align=Align.CENTRE, with_next=True)
    first = _line(document, paper.type, layout.TYPE_PT, look=goes_on, bold=True)
    first.paragraph_format.space_before = Pt(16)
    _line(document, paper.subject, layout.SUBJECT_PT, look=goes_on, bold=True)
    _rule(document, layout.RULE_SUBJECT, layout.TEXT_WIDTH, after_pt=8)
    if paper.authority:
        decides = _line(document, paper.authority, layout.BODY_PT, look=goes_on, bold=True)
        decides.paragraph_format.space_after = Pt(10)


def _body(
    document: DocxDocument,
    blocks: Sequence[Block],
    *,
    last_with_next: bool = False,
    width: float = layout.TEXT_WIDTH,
) -> None:
    for block in blocks:
        if isinstance(block, Table):
            _table(document, block, width)
        else:
            paragraph = _paragraph(document, block)
            if last_with_next and block is blocks[-1]:  # no page holds a signature alone
                paragraph.paragraph_format.keep_with_next = True


def _paragraph(document: DocxDocument, block: Paragraph) -> DocxParagraph:
    look = layout.LOOKS[block.style]
    paragraph = _look(document.add_paragraph(), look, leading=layout.LEADING)
    _write(paragraph, block.runs, look)
    return paragraph


def _table(document: DocxDocument, block: Table, width: float) -> None:
    table = document.add_table(rows=1 + min(len(block.rows), 1), cols=len(block.header))
    table.style = "Table Grid"
    table.autofit = False
    share = Mm(width) / sum(block.weights)
    _widths(table, [Length(int(share * weight)) for weight in block.weights])
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    _row(table.rows[0], block, block.header, is_head=True)
    if block.rows:
        _row(table.rows[1], block, block.rows[0])
    for texts in block.rows[1:]:  # a copy takes a tenth of the time
        table._tbl.append(deepcopy(table.rows[1]._tr))
        for cell, text in zip(_Row(table._tbl.tr_lst[-1], table).cells, texts, strict=True):
            cell.paragraphs[0].runs[0].text = text
    for row in table._tbl.tr_lst[len(table._tbl.tr_lst) - block.totals :] if block.totals else ():
        for cell in _Row(row, table).cells:
            cell.paragraphs[0].runs[0].bold = True
    spacer = _look(document.add_paragraph(), TO_THE_LEFT)
    spacer.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacer.paragraph_format.line_spacing = Pt(8)


def _row(row: _Row, block: Table, texts: Sequence[str], *, is_head: bool = False) -> None:
    size = layout.SMALL_TABLE_PT if block.is_small else layout.TABLE_PT
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        look = CENTRED if is_head or place == 0 else TO_THE_LEFT
        if not is_head and block.numbers_from and place >= block.numbers_from:
            look = TO_THE_RIGHT
        _line(cell, text, size, look=look, bold=is_head)


def _close(document: DocxDocument, paper: Paper) -> None:
    """Recipients to the left of the signature; under the signatures where several sign."""
    signatures = paper.signatures
    if len(signatures) == 1:
        table = _grid(document, (layout.SIGN_LEFT, layout.SIGN_RIGHT), 1)
        left, right = table.rows[0].cells
        _recipients(left, paper.recipients)
        _sign(right, signatures[0])
    else:
        width = layout.TEXT_WIDTH / len(signatures)
        table = _grid(document, [width] * len(signatures), 1)
        for cell, signature in zip(table.rows[0].cells, signatures, strict=True):
            _sign(cell, signature)
        _recipients(document, paper.recipients)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].paragraph_format.space_before = Pt(BEFORE_CLOSE_PT)
    whole = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(whole)


def _recipients(holder: Any, recipients: Sequence[str]) -> None:
    if recipients:
        size = layout.RECIPIENTS_TITLE_PT
        _line(holder, "Nơi nhận:", size, look=TO_THE_LEFT, bold=True, italic=True)
    for name in recipients:
        _line(holder, name, layout.RECIPIENTS_PT, look=TO_THE_LEFT)


def _sign(cell: _Cell, signature: Signature) -> None:
    for line in signature.lines:
        _line(cell, line, layout.BODY_PT, bold=True)
    if signature.note:
        _line(cell, signature.note, layout.BODY_PT - 1, italic=True)
    name = _line(cell, signature.name, layout.BODY_PT, bold=True)
    name.paragraph_format.space_before = Pt(layout.ROOM_TO_SIGN_PT)


def _annex(document: DocxDocument, annex: Annex) -> None:
    width = layout.WIDE_TEXT_WIDTH if annex.is_wide else layout.TEXT_WIDTH
    is_turned = _turn(document, is_wide=annex.is_wide)
    title = _line(document, annex.title, layout.TYPE_PT, bold=True, after_pt=4)
    if not is_turned:
        title.runs[0]._r.addprevious(_page_break())
    _line(document, annex.reference, layout.BODY_PT, italic=True, after_pt=4)
    _rule(document, layout.RULE_SUBJECT, width, after_pt=8)
    _body(document, annex.blocks, width=width)


def _turn(document: DocxDocument, *, is_wide: bool) -> bool:
    """Begin a section where the page must be turned; whether it had to be."""
    was_wide = document.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    if was_wide == is_wide:
        return False
    section = document.add_section(WD_SECTION_START.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = section.page_height, section.page_width
    section.different_first_page_header_footer = False  # its first page has a number as well
    return True


def _page_break() -> Any:
    run, mark = OxmlElement("w:r"), OxmlElement("w:br")
    mark.set(qn("w:type"), WD_BREAK.PAGE.name.lower())
    run.append(mark)
    return run
