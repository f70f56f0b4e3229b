"""Decisions of the register: what may be written, and when two lines mean the same site.

records: faults of facts · lines: who descends from whom · personal: numbers of persons ·
naming: keys and codes · news: what a later workbook says anew · periods, movements, bars: what
came and went over time.
"""

from .bars import Bars, bars
from .lines import circles
from .movements import Movement, Step, movements, summed
from .naming import (
    clean_name,
    decision_key,
    next_code,
    next_programme_code,
    organisation_kind,
    paper_year,
    village_key,
)
from .news import SAYABLE, agrees, news
from .periods import Period, periods
from .personal import has_id_number, has_phone_number, masked, text_faults
from .records import LARGEST_COUNT, LARGEST_VND, NOTE_LENGTH, Fault, life_faults, site_faults

__all__ = [
    "LARGEST_COUNT",
    "LARGEST_VND",
    "NOTE_LENGTH",
    "SAYABLE",
    "Bars",
    "Fault",
    "Movement",
    "Period",
    "Step",
    "agrees",
    "bars",
    "circles",
    "clean_name",
    "decision_key",
    "has_id_number",
    "has_phone_number",
    "life_faults",
    "masked",
    "movements",
    "news",
    "next_code",
    "next_programme_code",
    "organisation_kind",
    "paper_year",
    "periods",
    "site_faults",
    "summed",
    "text_faults",
    "village_key",
]
