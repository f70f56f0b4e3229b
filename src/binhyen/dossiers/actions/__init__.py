"""Writes of the dossiers, each in one transaction with its entry in the log."""

from ..rules.checklists import ChecklistFaulty, Finding
from ..rules.documents import DocumentRefused, Fault
from .checklists import save_checklist, withdraw_checklist
from .documents import (
    DocumentFacts,
    add_version,
    change_document,
    mark_signed,
    restore,
    withdraw,
)
from .filing import Filing, file_document, file_documents, screen_words

__all__ = [
    "ChecklistFaulty",
    "DocumentFacts",
    "DocumentRefused",
    "Fault",
    "Filing",
    "Finding",
    "add_version",
    "change_document",
    "file_document",
    "file_documents",
    "mark_signed",
    "restore",
    "save_checklist",
    "screen_words",
    "withdraw",
    "withdraw_checklist",
]
