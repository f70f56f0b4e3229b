"""What the papers can be asked: kinds and their fields, issuers, templates, the register."""

from ..rules.kinds import KNOWN, Field, Kind
from ..rules.layout import Style
from ..rules.paper import Annex, Block, Paragraph, Run, Sheet, Table
from .issuers import (
    Choice,
    choices_at,
    choices_for,
    issuer_of_choice,
    issuers_visible,
    numbering,
    series_by_issuer,
)
from .kinds import fields_of, kind_named, kinds
from .known import known_words, place_today, prefill, proposal
from .registry import Wanted, issued_found, issued_page, papers_about, years
from .templates import template_for, templates_in_use, templates_of

__all__ = [
    "KNOWN",
    "Annex",
    "Block",
    "Choice",
    "Field",
    "Kind",
    "Paragraph",
    "Run",
    "Sheet",
    "Style",
    "Table",
    "Wanted",
    "choices_at",
    "choices_for",
    "fields_of",
    "issued_found",
    "issued_page",
    "issuer_of_choice",
    "issuers_visible",
    "kind_named",
    "kinds",
    "known_words",
    "numbering",
    "papers_about",
    "place_today",
    "prefill",
    "proposal",
    "series_by_issuer",
    "template_for",
    "templates_in_use",
    "templates_of",
    "years",
]
