"""What units can be asked: who existed when, what came of whom, which one a name means."""

from .dated import (
    ancestors,
    bearer,
    bearers_of,
    children,
    current_of,
    descendants,
    find,
    nation,
    over,
    predecessors,
    successions_of,
    successors,
)
from .figures import figures_on, groups_between
from .gazetteer import Ambiguous, Found, Gazetteer, Match, Near, Unknown, gazetteer
from .listing import listed, of_other_days
from .neighbours import Neighbours, neighbours
from .sheets import Ground, Sheet, ground, ground_columns, ground_of, sheet

__all__ = [
    "Ambiguous",
    "Found",
    "Gazetteer",
    "Ground",
    "Match",
    "Near",
    "Neighbours",
    "Sheet",
    "Unknown",
    "ancestors",
    "bearer",
    "bearers_of",
    "children",
    "current_of",
    "descendants",
    "figures_on",
    "find",
    "gazetteer",
    "ground",
    "ground_columns",
    "ground_of",
    "groups_between",
    "listed",
    "nation",
    "neighbours",
    "of_other_days",
    "over",
    "predecessors",
    "sheet",
    "successions_of",
    "successors",
]
