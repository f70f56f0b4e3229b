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

    Raises ValueError where a head is there twice.
    """
    names = {head: name for name, head in HEADS.items()}
    found: dict[str, Any] = {}
    last = ""
    for line in text.lstrip("\ufeff").splitlines():
        head, _, rest = line.partition(":")
        if (name := names.get(head.strip())) is not None:
            if name in found:
                raise ValueError(f"Ghi hai lần: {head.strip()}")
            last, found[name] = name, rest.strip() or []
        elif line.strip() and isinstance(found.get(last), list):
            found[last].append([cell.strip() for cell in line.split("\t")])
    return found


def faults(text: str) -> list[str]:
    """What is wrong with a published text after the draw; empty where it can be recomputed."""
    try:
        told = read(text)
    except ValueError as error:
        return [str(error)]
    if missing := [HEADS[name] for name in HEADS if not told.get(name)]:
        return ["Thiếu mục: " + ", ".join(missing)]
    wrong = []
    if sha256(told["seed"]) != told["commitment"].lower():
        wrong.append("Hạt giống không khớp với SHA-256 đã công bố trước.")
    try:
        sizes = [int(size) for size in told["sizes"].split()]
        communes = [(int(need), code) for need, code, _ in told["communes"]]
        names = {code: name for _, code, name in told["communes"]}
        drawn = waves(told["seed"], told["number"], told["draw"], sizes, communes)
        said = [tuple(row) for row in told["waves"]]
    except (AttributeError, ValueError) as error:
        return [*wrong, f"Không đọc được: {error}"]
    if len(names) != len(communes):
        wrong.append("Có xã được ghi hai lần.")
    due = [(str(wave), code, names[code], number) for wave, code, number in drawn]
    wrong += [
        f"Dòng {place}: công bố {' '.join(one[:2])}, tính lại được {' '.join(other[:2])}."
        for place, (one, other) in enumerate(zip(said, due, strict=False), 1)
        if one != other
    ]
    if len(said) != len(due):
        wrong.append(f"Công bố {len(said)} xã, tính lại được {len(due)}.")
    return wrong


def main() -> int:
    found = faults(sys.stdin.buffer.read().decode("utf-8"))
    for line in found or ["Khớp: tính lại đúng như đã công bố."]:
        sys.stdout.buffer.write((line + "\n").encode("utf-8"))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
