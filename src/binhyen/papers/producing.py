"""A paper's two files: by our own text, or by the template that a province put in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from binhyen.files.queries import content_of

from .models import Issuer, Template
from .rendering import pdf, reading, templates, word
from .rules.composing import all_words, compose, compose_sheet, filling, title_of
from .rules.kinds import Kind
from .rules.paper import Paper, Sheet


@dataclass(frozen=True, slots=True)
class Produced:
    """The files of one paper, and what it is called."""

    title: str
    docx: bytes
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything a paper is made of. Without number and day there is room for both."""

    kind: Kind
    values: Mapping[str, str]
    known: Mapping[str, str]
    issuer: Issuer
    number: int | None = None
    on: date | None = None
    template: Template | None = None

    @property
    def words(self) -> dict[str, str]:
        return all_words(
            self.kind, self.values, self.known, self.issuer.facts, number=self.number, on=self.on
        )

    @property
    def title(self) -> str:
        return title_of(self.kind, self.words)


def fonts() -> Path:
    """The folder with the face of printed papers, as the front end's build leaves it."""
    return Path(settings.FRONTEND_BUILD) / "papers"


def produce(draft: Draft) -> Produced:
    """Word and PDF. Raises rendering.templates.TemplateUnusable."""
    if draft.template is None:
        paper = _composed(draft)
        return Produced(
            draft.title,
            word.word(paper, title=draft.title),
            pdf.pdf(paper, title=draft.title, fonts=fonts(), on=draft.on),
        )
    docx = _filled(draft, draft.template)
    sheet = reading.sheet(docx, title=draft.title)
    return Produced(draft.title, docx, pdf.compiled_sheet(sheet, fonts=fonts(), on=draft.on))


def produce_sheet(
    sheet: Sheet, issuer: Issuer, *, number: int | None = None, on: date | None = None
) -> Produced:
    """Word and PDF of a paper that another room has written."""
    paper, title = compose_sheet(sheet, issuer.facts, number=number, on=on), sheet.title
    return Produced(
        title,
        word.word(paper, title=title),
        pdf.pdf(paper, title=title, fonts=fonts(), on=on),
    )


def pictures(draft: Draft) -> list[bytes]:
    """The first pages as PNG, to look at before a number is taken."""
    if draft.template is None:
        return pdf.pictures(_composed(draft), title=draft.title, fonts=fonts())
    sheet = reading.sheet(_filled(draft, draft.template), title=draft.title)
    return pdf.drawn_sheet(sheet, fonts=fonts())


def _composed(draft: Draft) -> Paper:
    return compose(
        draft.kind,
        draft.values,
        draft.known,
        draft.issuer.facts,
        number=draft.number,
        on=draft.on,
    )


def _filled(draft: Draft, template: Template) -> bytes:
    words = filling(draft.kind, draft.values, draft.words)
    return templates.fill(content_of(template.stored), words, title=draft.title)
