"""Teams, members and money of a row."""

import re
from collections.abc import Mapping
from dataclasses import replace

from binhyen.kernel.money import read_money
from binhyen.kernel.numbers import Figure, read_count
from binhyen.kernel.text import fold

from ..columns.grammar import money
from ..sheets import is_blank
from .draft import Draft, kept

_LIKELY = {"teams": 500, "members": 5_000}
_TERM = re.compile(
    r"([^:;,\n\d]{2,40}?)\s*:?\s*(\d[\d.,]*(?:\s?[^\W\d_]{1,6}){0,2})\s*(?:[;,\n+]|$)"
)


_SIZES = {
    "teams": re.compile(r"(\d+) (?:to|nhom|doi|chi hoi)(?! vien)\b"),
    "members": re.compile(
        r"(\d+) (?:thanh vien|tv|nguoi|hoi vien|to vien|doan vien|dong chi|d c)\b"
    ),
}


def read_counts(draft: Draft) -> None:
    _read_size(draft)
    for meaning, likely in _LIKELY.items():
        figure = read_count(draft.cell(meaning))
        if not figure.fault and not figure.doubt and (figure.value or 0) > likely:
            figure = replace(figure, doubt="unlikely_count")
        _figure(draft, meaning, figure, meaning)


def _read_size(draft: Draft) -> None:
    """Teams and members of "03 tổ, 45 thành viên", where they have no columns of their own."""
    text = fold(draft.text("size"))
    if not text:
        return
    rest = text
    for meaning, pattern in _SIZES.items():
        found = pattern.findall(text)
        rest = pattern.sub(" ", rest)
        if len(found) == 1 and draft.is_blank(meaning):
            draft.known[meaning] = int(found[0])
    if re.search(r"\d", rest) or not draft.known.keys() & _SIZES.keys():
        draft.say("extra_words", "size", text=kept(draft.cell("size")))


def _figure(draft: Draft, meaning: str, figure: Figure, name: str) -> None:
    if figure.fault or figure.doubt:
        draft.say(figure.fault or figure.doubt, meaning, text=kept(draft.cell(meaning)))
    if figure.value is not None and not figure.fault:
        draft.known[name] = figure.value


def read_funds(draft: Draft) -> None:
    """Money of the State and of the community; a total and its source are put beside them."""
    values = {}
    for meaning, name in (("budget", "budget_vnd"), ("social", "social_vnd"), ("total", "")):
        scale = draft.raw.scale.get(meaning, 1)
        comma = draft.hinted("decimal_comma", meaning)
        figure = read_money(draft.cell(meaning), scale=scale, decimal_comma=comma)
        if figure.doubt == "money_without_unit":
            draft.propose(meaning, f"{kept(draft.cell(meaning))} triệu")
        if name:
            _figure(draft, meaning, figure, name)
        values[meaning] = None if figure.fault else figure.value
    if not _by_source(draft, values):
        _check_total(draft, values)


def _by_source(draft: Draft, values: Mapping[str, int | None]) -> bool:
    """Whether words beside or instead of the total say whose all the money is, or split it."""
    if not (draft.is_blank("budget") and draft.is_blank("social")):
        return False
    where = "total" if values["total"] is None else "source"
    text = draft.text(where)
    split = _split(text)
    for meaning, figure in split.items():
        draft.known[f"{meaning}_vnd"] = figure.value or 0
    if split or (where == "source" and re.search(r"\d", text)):
        draft.say("money_from_text", where, text=kept(draft.cell(where)))
        return bool(split)
    whose = [meaning for meaning in money(fold(text)) if meaning != "total"]
    if where == "source" and len(whose) == 1 and values["total"]:
        draft.known[f"{whose[0]}_vnd"] = values["total"]
        return True
    return False


def _split(text: str) -> dict[str, Figure]:
    """{"budget": 5,000,000, "social": 7,000,000} of "Ngân sách: 5.000.000đ; XHH: 7.000.000đ"."""
    found: dict[str, Figure] = {}
    for name, amount in _TERM.findall(text):
        figure = read_money(amount)
        whose = [meaning for meaning in money(fold(name)) if meaning != "total"]
        if len(whose) != 1 or figure.fault or figure.doubt or whose[0] in found:
            return {}
        found[whose[0]] = figure
    return found


def _check_total(draft: Draft, values: Mapping[str, int | None]) -> None:
    cells = draft.raw.cells
    if values["total"] is None:
        draft.say("total_unclear", "total", text=kept(cells.get("total")))
    if is_blank(cells.get("total")) or not values["total"]:
        return
    said = [m for m in ("budget", "social") if m in cells and not is_blank(cells[m])]
    parts = sum(values[m] or 0 for m in ("budget", "social"))
    if not said:
        draft.say("money_not_split", "total", text=kept(cells["total"]))
    elif parts != values["total"] and None not in values.values():
        draft.say("total_mismatch", "total", text=kept(cells["total"]))
