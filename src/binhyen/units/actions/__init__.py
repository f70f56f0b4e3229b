"""What changes units: loading the reference data, reforms, boundaries, people."""

from .boundaries import Imported, UnreadableFile, import_boundaries
from .loading import Loaded, load_units
from .populations import Noted, Told, note_populations
from .reaching import rebuild_reach
from .reforming import ReformRefused, apply_reform

__all__ = [
    "Imported",
    "Loaded",
    "Noted",
    "ReformRefused",
    "Told",
    "UnreadableFile",
    "apply_reform",
    "import_boundaries",
    "load_units",
    "note_populations",
    "rebuild_reach",
]
