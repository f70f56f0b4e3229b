"""What reading a workbook yields: every row accounted for, every doubt with its reason."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

Cell = str | int | float | bool | datetime | date | time | timedelta | None

OK, DOUBTFUL, REFUSED = "ok", "doubtful", "refused"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as the file holds it. faults: what a formula of a cell came to, #N/A or nothing."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()  # 0-based, inclusive
    hidden: bool = False
    faults: Mapping[tuple[int, int], str] = dataclasses.field(default_factory=dict)
    strays: tuple[str, ...] = ()  # cells far from all others, taken out before reading


@dataclass(frozen=True, slots=True)
class RawRow:
    """A data row: cell by column meaning, with what headings and merged cells carry into it."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    section: Mapping[str, str] = dataclasses.field(default_factory=dict)
    scale: Mapping[str, int] = dataclasses.field(
        default_factory=dict
    )  # "budget" → 1_000_000 for "triệu"
    # What the list as a whole says of a cell: "month_first:established" → the cell as written.
    hints: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is refused or doubtful, or (information) what was assumed.

    `code` is a key of `intake.wording`; `field` the column meaning it concerns.
    """

    code: str
    field: str = ""
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repair by one click: put `text` into the cell `field`. `value` is a code or a key."""

    field: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit; `key` is its primary key."""

    key: int
    code: str
    name: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A province or district named in a title, a sheet name or a file name."""

    key: int
    name: str
    level: int  # 1 province, 2 district
    reformed: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """how: found | ambiguous | near | unknown; places best first."""

    how: str
    places: tuple[Place, ...] = ()
    why: str = ""


class Places(Protocol):
    """The units of the country, before and since the reform."""

    def areas(self, text: str) -> Sequence[Area]:
        """Provinces and districts that the text names with their kind."""

    def match(
        self, text: str, *, reformed: bool, district: str = "", province: str = ""
    ) -> PlaceMatch:
        """The commune meant by a text; reformed: of today, else as before the reform."""

    def provinces_of(self, place: Place) -> Sequence[str]:
        """The province the commune lies in."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the officer said about the file; None leaves it to the file."""

    province: str = ""
    district: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is read against; kept with the batch so that one row can be read again."""

    today: date
    reformed: bool = False
    province: str = ""
    district: str = ""
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A data row as understood. None means that the row doesn't say (or says it unreadably)."""

    sheet: str
    row: int
    status: str
    reasons: tuple[Reason, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    programme: str | None = None  # the catalogue's name; as typed when it isn't in it
    programme_key: int | None = None
    sector: str = ""
    unit: Place | None = None
    unit_text: str = ""
    village: str = ""
    organisation: str = ""
    established: date | None = None
    precision: str | None = None
    decision: str = ""
    decision_on: date | None = None
    decision_precision: str | None = None
    ended_on: date | None = None
    ended_precision: str | None = None
    state: str = ""  # a value of programmes.State, "" not said
    origin: str = ""  # values of programmes.Origin and Ending, "" not said
    parent_code: str = ""  # as written, and the site of the register that it names
    parent_key: int | None = None
    ending: str = ""
    merged_code: str = ""
    merged_key: int | None = None
    teams: int | None = None
    members: int | None = None
    budget_vnd: int = 0
    social_vnd: int = 0
    rating: str = ""
    note: str = ""
    lat: float | None = None
    lon: float | None = None
    site_code: str = ""
    is_synthetic: bool = False
    cells: Mapping[str, str] = dataclasses.field(
        default_factory=dict
    )  # as written, personal data masked
    section: Mapping[str, str] = dataclasses.field(default_factory=dict)
    scale: Mapping[str, int] = dataclasses.field(default_factory=dict)
    hints: Mapping[str, str] = dataclasses.field(default_factory=dict)
    context: Context | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column as understood: letter, header as written, meaning, multiplier of its numbers."""

    letter: str
    header: str
    meaning: str
    scale: int = 1


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What was made of a sheet. `kinds`: class of row → row numbers, for every non-data row.

    `left_out` is empty for a list; else the code of the reason (`intake.wording`).
    """

    name: str
    left_out: str = ""
    header_rows: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    kinds: Mapping[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)
    data_rows: int = 0
    context: Context | None = None
    notices: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    name: str
    rows: tuple[Reading, ...]
    sheets: tuple[SheetReading, ...]
    notices: tuple[Reason, ...] = ()
    is_synthetic: bool = False

    def count(self, status: str) -> int:
        return sum(row.status == status for row in self.rows)


class WorkbookRefused(Exception):
    """The file can't be read at all. `code` is a key of `intake.wording`."""

    def __init__(self, code: str, where: str = "", **params: str) -> None:
        super().__init__(code)
        self.code, self.where, self.params = code, where, params
