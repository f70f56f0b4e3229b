"""Which column of a list means what: one meaning a column, the surest first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from binhyen.kernel.numbers import bare

from .foreign import KINDS
from .grammar import MONEY
from .headings import WHOLE, meanings_of, words_of

_LIKELY = 62.0
_ADDED = frozenset({"share", "male", "female"})  # parts that add up to the whole


@dataclass(slots=True)
class Assigned:
    """Meanings by column. parts: columns that only together say a meaning.

    unsure: meanings whose parts may not add up, such as two years.
    spent: meanings whose plan stands beside what was spent; the plan isn't read.
    """

    meanings: dict[int, str] = field(default_factory=dict)
    parts: dict[str, list[int]] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    spent: frozenset[str] = frozenset()


def best(path: tuple[str, ...]) -> tuple[str, float]:
    """The likeliest meaning, or ("", 0)."""
    scores = [item for item in meanings_of(path).items() if item[1] >= _LIKELY]
    return max(scores, key=lambda item: item[1], default=("", 0.0))


def assign(paths: Mapping[int, tuple[str, ...]]) -> Assigned:
    """One meaning a column, no meaning twice; what isn't ours may be said of many columns."""
    wanted = sorted(
        (
            (score, "ra mat" in bare(path[-1]), -column, meaning)  # the launch before the founding
            for column, path in paths.items()
            for meaning, score in meanings_of(path).items()
            if score >= _LIKELY and ":" not in meaning
        ),
        reverse=True,
    )
    given: dict[int, str] = {}
    for _, _, minus, meaning in wanted:
        if -minus not in given and (meaning in KINDS or meaning not in given.values()):
            given[-minus] = meaning
    result = Assigned(_settled(given))
    _total_beside(result, paths)
    _parts(result, paths)
    return result


def _total_beside(result: Assigned, paths: Mapping[int, tuple[str, ...]]) -> None:
    """A bare “Tổng cộng” is a sum of money only beside money."""
    if "total" in result.meanings.values():
        return
    for column, path in paths.items():
        near = {result.meanings.get(column + step) for step in (-1, 1, -2)}
        if len(path) == 1 and words_of(path[0]) in WHOLE and near & {"budget", "social"}:
            result.meanings[column] = "total"
            return


def _parts(result: Assigned, paths: Mapping[int, tuple[str, ...]]) -> None:
    """Columns that share a meaning: parts of a whole beside them, or parts that make it up."""
    unsure: set[str] = set()
    for name, parts in _shared(result, paths).items():
        whole = [c for c, m in result.meanings.items() if m == name]
        stands_alone = whole and not {"again", "other"} & set(parts.values())
        if stands_alone and not _is_level_too(paths, whole[0], parts):
            result.meanings |= dict.fromkeys(parts, "shares")
            continue
        if name == "members" and set(parts.values()) != {"male", "female"}:
            result.meanings |= dict.fromkeys(parts, "shares")
            continue
        planned = [c for c, part in parts.items() if part == "planned"]
        if planned and "spent" in parts.values():
            result.meanings |= dict.fromkeys(planned, "other_money")
            result.spent |= {name}
            parts = {c: part for c, part in parts.items() if c not in planned}
        columns = sorted({*parts, *whole})
        if set(parts.values()) - _ADDED and len(columns) > 1:
            unsure.add(name)
        result.meanings |= dict.fromkeys(columns, name)
        result.parts[name] = columns
    result.unsure = frozenset(unsure)


def _shared(result: Assigned, paths: Mapping[int, tuple[str, ...]]) -> dict[str, dict[int, str]]:
    """Meaning → columns without a meaning of their own that say a part of it, or it once more."""
    found: dict[str, dict[int, str]] = {}
    for column, path in paths.items():
        if column in result.meanings:
            continue
        meaning, score = max(meanings_of(path).items(), key=lambda item: item[1], default=("", 0.0))
        name, _, part = meaning.partition(":")
        if part:
            found.setdefault(name, {})[column] = part
        elif meaning in MONEY and score >= 86:  # another year or level
            found.setdefault(meaning, {})[column] = "share" if _level(path) else "again"
    return found


def _level(path: Sequence[str]) -> bool:
    return bool(re.search(r"\b(?:trung uong|tinh|huyen|xa|phuong|hien vat)\b", bare(path[-1])))


def _is_level_too(paths: Mapping[int, tuple[str, ...]], whole: int, parts: Mapping) -> bool:
    return "share" in parts.values() and _level(paths[whole])


def _settled(given: dict[int, str]) -> dict[int, str]:
    """Day, month and year are columns of their own only together."""
    by = {meaning: column for column, meaning in given.items()}
    if "established_month" in by and "established_day" not in by and "established_year" not in by:
        if "established" in by:
            given[by["established_month"]], given[by["established"]] = (
                "established_month",
                "established_year",
            )
        else:
            given[by["established_month"]] = "established"
    for part in ("established_day", "established_year"):
        if part in by and "established_month" not in by:
            if "established" in by:
                given[by[part]] = "other_date"
            else:
                given[by[part]] = "established"
            break
    if "established_month" in by and "established_day" in by and "established" in by:
        given[by["established"]] = (
            "established_year" if "established_year" not in by else "established"
        )
    return given
