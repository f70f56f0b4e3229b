"""Plays the plans through the register's own actions, so that every record has its log entry."""

from .cast import NotADemo
from .committee import load_committee
from .draws import load_draws
from .evidence import load_studies
from .fresh import erase, gather_statistics
from .months import load_months, load_nation_months
from .nation import load_nation
from .plans import load_plan
from .province import load_province
from .reports import load_reports

__all__ = [
    "NotADemo",
    "erase",
    "gather_statistics",
    "load_committee",
    "load_draws",
    "load_months",
    "load_nation",
    "load_nation_months",
    "load_plan",
    "load_province",
    "load_reports",
    "load_studies",
]
