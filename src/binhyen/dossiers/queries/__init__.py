"""What can be asked of the dossiers.

checklists: which list counts where and when · held: one record's papers · documents: a paper
and its versions · completeness: how much of what is needed is there, by unit.
"""

from .checklists import (
    checklist_for,
    checklists_by_unit,
    checklists_of,
    kind_codes,
    shipped,
    shipped_text,
    units_to_list_for,
)
from .completeness import (
    Figures,
    SiteLine,
    UnitFigures,
    completeness_by_unit,
    figures_by_place,
    programme_lines,
    site_lines,
    sites_counted_at,
    units_at,
)
from .documents import document_shown, filed_contents, version_of
from .held import Dossier, Held, Line, dossier_of, facts_of, papers_held, withdrawals

__all__ = [
    "Dossier",
    "Figures",
    "Held",
    "Line",
    "SiteLine",
    "UnitFigures",
    "checklist_for",
    "checklists_by_unit",
    "checklists_of",
    "completeness_by_unit",
    "document_shown",
    "dossier_of",
    "facts_of",
    "figures_by_place",
    "filed_contents",
    "kind_codes",
    "papers_held",
    "programme_lines",
    "shipped",
    "shipped_text",
    "site_lines",
    "sites_counted_at",
    "units_at",
    "units_to_list_for",
    "version_of",
    "withdrawals",
]
