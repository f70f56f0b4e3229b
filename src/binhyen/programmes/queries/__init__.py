"""What the register can be asked."""

from ..exports import empty_workbook
from .boards import Seated, SeatedBoard, seated
from .catalogue import (
    CatalogueRow,
    by_year,
    catalogue,
    catalogue_page,
    figures_of,
    papers_of,
    programme_named,
    programmes_found,
)
from .counting import gifts_of, register_state
from .finding import SORTS, SiteFilter, site_page, sites_found
from .gaps import GAPS, Gap, gaps, lacking
from .kin import Kin, kin_of
from .movements import Moves, all_moves, kinds_of_moves, moved, moves_of
from .naming import site_choices, site_named, site_text
from .offering import Offer, offer, programme_choices, sector_names
from .places import covered_by, home_unit, recorded_in, unit_choices, unit_of_text, unit_text
from .spots import Spot, spot
from .spread import Spread, spread
from .summing import Sums, sums_of
from .viewing import joint_change, joint_key, saved_views

__all__ = [
    "GAPS",
    "SORTS",
    "CatalogueRow",
    "Gap",
    "Kin",
    "Moves",
    "Offer",
    "Seated",
    "SeatedBoard",
    "SiteFilter",
    "Spot",
    "Spread",
    "Sums",
    "all_moves",
    "by_year",
    "catalogue",
    "catalogue_page",
    "covered_by",
    "empty_workbook",
    "figures_of",
    "gaps",
    "gifts_of",
    "home_unit",
    "joint_change",
    "joint_key",
    "kin_of",
    "kinds_of_moves",
    "lacking",
    "moved",
    "moves_of",
    "offer",
    "papers_of",
    "programme_choices",
    "programme_named",
    "programmes_found",
    "recorded_in",
    "register_state",
    "saved_views",
    "seated",
    "sector_names",
    "site_choices",
    "site_named",
    "site_page",
    "site_text",
    "sites_found",
    "spot",
    "spread",
    "sums_of",
    "unit_choices",
    "unit_of_text",
    "unit_text",
]
