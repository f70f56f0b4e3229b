"""A report as it reads: a draft from the figures of the moment, a signed version as it was kept."""

from datetime import date

from binhyen.figures.queries import period_named

from ..models import Edition, Report
from ..producing import Filled
from ..rules.content import read
from .content import content_of
from .frames import FoundFrame, frame_for, read_again


class Unreadable(Exception):
    """The form or the kind of period that a draft was begun with is no longer there."""


def frame_of(report: Report) -> FoundFrame:
    """The form that a draft follows: the version in force at the end of its period, or at first.

    Raises Unreadable.
    """
    for on in (report.until, date.max):
        if found := frame_for(report.unit, report.frame_code, on):
            return found
    raise Unreadable(report.frame_code)


def filled_now(report: Report, *, on: date) -> tuple[Filled, str]:
    """A draft filled in, and the text of its form. Raises Unreadable."""
    found, period = frame_of(report), period_named(report.period)
    if period is None:
        raise Unreadable(report.period)
    content = content_of(found.shape, report.unit, period, issuer=report.issuer.name, on=on)
    filled = Filled(
        frame=found.shape,
        content=content,
        texts=report.texts,
        issuer=report.issuer,
        recipients=report.recipients,
        signatory=report.signatory,
        is_deputy=report.is_deputy,
        version=report.version,
    )
    return filled, found.text


def filled_then(report: Report, edition: Edition) -> Filled:
    """A version as it was signed."""
    return Filled(
        frame=read_again(edition.frame_text),
        content=read(edition.content),
        texts=edition.texts,
        issuer=report.issuer,
        version=edition.version,
    )
