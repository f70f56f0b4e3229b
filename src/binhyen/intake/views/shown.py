"""Rows and sheets of a preview in the reader's words: as written, as read, and why."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from binhyen.kernel.dates import show
from binhyen.kernel.text import fold, squeeze
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.programmes.actions import SiteFacts, facts_of_many
from binhyen.programmes.choices import Ending, Origin, State
from binhyen.programmes.models import Programme, Site
from binhyen.ui.words import number_text
from binhyen.units.models import Unit

from .. import wording
from ..choices import Effect, Status
from ..models import Batch, Row
from ..queries import programmes_by_key, units_named
from ..rules import catalogue_file, packing
from ..rules.reading import Proposal, Reading, Reason
from ..rules.rows import written
from ..taking import said_by, sites_meant

Text = str | Promise
Named = tuple[str, str, bool]
UNTOUCHED = frozenset({"ordinal", "ignored", "leader", "phone", "synthetic", "site_code", ""})
ALWAYS = ("programme", "unit", "village", "decision", "teams", "members", "budget", "social")
MEANING_OF = {
    "state": "state",
    "established_on": "established",
    "ended_on": "ended",
    "origin": "origin",
    "parent": "parent",
    "ending": "ending",
    "merged_into": "merged_into",
    "decision_number": "decision",
    "decision_on": "decision_on",
    "team_count": "teams",
    "member_count": "members",
    "state_vnd": "budget",
    "community_vnd": "social",
    "lat": "lat",
    "lon": "lon",
    "rating": "rating",
    "note": "note",
}
NUMBERS = frozenset({"teams", "members", "budget", "social"})
TONES = {"refuse": "bad", "doubt": "warn", "info": "info"}


@dataclass(frozen=True, slots=True)
class CellShown:
    """A value as read; `written` only where the file says it in other words."""

    label: Text
    read: str
    written: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Difference:
    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A repair by one click; `sent` is what the button sends."""

    label: str
    sent: str


@dataclass(frozen=True, slots=True)
class RowShown:
    row: Row
    cells: tuple[CellShown, ...]
    others: tuple[CellShown, ...] = ()
    said: tuple[Said, ...] = ()
    differences: tuple[Difference, ...] = ()
    offers: tuple[Offer, ...] = ()
    can_confirm: bool = False
    can_enter: bool = False
    can_edit: bool = True
    means: Programme | None = None

    @property
    def can_part(self) -> bool:
        """Whether it may be said to be another site than the one it resembles."""
        row = self.row
        resembles = row.effect in {Effect.UPDATE, Effect.SAME} and row.site_id is not None
        return self.can_edit and (resembles or bool(row.apart_reason))

    @property
    def has_more(self) -> bool:
        return bool(self.said or self.differences or self.offers or self.others)


def rows_shown(rows: Sequence[Row], person: Person, batch: Batch) -> list[RowShown]:
    """A page of rows, in few queries however many there are."""
    if not batch.is_register:
        return [_line(row) for row in rows]
    readings = [packing.unpack(row.reading) for row in rows]
    offers = _offers_of(rows)
    may_enter = may(person, Permission.CATALOGUE_CHANGE)
    sites = {row.site.pk: row.site for row in rows if row.site and row.effect == Effect.UPDATE}
    facts = facts_of_many(sites.values()) if sites else {}
    return [
        RowShown(
            row=row,
            cells=_cells(reading),
            others=_others(reading),
            said=_said(reading.reasons),
            differences=_differences(row, reading, facts),
            offers=offers[row],
            can_confirm=_can_confirm(row) and not _is_asked_by_offer(row, reading),
            can_enter=may_enter and any(r.code in UNKNOWN for r in reading.reasons),
        )
        for row, reading in zip(rows, readings, strict=True)
    ]


UNKNOWN = frozenset({"unknown_programme", "near_programme"})


def _can_confirm(row: Row) -> bool:
    is_whole = row.programme_id is not None and row.unit_id is not None
    waits = row.status == Status.DOUBTFUL or row.effect == Effect.UPDATE
    return is_whole and waits and row.status != Status.REFUSED and row.effect != Effect.SAME


