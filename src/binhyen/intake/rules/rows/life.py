"""How a site came and went, as a file says it; what doesn't agree is asked about."""

from datetime import date

from binhyen.kernel.text import fold

from .draft import Draft

# As in programmes.choices; the first words found count.
_ORIGINS = (
    ("recounted", ("dem lai", "thong nhat cach dem", "recount")),
    ("replicated", ("nhan rong", "replicated", "lam theo")),
    ("new", ("xay dung moi", "moi", "new")),
)
_ENDINGS = (
    ("recounted", ("dem lai", "thoi dem", "thong nhat cach dem", "recount")),
    ("dropped", ("thoi chuan bi", "khong ra mat", "dropped")),
    ("merged", ("nhap vao", "sap nhap", "sat nhap", "gop vao", "merged")),
    ("ended", ("ket thuc", "giai the", "dung han", "thanh loai", "ended")),
)
_UNSAID = {"chua ghi", "khong ro", "chua ro"}


def read_life(draft: Draft) -> None:
    """After the state and the dates: origin with the site followed, ending with where it went."""
    known = draft.known
    origin, parent = _word(draft, "origin", _ORIGINS), draft.text("parent")
    if parent and origin not in {"", "replicated"}:
        draft.say("parent_of_new", "parent", text=parent)
        parent = ""
    ending, merged = _word(draft, "ending", _ENDINGS), draft.text("merged_into")
    if merged and not ending:
        ending = "merged"
    if ending == "merged" and not merged:
        draft.say("merged_into_what", "ending")
        ending = ""
    if ending != "merged" and merged:
        draft.say("not_merged", "merged_into", text=merged)
        merged = ""
    if ending and known.get("state") not in {"", "ended"}:
        draft.say("ending_of_running", "ending")
        ending = merged = ""
    if ending == "dropped" and isinstance(known.get("established"), date):
        draft.say("dropped_though_launched", "ending")
        ending = ""
    if ending:
        known["state"] = "ended"
    known |= {
        "origin": "replicated" if parent else origin,
        "parent_code": parent[:60],
        "ending": ending,
        "merged_code": merged[:60],
    }


def _word(draft: Draft, meaning: str, words: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    text = fold(draft.text(meaning))
    if not text or text in _UNSAID:
        return ""
    found = next((value for value, many in words if any(word in text for word in many)), "")
    if not found:
        draft.say("unknown_word", meaning, text=draft.text(meaning))
    return found
