"""A plan's tables, weights and wishes, and a draw's lists and months, in words for the history."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from binhyen.evidence.queries import outcome_name
from binhyen.figures.queries import catalogue
from binhyen.ui.words import read_number, read_vnd

from .wording import month_text, report_month_text


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


def _outcome(key: str) -> str:
    return outcome_name(key, catalogue())


def _classes(entrants: list[str]) -> str:
    return _marked(entrants, _("%(commune)s nhóm %(n)s"))


def _waves(places: list[str]) -> str:
    return _marked(places, _("%(commune)s đợt %(n)s"))


def _marked(communes: list[str], said: str) -> str:
    """Communes by code, each with the number that the log has behind it."""
    pairs = (one.partition("/") for one in communes)
    return "; ".join(said % {"commune": code, "n": number} for code, _slash, number in pairs)


def _sizes(sizes: list[int]) -> str:
    return " + ".join(map(str, sizes))


HELD: dict[tuple[str, str], Callable[[Any], str]] = {
    ("planning.plan", "communes"): _rows,
    ("planning.plan", "harm"): _harm,
    ("planning.plan", "offers"): _rows,
    ("planning.plan", "refused"): _pairs,
    ("planning.plan", "wanted"): _pairs,
    ("planning.draw", "entrants"): _classes,
    ("planning.draw", "first_month"): month_text,
    ("planning.draw", "outcome"): _outcome,
    ("planning.draw", "places"): _waves,
    ("planning.draw", "since_month"): report_month_text,
    ("planning.draw", "sizes"): _sizes,
}