def _is_asked_by_offer(row: Row, reading: Reading) -> bool:
    """Whether the only doubt is a name, and a repair on offer says the very reading of it."""
    doubts = [r.code for r in reading.reasons if wording.severity(r.code) != "info"]
    meant = {
        "near_programme": ("programme", str(row.programme_id)),
        "near_unit": ("unit", reading.unit.code if reading.unit else ""),
    }
    if row.confirmed or row.effect == Effect.UPDATE or len(doubts) != 1 or doubts[0] not in meant:
        return False
    return meant[doubts[0]] in {(p.field, p.value) for p in reading.proposals}


def _said(reasons: Iterable[Reason]) -> tuple[Said, ...]:
    return tuple(Said(sentence(r), TONES[wording.severity(r.code)]) for r in reasons)


def sentence(reason: Reason) -> str:
    return wording.sentence(_quoted(reason))


def bare(reason: Reason) -> str:
    return wording.bare(_quoted(reason))


def _quoted(reason: Reason) -> Reason:
    """The reason with quotation marks inside its quotations made single."""
    return replace(reason, params={name: nested(text) for name, text in reason.params.items()})


def nested(text: str) -> str:
    """A text as it stands between quotation marks: “Mô hình ‘Camera’”."""
    return re.sub(r"“([^”]*)”|\"([^\"]*)\"", lambda found: f"‘{found[1] or found[2]}’", text)


# --- values ---


def _cells(reading: Reading) -> tuple[CellShown, ...]:
    unit = reading.unit.name if reading.unit else ""
    place = [part for part in (reading.village, reading.organisation, unit) if part]
    as_written = [written(reading, name) for name in ("village", "organisation", "unit")]
    place_written = ", ".join(text for text in as_written if text)
    return (
        _cell(reading, "programme", (reading.programme_key and reading.programme) or ""),
        _shown("place", ", ".join(place) if unit else "", place_written or reading.unit_text),
        _cell(reading, "established", show(reading.established, reading.precision or "day")),
        _cell(reading, "decision", reading.decision),
        _cell(reading, "teams", _number(reading.teams)),
        _cell(reading, "members", _number(reading.members)),
        _cell(reading, "budget", _number(reading.budget_vnd)),
        _cell(reading, "social", _number(reading.social_vnd)),
    )


def _others(reading: Reading) -> tuple[CellShown, ...]:
    values = {
        "decision_on": show(reading.decision_on, reading.decision_precision or "day"),
        "state": str(State(reading.state).label) if reading.state else "",
        "ended": show(reading.ended_on, reading.ended_precision or "day"),
        "origin": str(Origin(reading.origin).label) if reading.origin else "",
        "parent": reading.parent_code,
        "ending": str(Ending(reading.ending).label) if reading.ending else "",
        "merged_into": reading.merged_code,
        "rating": reading.rating,
        "lat": _degrees(reading.lat),
        "lon": _degrees(reading.lon),
        "note": reading.note,
    }
    return tuple(_cell(reading, meaning, text) for meaning, text in values.items() if text)


def _cell(reading: Reading, meaning: str, read: str) -> CellShown:
    parts = [written(reading, meaning)]
    if meaning == "established" and not parts[0]:
        names = ("established_day", "established_month", "established_year")
        parts = [text for name in names if (text := reading.cells.get(name, ""))]
    scale = reading.scale.get(meaning, 1)
    text = "/".join(parts)
    if scale > 1 and read not in {"", "0"} and fold(text).replace(" ", "").isdigit():
        text = f"{text} {wording.scale_word(scale)}"
    return _shown(meaning, read, text)


def _shown(meaning: str, read: str, text: str) -> CellShown:
    label, is_number = wording.MEANINGS[meaning], meaning in NUMBERS
    is_told = _plain(text) == _plain(read) or (is_number and read == "0" and not fold(text))
    return CellShown(label, read, "" if is_told else text, is_number)


