"""The PDF: the same page, the one face, the same words, whatever is typed."""

import re
from pathlib import Path

import pypdfium2
import pytest

from binhyen.papers.producing import fonts
from binhyen.papers.rendering import pdf

from .test_word import EVERY_KIND, ON, document_of, paper_of, paragraphs

MM = 72 / 25.4


def made(kind: str) -> bytes:
    return pdf.pdf(paper_of(kind), title=kind, fonts=fonts(), on=ON)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_page_is_a4_and_every_letter_tinos(kind):
    content = made(kind)
    document = pypdfium2.PdfDocument(content)
    sizes = {tuple(round(side / MM) for side in page.get_size()) for page in document}
    document.close()
    assert sizes == {(210, 297)}
    faces = set(re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([\w-]+)", content))
    assert faces
    assert all(face.startswith(b"Tinos") for face in faces)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_it_says_what_the_word_document_says(kind):
    said = squeezed(text_of(made(kind)))
    for paragraph in paragraphs(document_of(kind)):
        assert squeezed(paragraph.text) in said or squeezed(paragraph.text)[:20] in said


def test_text_stands_within_the_margins_and_the_number_above_them_from_page_2():
    document = pypdfium2.PdfDocument(made("establishment_decision"))
    assert len(document) >= 2
    for number, page in enumerate(document, start=1):
        boxes = _boxes(page)
        inside = [box for box in boxes if box[1] < 297 - 20 + 0.5]
        assert min(box[0] for box in inside) >= 30 - 0.5
        assert max(box[2] for box in inside) <= 210 - 15 + 0.5
        above = page.get_textpage().get_text_bounded(
            left=0, bottom=(297 - 16) * MM, right=210 * MM, top=297 * MM
        )
        assert above.strip() == ("" if number == 1 else str(number))
    document.close()


def _boxes(page) -> list[tuple[float, ...]]:
    """Left, bottom, right, top of every letter, in millimetres from the lower left."""
    text = page.get_textpage()
    letters = text.get_text_range()
    return [
        tuple(side / MM for side in text.get_charbox(place))
        for place in range(text.count_chars())
        if len(letters) == text.count_chars() and not letters[place].isspace()
    ]


def test_what_is_typed_is_never_read_as_code():
    typed = '#import "x" #{sys.inputs} $a^2$ *b* _c_ <d> @e \\ "f" // g ]'
    paper = paper_of("plan")
    first = paper.blocks[0]
    hostile = type(first)((type(first.runs[0])(typed),), first.style)
    told = type(paper)(
        **{name: getattr(paper, name) for name in paper.__slots__ if name != "blocks"},
        blocks=(hostile,),
    )
    content = pdf.pdf(told, title=typed, fonts=fonts(), on=ON)
    assert squeezed(typed) in squeezed(text_of(content))


def test_the_same_paper_of_the_same_day_is_the_same_file():
    assert made("plan") == made("plan")


def test_it_is_an_archive_pdf_with_title_and_language():
    content = made("plan")
    assert b"pdfaid" in content
    assert b"(vi)" in content or b"/Lang" in content


def test_pictures_show_each_page():
    pages = pdf.pictures(paper_of("establishment_decision"), title="x", fonts=fonts())
    assert len(pages) >= 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_without_its_face_nothing_is_drawn(tmp_path: Path):
    with pytest.raises(RuntimeError, match="Tinos"):
        pdf.pdf(paper_of("plan"), title="x", fonts=tmp_path)
