"""Plays the plans through the register's own actions, so that every record has its log entry."""

from .cast import NotADemo
from .fresh import erase, gather_statistics
from .nation import load_nation
from .province import load_province

__all__ = ["NotADemo", "erase", "gather_statistics", "load_nation", "load_province"]
