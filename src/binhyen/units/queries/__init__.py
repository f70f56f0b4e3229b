"""What units can be asked: who existed when, what came of whom, which one a name means."""

from .dated import (
    ancestors,
    current_of,
    descendants,
    find,
    nation,
    predecessors,
    successors,
)
from .gazetteer import Ambiguous, Found, Gazetteer, Match, Near, Unknown, gazetteer

__all__ = [
    "Ambiguous",
    "Found",
    "Gazetteer",
    "Match",
    "Near",
    "Unknown",
    "ancestors",
    "current_of",
    "descendants",
    "find",
    "gazetteer",
    "nation",
    "predecessors",
    "successors",
]
