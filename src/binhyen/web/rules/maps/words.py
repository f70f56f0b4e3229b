"""Figures in few characters, for where a drawing has little room."""


def short_number(value: float) -> str:
    """Vietnamese and short: 1.234, 12,5, 1,2tr (triệu), 3,4tỷ."""
    for size, word in ((1e9, "tỷ"), (1e6, "tr")):
        if value >= size:
            return f"{_plain(value / size, 1)}{word}"
    return _plain(value, 0 if value >= 100 else 1)


def _plain(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))
