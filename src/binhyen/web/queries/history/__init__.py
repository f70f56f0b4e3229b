"""The log as its readers may see it.

finding: filtered lists · links: where an entry's record is today · proof: an entry's place in the
chain, checkpoints, the last check.
"""

from .finding import Wanted, entries_found, entry_seen, page_of
from .links import links_to
from .proof import Place, State, Summary, last_checkpoints, log_state, log_summary, place_of

__all__ = [
    "Place",
    "State",
    "Summary",
    "Wanted",
    "entries_found",
    "entry_seen",
    "last_checkpoints",
    "links_to",
    "log_state",
    "log_summary",
    "page_of",
    "place_of",
]
