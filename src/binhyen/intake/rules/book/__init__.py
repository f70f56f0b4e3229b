"""A whole workbook understood: every row of every sheet is data or counted under its kind."""

from .era import REFORM
from .understanding import understand

__all__ = ["REFORM", "understand"]