def _plain(text: str) -> str:
    """What two spellings of one value have in common."""
    folded = fold(text)
    if not folded[:1].isdigit():
        return folded
    return re.sub(r"\b0+(?=\d)", "", folded).replace(" ", "")


def _number(value: int | None) -> str:
    return "" if value is None else number_text(value)


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}".replace(".", ",")


# --- before and after ---


def _differences(
    row: Row, reading: Reading, facts: Mapping[int, SiteFacts]
) -> tuple[Difference, ...]:
    before = facts.get(row.site_id or 0)
    if row.effect != Effect.UPDATE or before is None:
        return ()
    after = said_by(reading, sites_meant([reading]))
    return tuple(
        Difference(
            wording.MEANINGS[MEANING_OF[name]],
            _fact(name, getattr(before, name), getattr(before, _precision(name), "day")) or "–",
            _fact(name, after[name], str(after.get(_precision(name), "day"))),
        )
        for name in sorted(set(row.differences) & MEANING_OF.keys(), key=_place_in_form)
    )


WORDS: Mapping[str, Any] = {"state": State, "origin": Origin, "ending": Ending}


def _place_in_form(name: str) -> int:
    return list(wording.MEANINGS).index(MEANING_OF[name])


def _precision(name: str) -> str:
    return name.replace("_on", "_precision")


