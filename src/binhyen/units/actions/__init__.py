"""What changes units: loading the reference data, reforms, boundaries."""

from .loading import Loaded, load_units
from .reaching import rebuild_reach

__all__ = ["Loaded", "load_units", "rebuild_reach"]
