"""What Today tells: figures of the territory, what waits for someone, what changed."""

from .figures import Figures, PlaceFigure, ProgrammeFigure, figures
from .news import News, news
from .waiting import (
    Cared,
    LedSite,
    administrators,
    batches_waiting,
    cases_waiting,
    people_to_care_for,
    sites_led,
)

__all__ = [
    "Cared",
    "Figures",
    "LedSite",
    "News",
    "PlaceFigure",
    "ProgrammeFigure",
    "administrators",
    "batches_waiting",
    "cases_waiting",
    "figures",
    "news",
    "people_to_care_for",
    "sites_led",
]
