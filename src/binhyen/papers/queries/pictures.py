"""A drawing as a picture, and a sheet of another room as PDF, for letters and talks."""

from datetime import date
from typing import Any

from ..producing import fonts
from ..rendering import pdf


def png_of(drawing: str) -> bytes:
    """An SVG as PNG, its text in the face of printed papers."""
    return pdf.drawing_png(drawing, fonts=fonts())


def pdf_of(source: bytes, said: dict[str, Any], *, on: date | None = None) -> bytes:
    """Typst source with what it says (`sys.inputs.paper`, JSON) as PDF/A, in the same face."""
    return pdf.typeset(source, said, fonts=fonts(), on=on)
