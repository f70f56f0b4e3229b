"""The style sheet of a drawing that leaves its page: plain colours, in the light theme."""

import re

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PROPERTY = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")
_LIGHT = re.compile(r"light-dark\(\s*([^,()]+),[^()]*\)")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")


def plain_style(sheet: str) -> str:
    """The rules for shapes of a style sheet, its variables and themes put in.

    Rules within @media are left out, so are those of elements outside the drawing.
    """
    text = _without_media(_COMMENT.sub("", sheet))
    known = {
        name: _LIGHT.sub(r"\1", value).strip()
        for _selector, body in _RULE.findall(text)
        for name, value in _PROPERTY.findall(body.rstrip() + ";")
    }
    found = []
    for selector, body in _RULE.findall(text):
        said = _PROPERTY.sub("", body.strip().rstrip(";") + ";").strip()
        said = _LIGHT.sub(r"\1", _VARIABLE.sub(lambda m: known.get(m[1], "none"), said))
        if said and _is_shape(said):
            found.append(f"{' '.join(selector.split())}{{{' '.join(said.split())}}}")
    return "\n".join(found)


def _is_shape(said: str) -> bool:
    return any(word in said for word in ("fill", "stroke", "text-anchor", "font-size"))


def _without_media(text: str) -> str:
    kept, depth, at = [], 0, 0
    for found in re.finditer(r"@media[^{]*\{|[{}]", text):
        piece = found[0]
        if piece.startswith("@media") and not depth:
            kept.append(text[at : found.start()])
            depth = 1
        elif depth:
            depth += 1 if piece.endswith("{") else -1
            at = found.end()
    return "".join([*kept, text[at:]]) if not depth else "".join(kept)
