"""Figures and outlines of the map."""

from binhyen.units.queries import Ground

from .points import Points, points
from .reading import COUNTED, EVERY, Area, Aside, Filters, Legend, Reading, drawn_sheet, reading
from .scope import counted_in, scopes, vintage_of, vintages
from .version import Version, etag_parts, version

__all__ = [
    "COUNTED",
    "EVERY",
    "Area",
    "Aside",
    "Filters",
    "Ground",
    "Legend",
    "Points",
    "Reading",
    "Version",
    "counted_in",
    "drawn_sheet",
    "etag_parts",
    "points",
    "reading",
    "scopes",
    "version",
    "vintage_of",
    "vintages",
]
