"""What changes units: loading the reference data, reforms, boundaries."""

from .boundaries import Imported, UnreadableFile, import_boundaries
from .loading import Loaded, load_units
from .reaching import rebuild_reach
from .reforming import ReformRefused, apply_reform

__all__ = [
    "Imported",
    "Loaded",
    "ReformRefused",
    "UnreadableFile",
    "apply_reform",
    "import_boundaries",
    "load_units",
    "rebuild_reach",
]