def _fact(name: str, value: object, precision: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return show(value, precision)
    if name in WORDS:
        return str(WORDS[name](str(value)).label)
    if isinstance(value, Site):
        return value.code
    if isinstance(value, float):
        return _degrees(value)
    return number_text(value) if isinstance(value, int) else squeeze(str(value))


# --- repairs on offer ---


def _offers_of(rows: Iterable[Row]) -> dict[Row, tuple[Offer, ...]]:
    proposals = {row: [Proposal(**one) for one in row.proposals] for row in rows}
    codes = {p.value for many in proposals.values() for p in many if p.field == "unit"}
    units = units_named(codes) if codes else {}
    keys = {p.value for many in proposals.values() for p in many if p.field == "programme"}
    programmes = programmes_by_key(keys - {""}) if keys - {""} else {}
    return {
        row: tuple(_offer(p, units, programmes, _is_of_today(row)) for p in many)
        for row, many in proposals.items()
    }


def _is_of_today(row: Row) -> bool:
    """Whether the row speaks of units as they are since the reform."""
    return bool((row.reading.get("context") or {}).get("reformed"))


def _offer(
    proposal: Proposal,
    units: Mapping[Named, Unit],
    programmes: Mapping[str, Programme],
    of_today: bool,
) -> Offer:
    sent = f"{proposal.field}|{proposal.value}|{proposal.text}"
    if proposal.field == "unit":
        named = (proposal.value, proposal.text)
        unit = units.get((*named, of_today)) or units.get((*named, not of_today))
        over = f", {unit.parent.name}" if unit and unit.parent else ""
        return Offer(_("Là %(name)s") % {"name": f"{proposal.text}{over}"}, sent)
    if proposal.field == "programme":
        programme = programmes.get(proposal.value)
        name = programme_text(programme) if programme else nested(proposal.text)
        return Offer(_("Chính là %(name)s") % {"name": name}, sent)
    label = wording.MEANINGS[proposal.field]
    return Offer(_("%(label)s là %(text)s") % {"label": label, "text": proposal.text}, sent)


def programme_text(programme: Programme) -> str:
    """What tells programmes of one name apart: the code, and whose catalogue it stands in."""
    return f"{programme.code} – {programme.name}, {programme.unit.name}"


# --- a catalogue's lines ---


def _line(row: Row) -> RowShown:
    line = catalogue_file.unpack(row.reading)
    texts = {
        "programme_code": line.code,
        "programme": line.name,
        "sector": line.sector,
        "aliases": "; ".join(line.aliases),
    }
    return RowShown(
        row=row,
        cells=tuple(CellShown(wording.MEANINGS[m], text) for m, text in texts.items()),
        others=(CellShown(wording.MEANINGS["aim"], line.aim),) if line.aim else (),
        said=_said(Reason(**reason) for reason in row.reasons),
        differences=_line_differences(row, line),
        can_confirm=row.status == Status.DOUBTFUL
        or (row.status == Status.OK and row.effect == Effect.UPDATE),
        can_edit=False,
        means=row.programme,
    )


def _line_differences(row: Row, line: catalogue_file.Line) -> tuple[Difference, ...]:
    programme: Programme | None = row.programme
    if row.effect != Effect.UPDATE or programme is None:
        return ()
    before = {"programme": programme.name, "sector": programme.sector.name, "aim": programme.aim}
    after = {
        "programme": line.name,
        "sector": line.sector,
        "aim": line.aim,
        "aliases": _("thêm %(names)s") % {"names": "; ".join(line.aliases)},
    }
    return tuple(
        Difference(wording.MEANINGS[name], before.get(name, "") or "–", after[name])
        for name in row.differences
    )


# --- what was made of each sheet ---


@dataclass(frozen=True, slots=True)
class SheetShown:
    name: str
    left_out: str
    header: str
    data_rows: int
    columns: tuple[tuple[str, str, Text, str], ...]
    kinds: tuple[tuple[Text, int, str], ...]
    about: tuple[str, ...]


def sheets_shown(batch: Batch) -> list[SheetShown]:
    return [_sheet(sheet) for sheet in batch.reading.get("sheets", ())]


def _sheet(sheet: Mapping[str, Any]) -> SheetShown:
    left_out = sheet["left_out"]
    return SheetShown(
        name=sheet["name"],
        left_out=str(wording.SENTENCES[left_out]) if left_out else "",
        header=_ranges(sheet["header_rows"]),
        data_rows=sheet["data_rows"],
        columns=tuple(
            (c["letter"], c["header"], wording.MEANINGS.get(c["meaning"], wording.NOT_READ),
             wording.scale_word(c["scale"]) if c["scale"] > 1 else "")
            for c in sheet["columns"]
        ),
        kinds=tuple(
            (wording.KINDS[kind], len(numbers), _ranges(numbers))
            for kind, numbers in sheet["kinds"].items()
            if kind in wording.KINDS
        ),
        about=_about(sheet["context"], sheet["notices"]),
    )  # fmt: skip


def _about(
    context: Mapping[str, Any] | None, notices: Iterable[Mapping[str, Any]]
) -> tuple[str, ...]:
    if context is None:
        return ()
    era = wording.SINCE_REFORM if context["reformed"] else wording.BEFORE_REFORM
    places = [text for text in (context["district"], context["province"]) if text]
    told = [wording.sentence(Reason(**notice)) for notice in notices]
    return (f"{era}.", *([f"{', '.join(places)}."] if places else []), *told)


def _ranges(numbers: Sequence[int]) -> str:
    """1–3, 7: row numbers as a person would say them; the rest of a long list is counted."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    texts = [str(a) if a == b else f"{a}–{b}" for a, b in spans]
    return ", ".join(texts[:8]) + (" …" if len(texts) > 8 else "")


# --- the form of a row ---


def editable(batch: Batch, reading: Reading) -> list[str]:
    """The meanings that a row's form shows, in the usual order of a register."""
    sheets = {sheet["name"]: sheet for sheet in batch.reading.get("sheets", ())}
    columns = sheets.get(reading.sheet, {}).get("columns", ())
    known = {column["meaning"] for column in columns} | set(reading.cells) | set(ALWAYS)
    if not any(meaning.startswith("established") for meaning in known):
        known.add("established")
    return [meaning for meaning in wording.MEANINGS if meaning in known - UNTOUCHED]


def says(meaning: str, fields: Mapping[str, Any]) -> str | None:
    """The field of a form beside which a reason about a column belongs."""
    near = {"established": "established_year", "lat": "coordinates", "coordinates": "lat"}
    return next((name for name in (meaning, near.get(meaning, "")) if name in fields), None)
