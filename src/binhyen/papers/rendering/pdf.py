"""A paper as PDF, and pages of it as pictures for the eye."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from ..rules import layout
from ..rules.paper import Paper

PICTURE_PPI, DRAWING_PPI = 96, 144
MOST_PICTURES = 12


def pdf(paper: Paper, *, title: str, fonts: Path, on: date | None = None) -> bytes:
    """The paper as PDF/A-2b with Tinos embedded. Same paper, same day: same bytes.

    fonts: the folder of the face's .ttf files. Raises RuntimeError if they are not there.
    """
    return _compiled("paper.typ", described(paper, title=title), fonts, on=on)


def pictures(paper: Paper, *, title: str, fonts: Path) -> list[bytes]:
    """Its first pages as PNG."""
    return _drawn("paper.typ", described(paper, title=title), fonts)


def described(paper: Paper, *, title: str) -> dict[str, Any]:
    return {**asdict(paper), "title": title, "layout": _layout()}


@cache
def _layout() -> dict[str, Any]:
    """The measures by the names that paper.typ has for them."""
    names = (
        *("TOP", "BOTTOM", "LEFT", "RIGHT", "NUMBER_FROM_EDGE", "HEAD_LEFT", "HEAD_RIGHT"),
        *("SIGN_LEFT", "SIGN_RIGHT", "ROOM_TO_SIGN_PT", "LEADING", "BODY_PT", "TABLE_PT"),
        "SMALL_TABLE_PT",
        *("NATION", "NATION_PT", "MOTTO", "MOTTO_PT", "ISSUER_PT", "NUMBER_PT", "PLACE_PT"),
        *("TYPE_PT", "SUBJECT_PT", "PAGE_NUMBER_PT", "RECIPIENTS_TITLE_PT", "RECIPIENTS_PT"),
        *("RULE_MOTTO", "RULE_ISSUER", "RULE_SUBJECT"),
    )
    return {
        **{name.lower(): getattr(layout, name) for name in names},
        "width": layout.PAGE_WIDTH,
        "height": layout.PAGE_HEIGHT,
        "font": layout.FONT_PDF,
        "looks": {style: asdict(look) for style, look in layout.LOOKS.items()},
    }


def compiled_sheet(sheet: dict[str, Any], *, fonts: Path, on: date | None = None) -> bytes:
    """What `reading` found in a Word file, as PDF."""
    return _compiled("sheet.typ", sheet, fonts, on=on)


def drawn_sheet(sheet: dict[str, Any], *, fonts: Path) -> list[bytes]:
    return _drawn("sheet.typ", sheet, fonts)


def _compiled(source: str, said: dict[str, Any], fonts: Path, *, on: date | None) -> bytes:
    return typeset(_source(source), said, fonts=fonts, on=on)


def typeset(source: bytes, said: dict[str, Any], *, fonts: Path, on: date | None = None) -> bytes:
    """Typst source, another room's too, with what it says (as `paper`), in the face of papers."""
    day = datetime.combine(on, time(), UTC) if on else datetime(2000, 1, 1, tzinfo=UTC)
    made = typst.compile(
        source,
        font_paths=_face(fonts),
        format="pdf",
        pdf_standards=["a-2b"],
        timestamp=int(day.timestamp()),
        sys_inputs={"paper": json.dumps(said, ensure_ascii=False)},
    )
    return bytes(made)


def _drawn(source: str, said: dict[str, Any], fonts: Path) -> list[bytes]:
    made: Any = typst.compile(  # a page alone comes without a list
        _source(source),
        font_paths=_face(fonts),
        format="png",
        ppi=PICTURE_PPI,
        sys_inputs={"paper": json.dumps(said, ensure_ascii=False)},
    )
    pages = made if isinstance(made, list) else [made]
    return [bytes(page) for page in pages[:MOST_PICTURES]]


def drawing_png(drawing: str, *, fonts: Path) -> bytes:
    """An SVG as PNG, its text in the face of printed papers."""
    made: Any = typst.compile(  # a page alone comes without a list
        b"#set page(width: auto, height: auto, margin: 0pt)\n"
        b'#image(bytes(sys.inputs.drawing), format: "svg")',
        font_paths=_face(fonts),
        format="png",
        ppi=DRAWING_PPI,
        sys_inputs={"drawing": drawing},
    )
    return bytes(made[0] if isinstance(made, list) else made)


@cache
def _source(name: str) -> bytes:
    return files("binhyen.papers.rendering").joinpath(name).read_bytes()


@cache
def _face(fonts: Path) -> typst.Fonts:
    """The face alone, read once; without it typst would quietly take another."""
    if not any(fonts.glob("Tinos*.ttf")):
        raise RuntimeError(f"No Tinos font in {fonts}; run `./run setup` to build the front end.")
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]
    )
