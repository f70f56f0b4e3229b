"""Recompute a public draw from its published text, with nothing but Python's own library.

    python3 recompute.py < published.txt

This file is published beside the text and runs by itself. The rule, so that it can be followed by
hand as well: a commune's ticket is the SHA-256 of

    seed|public number|code of the draw|code of the commune

in UTF-8. Classes of need come in order, the greatest first; within a class the smaller ticket comes
first. Waves are filled in that order. The seed's own SHA-256 was published before the draw, and the
public number did not exist then, so that nobody could choose the outcome: neither who knew the seed
nor who knew the number.
"""

import hashlib
import sys
from collections.abc import Sequence
from typing import Any

TITLE = "BỐC THĂM CÔNG KHAI THỨ TỰ TRIỂN KHAI"
HEADS = {
    "draw": "Mã lần bốc thăm",
    "commitment": "SHA-256 của hạt giống",
    "source": "Số công khai sẽ lấy từ",
    "sizes": "Số xã của từng đợt",
    "communes": "Nhóm nhu cầu, mã, tên",
    "number": "Số công khai",
    "seed": "Hạt giống",
    "waves": "Đợt, mã, tên, phiếu",
}
# What can be wrong. Lines are those of the text, from its first.
SAID = {
    "twice": "Ghi hai lần: {head}",
    "missing": "Thiếu mục: {heads}",
    "rows": "“{head}”: các dòng phải đứng bên dưới, mỗi xã một dòng.",
    "cells": "Dòng {line} không đọc được: phải có {cells} ô, giữa hai ô dùng dấu tab.",
    "need": "Dòng {line} không đọc được: nhóm nhu cầu phải là một số.",
    "sizes": "Không đọc được số xã của từng đợt: phải là các số cộng lại bằng {size}.",
    "seed": "Hạt giống không khớp với SHA-256 đã công bố trước.",
    "commune_twice": "Có xã được ghi hai lần.",
    "place": "Dòng {line}: công bố {said}, tính lại được {due}.",
    "more": "… và {n} dòng khác. Một chỗ bị sửa ở phần trên có thể làm lệch mọi dòng kết quả.",
    "count": "Công bố {said} xã, tính lại được {due}.",
}
MOST_SAID = 3

Finding = tuple[str, dict[str, Any]]


class Unreadable(ValueError):
    """A text that can't be followed: which kind of fault, and what it tells."""

    def __init__(self, kind: str, **told: Any) -> None:
        self.kind, self.told = kind, told
        super().__init__(SAID[kind].format(**told))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def ticket(seed: str, number: str, draw: str, code: str) -> str:
    return sha256("|".join((seed, number, draw, code)))


def waves(
    seed: str, number: str, draw: str, sizes: Sequence[int], communes: Sequence[tuple[int, str]]
) -> list[tuple[int, str, str]]:
    """(wave, code, ticket) in the order drawn; communes: (class, code)."""
    tickets = {code: ticket(seed, number, draw, code) for _, code in communes}
    order = sorted(communes, key=lambda one: (one[0], tickets[one[1]], one[1]))
    numbers = [wave for wave, size in enumerate(sizes, 1) for _ in range(size)]
    return [(wave, code, tickets[code]) for wave, (_, code) in zip(numbers, order, strict=True)]


def read(text: str) -> dict[str, Any]:
    """The heads of a published text with what follows each: a word, or rows of cells.

    "lines": of each head with rows, their lines in the text, from 1. Raises Unreadable where a
    head is there twice.
    """
    names = {head: name for name, head in HEADS.items()}
    found: dict[str, Any] = {"lines": {name: [] for name in HEADS}}
    last = ""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        head, _, rest = line.partition(":")
        if (name := names.get(head.strip())) is not None:
            if name in found:
                raise Unreadable("twice", head=head.strip())
            last, found[name] = name, rest.strip() or []
        elif line.strip() and isinstance(found.get(last), list):
            found[last].append([cell.strip() for cell in line.split("\t")])
            found["lines"][last].append(number)
    return found


def faults(text: str) -> list[str]:
    """What is wrong with a published text after the draw; empty where it can be recomputed."""
    return [SAID[kind].format(**told) for kind, told in findings(text)]


def findings(text: str) -> list[Finding]:
    """The same as kinds with what they tell, for whoever says them in another language."""
    try:
        told = read(text)
        if missing := [HEADS[name] for name in HEADS if not told.get(name)]:
            return [("missing", {"heads": ", ".join(missing)})]
        return _against_the_rule(told)
    except Unreadable as error:
        return [(error.kind, error.told)]


def _against_the_rule(told: dict[str, Any]) -> list[Finding]:
    found: list[Finding] = []
    if sha256(told["seed"]) != told["commitment"].lower():
        found.append(("seed", {}))
    rows, said = _rows(told, "communes", 3), _rows(told, "waves", 4)
    lines = told["lines"]
    for (need, _, _), line in zip(rows, lines["communes"], strict=True):
        if not _is_number(need):
            raise Unreadable("need", line=line)
    sizes = told["sizes"].split() if isinstance(told["sizes"], str) else []
    if not all(map(_is_number, sizes)) or sum(map(int, sizes)) != len(rows):
        return [*found, ("sizes", {"size": len(rows)})]
    communes = [(int(need), code) for need, code, _ in rows]
    names = {code: name for _, code, name in rows}
    if len(names) != len(rows):
        found.append(("commune_twice", {}))
    drawn = waves(told["seed"], told["number"], told["draw"], list(map(int, sizes)), communes)
    due = [[str(wave), code, names[code], number] for wave, code, number in drawn]
    pairs = zip(lines["waves"], said, due, strict=False)
    wrong = [(line, one, other) for line, one, other in pairs if one != other]
    found += [("place", _apart(*row)) for row in wrong[:MOST_SAID]]
    if len(wrong) > MOST_SAID:
        found.append(("more", {"n": len(wrong) - MOST_SAID}))
    if len(said) != len(due):
        found.append(("count", {"said": len(said), "due": len(due)}))
    return found


def _is_number(word: str) -> bool:
    """One that could be meant: Python refuses to read thousands of digits."""
    return word.isdecimal() and len(word) < 10


def _rows(told: dict[str, Any], name: str, cells: int) -> list[list[str]]:
    """Rows of so many cells. Raises Unreadable with the first line that has others."""
    if isinstance(told[name], str):
        raise Unreadable("rows", head=HEADS[name])
    for row, line in zip(told[name], told["lines"][name], strict=True):
        if len(row) != cells:
            raise Unreadable("cells", line=line, cells=cells)
    rows: list[list[str]] = told[name]
    return rows


def _apart(line: int, said: list[str], due: list[str]) -> dict[str, Any]:
    """Wave and code of both, and whatever else isn't the same."""
    shown = [i for i in range(4) if i < 2 or said[i] != due[i]]
    both = (" ".join(row[i] for i in shown) for row in (said, due))
    return {"line": line, **dict(zip(("said", "due"), both, strict=True))}


def main() -> int:
    found = faults(sys.stdin.buffer.read().decode("utf-8"))
    for line in found or ["Khớp: tính lại đúng như đã công bố."]:
        sys.stdout.buffer.write((line + "\n").encode("utf-8"))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
