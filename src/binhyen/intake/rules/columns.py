"""Which column means what: by the words of its header, and by what its cells look like."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from binhyen.kernel.numbers import bare
from binhyen.kernel.text import fold

# Folded wordings; the longer part of a header a wording covers, the surer it is.
WORDINGS: Mapping[str, tuple[str, ...]] = {
    "ordinal": ("tt", "stt", "so tt", "so thu tu", "no", "thu tu"),
    "programme": (
        *("ten mo hinh", "mo hinh", "ten goi mo hinh", "loai mo hinh", "noi dung mo hinh"),
        *(
            "ten goi",
            "loai hinh",
            "ten loai mo hinh",
            "mo hinh dien hinh",
            "ten mo hinh phong trao",
        ),
        *("ten mo hinh dien hinh tien tien", "mo hinh tu quan", "ten chuong trinh"),
        *("programme", "program", "programme name", "model", "model name", "name of programme"),
        *("ten mo hinh cach lam hay", "mo hinh cach lam hay", "ten cau lac bo mo hinh"),
        *("hinh thuc mo hinh", "ten cac mo hinh", "mo hinh antt", "mo hinh dang ky"),
        "name of model",
    ),
    "sector": (
        *("linh vuc", "mang", "thuoc linh vuc", "linh vuc hoat dong", "mang cong tac", "nhom"),
        *("nhom linh vuc", "chuyen de", "sector", "field", "area of work", "nhom mo hinh"),
        *("mang linh vuc", "chuyen muc", "linh vuc cong tac"),
    ),
    "unit": (
        *(
            "xa",
            "xa phuong",
            "xa phuong thi tran",
            "xa phuong tt",
            "phuong xa",
            "phuong xa thi tran",
        ),
        *("phuong", "xa thi tran", "ten xa", "ten xa phuong", "don vi hanh chinh", "cap xa"),
        *("commune", "ward", "commune ward", "communes", "xa phuong dac khu", "don vi cap xa"),
        *("don vi xa", "don vi xa phuong", "dvhc", "dvhc cap xa", "unit", "xa phuong tt ten"),
        *("xa p tt", "x p tt", "xp tt", "xa p", "ten don vi", "ten don vi hanh chinh"),
        *("commune ward township", "don vi xa phuong thi tran", "dia ban xa phuong"),
        *("dia ban cap xa", "ten xa phuong thi tran", "thuoc xa", "thuoc xa phuong"),
        *("commune or ward", "xa phuong noi trien khai"),
    ),
    "place": (
        *(
            "dia ban",
            "don vi",
            "dia phuong",
            "noi trien khai",
            "dia diem",
            "dia chi",
            "noi thuc hien",
        ),
        *("dia ban trien khai", "dia ban thuc hien", "dia diem trien khai", "noi xay dung"),
        *("dia ban xay dung", "dia diem thuc hien", "noi dat", "dia diem dat", "place", "location"),
        *("address", "pham vi", "dia ban hoat dong", "don vi thuc hien", "don vi trien khai"),
        *("noi ra mat", "dia diem ra mat", "dia ban dan cu", "vi tri", "dia diem xay dung"),
        *("noi hoat dong", "dia diem hoat dong"),
    ),
    "unit_code": (
        *("ma xa", "ma don vi", "ma dvhc", "ma xa phuong", "unit code", "commune code"),
        *("ma don vi hanh chinh", "ma dia ban"),
    ),
    "district": (
        *("huyen", "huyen tp", "huyen thanh pho", "huyen thi xa", "huyen thi xa thanh pho"),
        *(
            "quan huyen",
            "cap huyen",
            "ten huyen",
            "district",
            "huyen thanh pho thi xa",
            "huyen tx tp",
        ),
        *("thanh pho huyen", "don vi cap huyen", "dia ban huyen", "thuoc huyen"),
    ),
    "province": (
        "tinh",
        "tinh thanh pho",
        "tinh tp",
        "tinh thanh",
        "province",
        "cap tinh",
        "ten tinh",
    ),
    "village": (
        *("thon", "thon bon tdp", "thon bon buon", "thon bon buon to dan pho", "thon buon tdp"),
        *("thon to dan pho", "to dan pho", "khu dan cu", "ap", "khu pho", "lang", "khom", "tdp"),
        *("thon ap", "ap khom", "khu pho ap", "thon buon", "bon buon", "thon ban", "ban", "to"),
        *("village", "hamlet", "village hamlet", "neighbourhood", "thon xom", "xom", "bon", "buon"),
        *("thon bon buon tdp", "thon lang", "dia ban dan cu thon", "ten thon", "to thon", "kdc"),
        *("thon to", "to dan pho thon", "ap khu pho", "residential group", "thon bon", "thon tdp"),
        *("thon buon bon to dan pho", "thon khu pho", "thon ban tdp", "cum dan cu"),
    ),
    "organisation": (
        *("co quan", "to chuc", "co quan to chuc", "don vi chu tri", "co quan chu tri", "chu tri"),
        *("truong hoc", "doanh nghiep", "co quan don vi", "co quan doanh nghiep", "organisation"),
        *(
            "organization",
            "host",
            "ten co quan",
            "ten truong",
            "ten doanh nghiep",
            "don vi phu trach",
        ),
        *(
            "co so",
            "ten co so",
            "co quan phu trach",
            "to chuc quan ly",
            "co quan don vi doanh nghiep",
        ),
        *("don vi quan ly", "ten co quan don vi"),
    ),
    "established": (
        *("ngay ra mat", "thoi gian thanh lap", "ngay thanh lap", "ngay thang nam thanh lap"),
        *("nam thanh lap", "thoi gian ra mat", "nam ra mat", "thoi diem ra mat", "thanh lap"),
        *("ngay thang ra mat", "ngay thang nam ra mat", "ngay thang thanh lap", "ra mat"),
        *("thoi diem thanh lap", "established", "date established", "established on", "start date"),
        *(
            "ngay trien khai",
            "thoi gian trien khai",
            "bat dau",
            "ngay bat dau",
            "founded",
            "launched",
        ),
        *(
            "ngay hoat dong",
            "thoi gian bat dau",
            "nam xay dung",
            "thoi gian xay dung",
            "ngay xay dung",
        ),
        *(
            "launch date",
            "thoi gian",
            "ngay thang",
            "date",
            "thang nam thanh lap",
            "date of launch",
        ),
        *("ngay thang nam", "nam", "ngay ra doi", "thang nam ra mat", "ngay di vao hoat dong"),
        *("thoi gian di vao hoat dong", "nam trien khai"),
    ),
    "established_day": ("ngay", "ngay ra mat ngay", "thanh lap ngay", "ra mat ngay"),
    "established_month": ("thang", "thang thanh lap", "thang ra mat"),
    "established_year": ("thanh lap nam", "ra mat nam"),
    "decision": (
        *("quyet dinh thanh lap", "quyet dinh", "so quyet dinh", "qd thanh lap", "so qd", "qd"),
        *(
            "so quyet dinh thanh lap",
            "decision",
            "decision number",
            "decision no",
            "van ban thanh lap",
        ),
        *("so van ban", "quyet dinh so", "qd so", "can cu thanh lap", "so ky hieu", "so hieu qd"),
        *("so ngay thang quyet dinh", "so quyet dinh ngay thang nam", "so ngay quyet dinh"),
        *("quyet dinh so ngay thang nam", "so hieu quyet dinh", "so qd thanh lap", "van ban"),
        *("quyet dinh cong nhan", "so ky hieu van ban", "quyet dinh ban hanh"),
    ),
    "decision_on": (
        *("ngay quyet dinh", "ngay qd", "ngay ban hanh", "ngay ky", "ngay thang quyet dinh"),
        *("ngay ky quyet dinh", "ngay ra quyet dinh", "decision date", "date of decision"),
        *(
            "quyet dinh ngay",
            "ngay thang nam quyet dinh",
            "ngay van ban",
            "ngay ban hanh quyet dinh",
        ),
        *(
            "ngay qd thanh lap",
            "ngay thang qd",
            "quyet dinh thanh lap ngay",
            "ngay quyet dinh thanh lap",
        ),
    ),
    "teams": (
        *("so to", "tong so to", "so nhom", "so luong to", "to nhom", "teams", "team count"),
        *("number of teams", "so doi", "so to nhom", "so diem", "so to tu quan", "quy mo to"),
        *("sl to", "so to doi", "so chi to", "so cum", "so to thanh vien", "so to hoat dong"),
        *("so luong nhom", "so mo hinh", "to doi"),
    ),
    "members": (
        *("so thanh vien", "so nguoi tham gia", "so hoi vien", "tv", "thanh vien", "so nguoi"),
        *("so tv", "so luong thanh vien", "members", "member count", "number of members"),
        *("tong so thanh vien", "quan so", "so luong nguoi", "so luong tham gia", "nguoi tham gia"),
        *("so luong hoi vien", "so nguoi tham gia mo hinh", "sl thanh vien", "nhan su", "hoi vien"),
        *("so thanh vien tham gia", "tong so nguoi", "luc luong tham gia", "participants", "sl tv"),
        *("so luong nguoi tham gia", "so ho tham gia", "nguoi", "people", "so doan vien"),
        *("tong so thanh vien tham gia", "so luong tv"),
    ),
    "budget": (
        *("ngan sach", "nsnn", "kinh phi nha nuoc", "nguon ngan sach", "ngan sach nha nuoc", "ns"),
        *(
            "von ngan sach",
            "nha nuoc",
            "kinh phi ngan sach",
            "state budget",
            "budget",
            "kinh phi cap",
        ),
        *("ngan sach cap", "nguon nsnn", "nguon ns", "nha nuoc ho tro", "ngan sach ho tro"),
        *(
            "state funding",
            "state money",
            "nguon nha nuoc",
            "nguon ngan sach nha nuoc",
            "kp nha nuoc",
        ),
        *("kinh phi tu ngan sach", "ngan sach dia phuong", "government", "state"),
    ),
    "social": (
        *("xa hoi hoa", "xhh", "nguon xhh", "van dong", "nhan dan dong gop", "nguon xa hoi hoa"),
        *("kinh phi xa hoi hoa", "kinh phi van dong", "dong gop", "community", "community money"),
        *("huy dong", "nguon xa hoi", "nguon van dong", "community funding", "von xa hoi hoa"),
        *("dan dong gop", "van dong xa hoi hoa", "xa hoi", "social", "tai tro", "nguon huy dong"),
        *("kp xhh", "kinh phi xhh", "von xhh", "donations", "community contribution"),
        *("von dan gop", "nhan dan", "nguon nhan dan dong gop", "nguon dong gop"),
    ),
    "total": (
        *("tong kinh phi", "kinh phi", "tong so tien", "tong cong", "tong", "total", "so tien"),
        *("tong von", "total cost", "tong muc dau tu", "kinh phi thuc hien", "thanh tien"),
    ),
    "rating": (
        *(
            "xep loai",
            "phan loai",
            "danh gia",
            "ket qua",
            "ket qua hoat dong",
            "hieu qua",
            "rating",
        ),
        *("xep loai nam", "chat luong hoat dong", "ket qua phan loai", "ket qua xep loai", "grade"),
        *("danh gia hieu qua", "muc do hieu qua", "chat luong", "phan loai nam"),
    ),
    "note": ("ghi chu", "note", "notes", "remark", "remarks", "luu y", "dien giai"),
    "state": (
        *("tinh trang", "trang thai", "hien trang", "state", "status", "tinh hinh hoat dong"),
        *("tinh trang hoat dong", "hien trang hoat dong", "con hoat dong"),
    ),
    "ended": (
        *("ngay ket thuc", "ket thuc", "thoi gian ket thuc", "end date", "ended", "ended on"),
        *("ngay giai the", "ngay dung hoat dong", "ngay dung"),
    ),
    "lat": ("vi do", "lat", "latitude", "toa do vi do"),
    "lon": ("kinh do", "lon", "lng", "longitude", "toa do kinh do"),
    "coordinates": ("toa do", "toa do gps", "coordinates", "gps"),
    "site_code": ("ma diem", "ma mo hinh", "ma diem mo hinh", "code", "site code", "ma so", "ma"),
    "synthetic": ("gia lap", "synthetic"),
    "leader": (
        *("to truong", "nguoi phu trach", "ho ten to truong", "truong nhom", "nguoi dung dau"),
        *("dau moi", "dau moi lien he", "ho va ten", "ho ten", "can bo phu trach", "leader"),
        *("nguoi lien he", "nguoi quan ly"),
    ),
    "phone": ("so dien thoai", "dien thoai", "sdt", "dt", "lien he", "phone", "so dt", "telephone"),
    "ignored": ("don vi tinh", "dvt", "ky nhan", "chu ky", "so luong"),
}
# Words that decide by the header above what the words below leave open.
_DATE_LEAF = {"ngay": "day", "thang": "month", "nam": "year", "ngay thang": "day"}
_SCALES = (
    (re.compile(r"\bty\b|\bti dong\b"), 10**9),
    (
        re.compile(r"\btrieu\b|\btr\.? ?d(ong)?\b|\btrd\b|\bmillion\b|1[.,]000[.,]000|\b10\^6\b"),
        10**6,
    ),
    (
        re.compile(
            r"\bnghin\b|\bngan dong\b|\bngan d\b|1[.,]?000 ?(?:d|vnd|dong)|\bx ?1[.,]?000\b"
            r"|\bthousand\b"
        ),
        10**3,
    ),
    (re.compile(r"\bdong\b|\bvnd\b|\bdvt ?: ?d\b|\(d\)"), 1),
)
_NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\bnam (?:19|20)\d\d\b|\b(?:19|20)\d\d\b|\*")
MONEY = frozenset({"budget", "social", "total"})
_BY_WORDING = {wording: meaning for meaning, many in WORDINGS.items() for wording in many}
_ORDER = {wording: number for number, wording in enumerate(_BY_WORDING)}
_BY_LENGTH: dict[int, list[str]] = {}
for _wording in _BY_WORDING:
    _BY_LENGTH.setdefault(len(_wording), []).append(_wording)
_LIKELY = 62.0


def scale_of(text: str) -> int | None:
    """What one unit of a number counts by its header: "Kinh phí (triệu đồng)" → 1,000,000."""
    plain = bare(text)
    return next((scale for pattern, scale in _SCALES if pattern.search(plain)), None)


def meanings_of(path: tuple[str, ...]) -> dict[str, float]:
    """Meanings a header may have, each with how sure (0–100). path: topmost words first."""
    return dict(_meanings_of(path))


@lru_cache(maxsize=8_192)
def _meanings_of(path: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    words = [_words(text) for text in path]
    words = [text for n, text in enumerate(words) if text and (n == 0 or text != words[n - 1])]
    if not words:
        return ()
    *above, leaf = words
    scores = dict(_said(leaf))
    over = " ".join(above)
    if above:
        over_scores = _said(over)
        _refine(scores, leaf, over_scores)
        if not scores or max(scores.values()) < 100:
            for joined in (f"{over} {leaf}", f"{leaf} {over}"):
                for meaning, score in _said(joined).items():
                    scores[meaning] = max(scores.get(meaning, 0), score * 0.92)
    return tuple(sorted(scores.items(), key=lambda item: -item[1]))


def _refine(scores: dict[str, float], leaf: str, over: Mapping[str, float]) -> None:
    """Let "Số", "Ngày", "Nhà nước" under a group heading mean what the group is about."""
    group = max(over, key=lambda m: over[m]) if over else ""
    if group in {"decision", "decision_on"}:
        if leaf.startswith(("ngay", "thang", "thoi gian", "date", "nam")):
            scores.clear()
            scores["decision_on"] = 100
        elif leaf.startswith(("so", "no", "ky hieu", "number")):
            scores.clear()
            scores["decision"] = 100
    elif group.startswith("established") and leaf in _DATE_LEAF:
        scores.clear()
        scores[f"established_{_DATE_LEAF[leaf]}"] = 100
    elif group in {"place", "unit"} and leaf in {"to", "ten to"}:
        scores["village"] = 100
    elif group in MONEY and leaf.startswith(("tong", "cong", "total")):
        scores.clear()
        scores["total"] = 100
    elif leaf in {"to", "nhom", "doi"}:
        scores.pop("village", None)
        scores.pop("sector", None)
        scores["teams"] = 95


@lru_cache(maxsize=8_192)
def _words(text: str) -> str:
    without = fold(_NOISE.sub(" ", bare(str(text))))
    return without or fold(str(text))


@lru_cache(maxsize=8_192)
def _cached(text: str) -> tuple[tuple[str, float], ...]:
    if len(text) > 90:
        return ()
    if text in _BY_WORDING:
        return ((_BY_WORDING[text], 100.0),)
    scores: dict[str, float] = {}
    padded, length = f" {text} ", len(text)
    for wording in _candidates(text):
        meaning, score = _BY_WORDING[wording], 0.0
        if len(wording) >= 3 and f" {wording} " in padded:
            starts = text.startswith(wording)
            score = 45 + 50 * len(wording) / length + (4 if starts else 0)
        elif len(wording) >= 5 and abs(len(wording) - length) <= 3:
            alike = ratio(wording, text)
            score = alike - 8 if alike >= 84 else 0
        if score > scores.get(meaning, 0):
            scores[meaning] = min(score, 98)
    return tuple(scores.items())


def _candidates(text: str) -> list[str]:
    """Known wordings within the text or about as long, in their own order; the rest can't score."""
    words = text.split(" ")
    ends = range(1, len(words) + 1)
    within = {" ".join(words[start:end]) for end in ends for start in range(end)}
    near = (w for n in range(len(text) - 3, len(text) + 4) for w in _BY_LENGTH.get(n, ()))
    alike = {wording for wording in near if ratio(wording, text, score_cutoff=84)}
    return sorted((within & _BY_WORDING.keys()) | alike, key=_ORDER.__getitem__)


def _said(text: str) -> dict[str, float]:
    return dict(_cached(text))


def best(path: tuple[str, ...]) -> tuple[str, float]:
    """The likeliest meaning, or ("", 0)."""
    scores = [item for item in meanings_of(path).items() if item[1] >= _LIKELY]
    return max(scores, key=lambda item: item[1], default=("", 0.0))


def assign(paths: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """One meaning a column, the surest first; no meaning twice, except `place` beside `unit`."""
    wanted = sorted(
        (
            (score, -column, meaning)
            for column, path in paths.items()
            for meaning, score in meanings_of(path).items()
            if score >= _LIKELY
        ),
        reverse=True,
    )
    given: dict[int, str] = {}
    for _, minus, meaning in wanted:
        if -minus not in given and meaning not in given.values():
            given[-minus] = meaning
    return _settled(given)


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
        if part in by and "established_month" not in by and "established" not in by:
            given[by[part]] = "established"
            break
    if "established_month" in by and "established_day" in by and "established" in by:
        given[by["established"]] = (
            "established_year" if "established_year" not in by else "established"
        )
    return given


def known(path: Iterable[str]) -> bool:
    return best(tuple(path))[1] >= 75
