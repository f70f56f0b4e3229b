"""A reform as a file: the units that begin, and what each ended unit became."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..choices import Level
from .atlas import SourceChanged, split_name

_LEVELS = {2: Level.PROVINCE, 5: Level.COMMUNE}


class ReformRefused(Exception):
    """The file can't be taken in; `problems` names everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Begun:
    """A unit that begins with the reform; its level follows from the length of its code."""

    code: str
    name: str
    parent: str
    lat: float | None
    lon: float | None
    area_km2: float | None

    @property
    def level(self) -> Level | None:
        return _LEVELS.get(len(self.code)) if self.code.isdigit() else None


@dataclass(frozen=True, slots=True)
class Became:
    """An ended unit and one that it went into; `share` of its area, 0 to 1, where known."""

    old: str
    new: str
    is_whole: bool
    is_main: bool
    share: float | None


@dataclass(frozen=True, slots=True)
class Reform:
    on: date
    source: str
    begun: tuple[Begun, ...]
    became: tuple[Became, ...]

    @property
    def ended(self) -> list[str]:
        return list(dict.fromkeys(link.old for link in self.became))


def read(text: str) -> Reform:
    """A reform from TOML. Raises ReformRefused.

    on = 2027-01-01
    source = "Nghị quyết 1/2026/UBTVQH16"
    [[unit]]
    code = "24700"
    name = "Xã Mới"
    parent = "68"
    [[became]]
    old = "24611"
    new = "24700"
    share = 0.6      # leave out for a unit that went in wholly
    main = true
    """
    try:
        document = tomllib.loads(text)
        links = document["became"]
        times = Counter(str(link["old"]) for link in links)
        return Reform(
            on=_day(document["on"]),
            source=str(document["source"]),
            begun=tuple(_begun(row) for row in document["unit"]),
            became=tuple(_became(row, is_whole=times[str(row["old"])] == 1) for row in links),
        )
    except tomllib.TOMLDecodeError as error:
        raise ReformRefused([f"Tệp không phải là TOML: {error}"]) from error
    except KeyError as error:
        raise ReformRefused([f"Thiếu mục {error}."]) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ReformRefused([f"Giá trị không đọc được: {error}"]) from error


def problems(
    reform: Reform, *, today: date, existing: Mapping[str, str], parents: Mapping[str, str]
) -> list[str]:
    """Everything wrong with it; empty if it can be taken in.

    existing: codes and names of the units of the day before. parents: code → parent's code.
    """
    return [
        *_wrong_units(reform, today, existing),
        *_wrong_links(reform, existing),
        *_left_behind(reform, parents),
    ]


def _day(value: object) -> date:
    if type(value) is not date:
        raise TypeError(f"on = {value}")
    return value


def _begun(row: Mapping[str, Any]) -> Begun:
    lat, lon, area = (
        None if row.get(k) is None else float(row[k]) for k in ("lat", "lon", "area_km2")
    )
    return Begun(str(row["code"]), str(row["name"]), str(row["parent"]), lat, lon, area)


def _became(row: Mapping[str, Any], *, is_whole: bool) -> Became:
    share = None if row.get("share") is None else float(row["share"])
    is_main = is_whole or bool(row.get("main", False))
    return Became(str(row["old"]), str(row["new"]), is_whole, is_main, share)


def _wrong_units(reform: Reform, today: date, existing: Mapping[str, str]) -> Iterator[str]:
    if reform.on > today:
        yield f"Ngày hiệu lực {reform.on:%d/%m/%Y} chưa đến."
    begun = {unit.code for unit in reform.begun}
    for code, times in Counter(unit.code for unit in reform.begun).items():
        if times > 1:
            yield f"Mã {code} được lập {times} lần."
    for unit in reform.begun:
        if unit.level is None:
            yield f"Mã {unit.code} không phải là mã tỉnh (2 chữ số) hay mã xã (5 chữ số)."
        if unit.code in existing and unit.code not in reform.ended:
            yield f"Mã {unit.code} đang thuộc về {existing[unit.code]}, đơn vị này chưa kết thúc."
        if unit.parent not in begun and (
            unit.parent not in existing or unit.parent in reform.ended
        ):
            yield f"{unit.name} ({unit.code}): không có cấp trên mang mã {unit.parent}."
        if unit.code not in {link.new for link in reform.became}:
            yield f"{unit.name} ({unit.code}) không hình thành từ đơn vị nào."
        try:
            split_name(unit.name)
        except SourceChanged:
            yield f"Tên “{unit.name}” ({unit.code}) không nêu loại đơn vị (Xã, Phường …)."


def _wrong_links(reform: Reform, existing: Collection[str]) -> Iterator[str]:
    begun = {unit.code for unit in reform.begun}
    by_old: dict[str, list[Became]] = defaultdict(list)
    for link in reform.became:
        by_old[link.old].append(link)
        if link.new not in begun:
            yield f"{link.old} → {link.new}: đơn vị {link.new} không được lập trong tệp này."
    for old, links in by_old.items():
        if old not in existing:
            yield f"Không có đơn vị mang mã {old} trước ngày {reform.on:%d/%m/%Y}."
        if len({link.new for link in links}) < len(links):
            yield f"Đơn vị {old} vào cùng một đơn vị hai lần."
        if sum(link.is_main for link in links) != 1:
            yield f"Đơn vị {old} phải có đúng một phần chính (main = true)."
        if any(not 0 < share <= 1 for link in links if (share := link.share) is not None):
            yield f"Đơn vị {old}: tỷ lệ phải lớn hơn 0 và không quá 1."
        if sum(link.share or 0 for link in links) > 1.001:
            yield f"Đơn vị {old}: các tỷ lệ cộng lại quá 1."


def _left_behind(reform: Reform, parents: Mapping[str, str]) -> Iterator[str]:
    ended = set(reform.ended)
    for code, parent in parents.items():
        if parent in ended and code not in ended:
            yield f"Đơn vị {code} thuộc {parent} đã kết thúc, nên cũng phải có đơn vị kế tiếp."
