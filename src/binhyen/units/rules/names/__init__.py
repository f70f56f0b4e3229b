"""Reading the names of units as officers type them. Never guesses silently.

`reading` takes a text apart (kind, name, district), `keys` says when two spellings are the
same name, `index` looks up and answers Found, Ambiguous, Near or Unknown.
"""

from .index import Ambiguous, Entry, Found, Home, How, Index, Match, Near, Unknown, Why
from .keys import exact_key, loose_key

__all__ = [
    "Ambiguous",
    "Entry",
    "Found",
    "Home",
    "How",
    "Index",
    "Match",
    "Near",
    "Unknown",
    "Why",
    "exact_key",
    "loose_key",
]
