"""The parts of a plan."""

from dataclasses import dataclass
from datetime import date, datetime

from binhyen.demo.choices import Host

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A programme of the catalogue, and how its made-up sites look. Money in million đồng."""

    code: str
    name: str
    sector: str
    aim: str
    aliases: tuple[str, ...]
    host: Host
    sites: int
    teams: Span
    members: Span
    state_mvnd: Span
    community_mvnd: Span
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A commune-level unit. `room_km`: any point so near its centre is surely inside it."""

    key: int
    code: str
    short_name: str
    is_urban: bool
    group: str
    lat: float
    lon: float
    room_km: float


@dataclass(frozen=True, slots=True)
class Village:
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Body:
    """An invented organisation of a commune. `kind` as in `programmes.choices`."""

    kind: str
    name: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSite:
    """One site to be. Money in đồng; None where the book would be silent.

    origin: as in `programmes.choices`; parent: the number in the plan of the site it follows.
    """

    kit: str
    place: int
    village: str = ""
    body: Body | None = None
    established_on: date | None = None
    established_precision: str = "day"
    decision_number: str = ""
    decision_on: date | None = None
    decision_precision: str = "day"
    team_count: int | None = None
    member_count: int | None = None
    state_vnd: int | None = None
    community_vnd: int | None = None
    lat: float | None = None
    lon: float | None = None
    note: str = ""
    is_led: bool = False
    origin: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSeat:
    role: str
    office: str
    full_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was entered at a moment by an account."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registering(Event):
    """Sites (their numbers in the plan) entered as one block."""

    sites: tuple[int, ...]
    reason: str
    batch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Event):
    """How a site left the count, as in `programmes.choices`; into: the site it was merged into."""

    site: int
    on: date
    reason: str
    how: str = "ended"
    into: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amending(Event):
    """New values for one site; what is empty or None stays as it is."""

    site: int
    reason: str
    rating: str = ""
    member_count: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving(Event):
    """Money received for a site, in đồng."""

    site: int
    source: str
    amount_vnd: int
    on: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming(Event):
    """A board of a programme named by a decision."""

    kit: str
    name: str
    number: str
    on: date
    seats: tuple[PlannedSeat, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The sites of a province in the order of their entry, and all that happened to them."""

    sites: tuple[PlannedSite, ...]
    events: tuple[Event, ...]
