"""What can be asked of reports.

frames: the forms · content: their figures · filling: a report as it reads · reports: lists, what
is due, versions · origins: where a figure came from · corrections: returns put right since ·
permits: who may do what.
"""

from binhyen.figures.queries import DefinitionFaulty

from .content import content_of, versions_now
from .corrections import Corrected, returns_between, returns_corrected
from .filling import Unreadable, filled_now, filled_then, frame_of
from .frames import (
    FoundFrame,
    frame_for,
    frames_for,
    frames_listed,
    kinds_of_months,
    newest_of,
    read_again,
    read_new,
    shipped_frame,
    shipped_frames,
    unknown_keys,
    versions_of,
)
from .origins import Origin, Used, origin_of
from .permits import may_define, may_draw_up, may_receive, may_send, may_sign, why_not_taken
from .reports import (
    Due,
    Offer,
    Told,
    Wanted,
    deadline,
    edition_of,
    editions_of,
    offers,
    period_of,
    report_of,
    reports_at_hand,
    reports_due,
    reports_found,
    reports_listed,
    reports_page,
    reports_told,
    symbols_of,
    units_reporting,
    units_unsent,
    years_and_frames,
)

__all__ = [
    "Corrected",
    "DefinitionFaulty",
    "Due",
    "FoundFrame",
    "Offer",
    "Origin",
    "Told",
    "Unreadable",
    "Used",
    "Wanted",
    "content_of",
    "deadline",
    "edition_of",
    "editions_of",
    "filled_now",
    "filled_then",
    "frame_for",
    "frame_of",
    "frames_for",
    "frames_listed",
    "kinds_of_months",
    "may_define",
    "may_draw_up",
    "may_receive",
    "may_send",
    "may_sign",
    "newest_of",
    "offers",
    "origin_of",
    "period_of",
    "read_again",
    "read_new",
    "report_of",
    "reports_at_hand",
    "reports_due",
    "reports_found",
    "reports_listed",
    "reports_page",
    "reports_told",
    "returns_between",
    "returns_corrected",
    "shipped_frame",
    "shipped_frames",
    "symbols_of",
    "units_reporting",
    "units_unsent",
    "unknown_keys",
    "versions_now",
    "versions_of",
    "why_not_taken",
    "years_and_frames",
]
