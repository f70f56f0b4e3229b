"""How much of what a dossier needs is there: the one place that asks the room of dossiers."""

from ..models import Rating
from ..rules.shapes import Fact


def papers_there(rating: Rating) -> Fact | None:
    """Papers in order of those needed; None where nothing is needed."""
    return None
