"""Which column means what: by the words of its header and of the headers over it."""

from .assigning import Assigned, assign, best
from .foreign import KINDS as FOREIGN
from .grammar import MONEY
from .headings import WHOLE, meanings_of, words_of
from .scales import scale_of, scale_of_caption
from .wordings import WORDINGS

UNREAD = FOREIGN | {"ignored", "leader", "phone"}

__all__ = [
    "FOREIGN",
    "MONEY",
    "UNREAD",
    "WHOLE",
    "WORDINGS",
    "Assigned",
    "assign",
    "best",
    "meanings_of",
    "scale_of",
    "scale_of_caption",
    "words_of",
]
