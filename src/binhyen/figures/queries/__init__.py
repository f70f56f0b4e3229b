"""What can be asked of figures.

catalogue: indicators and periods · counting: what the register knows · values: figures over units
and periods · returns: who owes one, what stands in it · lineage: what a figure was made of ·
permits: who stands above whom.
"""

from ..exports import form_workbook, months_csv, months_workbook
from ..rules.cells import Amount, shown
from ..rules.checks import Found
from ..rules.defining import read_periods
from ..rules.indicators import Catalogue, Check, Group, Indicator, Part, split
from ..rules.periods import (
    Calendar,
    Period,
    PeriodKind,
    a_year_before,
    between,
    containing,
    following,
    made_of,
    period,
)
from ..rules.tables import DefinitionFaulty, Fault
from .catalogue import (
    calendar,
    catalogue,
    definitions_of,
    months_of,
    period_containing,
    period_ids,
    period_named,
    periods_between,
    read_definition,
    series_ids,
    shipped,
    shipped_texts,
)
from .counting import SOURCES, Counted, counted
from .lineage import Lineage, Source, lineage
from .permits import may_accept
from .returns import (
    Completeness,
    Form,
    Line,
    at_version,
    cells_of,
    excuses_of,
    existed,
    expected_units,
    findings_of,
    form,
    is_excused,
    notes_of,
    period_of,
    return_of,
    revisions_of,
    sentence_of,
    standing,
    states,
)
from .values import Change, Figure, Ground, change, figures, grounds, per_people, values

__all__ = [
    "SOURCES",
    "Amount",
    "Calendar",
    "Catalogue",
    "Change",
    "Check",
    "Completeness",
    "Counted",
    "DefinitionFaulty",
    "Fault",
    "Figure",
    "Form",
    "Found",
    "Ground",
    "Group",
    "Indicator",
    "Line",
    "Lineage",
    "Part",
    "Period",
    "PeriodKind",
    "Source",
    "a_year_before",
    "at_version",
    "between",
    "calendar",
    "catalogue",
    "cells_of",
    "change",
    "containing",
    "counted",
    "definitions_of",
    "excuses_of",
    "existed",
    "expected_units",
    "figures",
    "findings_of",
    "following",
    "form",
    "form_workbook",
    "grounds",
    "is_excused",
    "lineage",
    "made_of",
    "may_accept",
    "months_csv",
    "months_of",
    "months_workbook",
    "notes_of",
    "per_people",
    "period",
    "period_containing",
    "period_ids",
    "period_named",
    "period_of",
    "periods_between",
    "read_definition",
    "read_periods",
    "return_of",
    "revisions_of",
    "sentence_of",
    "series_ids",
    "shipped",
    "shipped_texts",
    "shown",
    "split",
    "standing",
    "states",
    "values",
]
