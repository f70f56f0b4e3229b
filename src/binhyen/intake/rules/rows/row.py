"""One data row, from its cells to a reading with all its doubts."""

from binhyen.kernel.numbers import is_error

from ..catalogue import Catalogue
from ..reading import Context, Places, RawRow, Reading
from ..sheets import is_blank
from .dates import read_dates
from .draft import Draft, kept
from .life import read_life
from .place import read_place
from .programme import read_programme
from .status import status_of
from .sums import read_counts, read_funds
from .texts import FREE_TEXTS, read_coordinates, read_state, read_texts

__all__ = ["kept", "read_row"]
_OF_THE_LIST = frozenset(
    {"spent_not_planned", "from_above", "several_sums", "assumed_column", "ditto_number"}
)


def read_row(raw: RawRow, context: Context, *, catalogue: Catalogue, places: Places) -> Reading:
    """One data row; never raises, whatever its cells hold."""
    draft = Draft(raw, context)
    _errors(draft)
    read_programme(draft, catalogue)
    read_place(draft, places)
    read_dates(draft)
    read_counts(draft)
    read_funds(draft)
    read_texts(draft)
    read_state(draft)
    read_life(draft)
    read_coordinates(draft)
    _doubts_of_the_list(draft)
    return Reading(
        sheet=raw.sheet,
        row=raw.number,
        status=status_of(draft.reasons),
        reasons=tuple(draft.reasons),
        proposals=tuple(dict.fromkeys(draft.proposals)),
        cells={m: kept(cell, m) for m, cell in raw.cells.items() if not is_blank(cell)},
        section=raw.section,
        scale=raw.scale,
        hints=raw.hints,
        context=context,
        **draft.known,  # type: ignore[arg-type]
    )


def _errors(draft: Draft) -> None:
    for meaning, cell in draft.raw.cells.items():
        if is_error(cell) and meaning in {*FREE_TEXTS, "district", "province", "source"}:
            draft.say("formula_error", meaning, text=cell)


def _doubts_of_the_list(draft: Draft) -> None:
    """Doubts about how the list was read rest on the row as long as its cell stands."""
    for code, meaning, text in draft.hints():
        if code in _OF_THE_LIST and draft.hinted(code, meaning):
            draft.say(code, meaning, text=text)
        elif code == "unread_cell" and draft.is_blank(meaning):
            draft.say(code, meaning, header=text)
