"""A drawing as a picture, for whoever puts it into a letter or a talk."""

from ..producing import fonts
from ..rendering import pdf


def png_of(drawing: str) -> bytes:
    """An SVG as PNG, its text in the face of printed papers."""
    return pdf.drawing_png(drawing, fonts=fonts())
