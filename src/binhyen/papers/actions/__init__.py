"""Writes of the papers, each in one transaction with its entry in the log."""

from ..rendering.templates import Finding
from ..rules.checking import Fault
from ..rules.issuers import IssuerFacts
from .elsewhere import draw_sheet, issue_sheet, keep_issuer
from .issuers import begin_series, close_issuer, ensure_issuer, save_issuer
from .issuing import draft_of, draft_preview, issue
from .refusals import IssuerFaulty, IssuerRefused, PaperRefused, TemplateRefused
from .templates import put_template, withdraw_template

__all__ = [
    "Fault",
    "Finding",
    "IssuerFacts",
    "IssuerFaulty",
    "IssuerRefused",
    "PaperRefused",
    "TemplateRefused",
    "begin_series",
    "close_issuer",
    "draft_of",
    "draft_preview",
    "draw_sheet",
    "ensure_issuer",
    "issue",
    "issue_sheet",
    "keep_issuer",
    "put_template",
    "save_issuer",
    "withdraw_template",
]
