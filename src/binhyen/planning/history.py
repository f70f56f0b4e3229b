"""A plan's tables, weights and wishes in words for its history, from what the log holds."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from binhyen.evidence.queries import outcome_name
from binhyen.figures.queries import catalogue
from binhyen.ui.words import read_number, read_vnd


def _harm(weights: Any) -> str:
    known = catalogue()
    return "; ".join(
        f"{outcome_name(key, known)}: {_number(weight)}" for key, weight in weights.items()
    )


def _pairs(pairs: Any) -> str:
    return "; ".join(f"{programme} – {commune}" for commune, programme in pairs)


def _rows(rows: Any) -> str:
    """Rows that changed; a birth tells only how many there are."""
    if not isinstance(rows, list):
        return read_number(rows)
    return "; ".join(f"{one['name']} ({one['code']}): {', '.join(_cells(one))}" for one in rows)


def _cells(row: Mapping[str, Any]) -> Iterator[str]:
    words: dict[str, str] = {
        "aim": _("mục đích"),
        "capacity": _("sức triển khai"),
        "community_vnd": _("xã hội hóa"),
        "cost_percent": _("phần trăm chi phí"),
        "is_poor": _("xã nghèo"),
        "load": _("sức cần"),
        "most_communes": _("số xã nhiều nhất"),
        "population": _("dân số"),
        "spill": _("chuyển sang bên cạnh"),
        "state_vnd": _("nhà nước"),
    }
    for column, word in words.items():
        if column in row:
            yield f"{word} {_cell(column, row[column])}"


def _cell(column: str, value: Any) -> str:
    if value is None or value == "":
        return _("trống")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if column.endswith("_vnd"):
        return read_vnd(value)
    if column == "spill":
        return f"{_number(round(100 * value))}%"
    return value if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    if value == int(value):
        return read_number(value, places=0)
    return read_number(value, places=2).rstrip("0")


HELD: dict[str, Callable[[Any], str]] = {
    "communes": _rows,
    "harm": _harm,
    "offers": _rows,
    "refused": _pairs,
    "wanted": _pairs,
}
