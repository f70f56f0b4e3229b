"""How a report and a formula are called in words."""

import re
from collections.abc import Callable

_NAMES = re.compile(r"[a-z][a-z0-9_.]*")
_SIGNS = {"*": "×", "/": "÷"}


def report_name(frame: str, period: str) -> str:
    """ "Báo cáo quý" of "Quý III/2026" is "Báo cáo Quý III/2026": no word is said twice."""
    words, said = frame.split(), period.casefold()
    for at in range(1, len(words)):
        rest = " ".join(words[at:])
        if f"{said} ".startswith(f"{rest.casefold()} "):
            return " ".join((*words[:at], period))
    return f"{frame}, {period}"


def in_names(formula: str, name_of: Callable[[str], str]) -> str:
    """ "disputes_settled / disputes_received" is "“Hòa giải thành” ÷ “Hòa giải tiếp nhận”"."""
    named = _NAMES.sub(lambda match: f"“{name_of(match[0])}”", formula)
    return "".join(_SIGNS.get(letter, letter) for letter in named)
