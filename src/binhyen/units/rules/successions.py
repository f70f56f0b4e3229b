"""Where each old commune went, read from the converter of vietnamadminunits.

The converter joins units by name. Where two communes of one new province bore the same name
(Xã Tân Thạnh of Thới Lai and of Long Phú, both in Cần Thơ since 2025) it gave each of them the
other's successor as well. `without_namesakes` takes these links out again: it removed 31, all
of them absent from the NSO's own table as published by vietnam-provinces 2026.9.0 (checked).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OldKey:
    """An old commune as the converter names it; `commune` is empty for an island district."""

    province: str
    district: str
    commune: str

    @classmethod
    def parse(cls, text: str) -> "OldKey":
        return cls(*text.split("_"))


@dataclass(frozen=True, slots=True)
class NewKey:
    province: str
    commune: str


Fates = dict[OldKey, dict[NewKey, bool]]  # old → new → is the main one


def fates(converter: Mapping[str, Any]) -> Fates:
    """Each old commune with all it became part of, as the source has it."""
    found: Fates = {}
    for province, merged in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, olds in merged.items():
            for old in olds:
                found[OldKey.parse(old)] = {NewKey(province, commune): True}
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            found[OldKey.parse(old)] = {
                NewKey(province, part["newWardKey"]): part["isDefaultNewWard"] for part in parts
            }
    return found


def without_namesakes(source: Fates) -> Fates:
    """The same without links that belong to another commune of the same name.

    A link from X to N is taken for a namesake's when a commune Y of X's name leads to N too,
    and among the certain origins of N there is one from Y's district but none from X's; what
    districts leave open is asked again of the old provinces. Certain are origins that lead
    nowhere else or have no namesake in N. A commune's last link is never removed.
    """
    kept = {old: dict(news) for old, news in source.items()}
    for home in (_district, _province):
        while wrong := _namesake_links(kept, home):
            for old, new in wrong:
                del kept[old][new]
    return {old: _with_a_main_one(news) for old, news in kept.items()}


def _district(old: OldKey) -> str:
    return f"{old.province}_{old.district}"


def _province(old: OldKey) -> str:
    return old.province


def _namesake_links(fates: Fates, home: Callable[[OldKey], str]) -> list[tuple[OldKey, NewKey]]:
    origins: dict[NewKey, list[OldKey]] = defaultdict(list)
    for old, news in fates.items():
        for new in news:
            origins[new].append(old)

    def namesakes(old: OldKey, new: NewKey) -> list[OldKey]:
        return [o for o in origins[new] if o != old and o.commune == old.commune]

    def is_a_namesakes(old: OldKey, new: NewKey) -> bool:
        others = namesakes(old, new)
        certain = {home(o) for o in origins[new] if len(fates[o]) == 1 or not namesakes(o, new)}
        return home(old) not in certain and any(home(o) in certain for o in others)

    return [
        (old, new)
        for old, news in fates.items()
        if len(news) > 1
        for new in news
        if is_a_namesakes(old, new)
    ]


def _with_a_main_one(news: dict[NewKey, bool]) -> dict[NewKey, bool]:
    """Exactly one main successor: the source's, or the first where the source's was removed."""
    main = next((new for new, is_main in news.items() if is_main), next(iter(news)))
    return {new: new == main for new in news}
