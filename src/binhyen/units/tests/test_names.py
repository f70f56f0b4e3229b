"""What officers type is read, and what can't be read is said."""

import re
import unicodedata
from datetime import date
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.kernel.text import fold
from binhyen.units.choices import Level
from binhyen.units.models import Unit
from binhyen.units.queries import (
    Ambiguous,
    Found,
    Gazetteer,
    Match,
    Near,
    Unknown,
    gazetteer,
)
from binhyen.units.rules.names import exact_key, loose_key
from binhyen.units.rules.names.keys import has_marks

THEN, NOW = date(2022, 12, 31), date(2026, 1, 1)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def province(code: str, on: date) -> Unit:
    return Unit.objects.at(on).get(code=code, level=Level.PROVINCE)


@pytest.fixture
def then(db) -> Gazetteer:
    return gazetteer(on=THEN, within=[province("67", THEN)])


@pytest.fixture
def now(db) -> Gazetteer:
    return gazetteer(on=NOW, within=[province("68", NOW)])


def said(answer: Match) -> tuple[str, ...]:
    """The answer as one line of a table."""
    match answer:
        case Found(unit, how):
            return ("found", unit.code, how)
        case Near(unit, why, _):
            return ("near", unit.code, why)
        case Ambiguous(units):
            return ("ambiguous", *(unit.code for unit in units))
        case Unknown(units):
            return ("unknown", *(unit.code for unit in units[:1]))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Xã Đắk Wil", ("found", "24643", "exact")),
        ("đắk wil", ("found", "24643", "exact")),
        ("X. Dak Wil", ("found", "24643", "folded")),
        ("x.Đăk  Wil ", ("found", "24643", "folded")),
        ("XA DAK WIL", ("found", "24643", "folded")),
        ("Đác Wil", ("found", "24643", "spelling")),
        ("Xã Đắk R'Măng", ("found", "24625", "exact")),
        ("Xã Đắk R’Măng", ("found", "24625", "exact")),
        ("Đắk Rmăng", ("found", "24625", "exact")),
        ("ĐẮK R MĂNG", ("found", "24625", "exact")),
        ("dak rmang", ("found", "24625", "folded")),
        (unicodedata.normalize("NFD", "Xã Đắk R'Măng"), ("found", "24625", "exact")),
        ("Quảng Hoà", ("found", "24620", "exact")),
        ("P. Nghĩa Tân", ("found", "24615", "exact")),
        ("TT. Kiến Đức", ("found", "24733", "exact")),
        ("T.T Kiến Đức", ("found", "24733", "exact")),
        ("tt kien duc", ("found", "24733", "folded")),
        ("Đắk N'Dung", ("found", "24727", "spelling")),
        ("Xã Quảng Sơn, huyện Đắk Glong", ("found", "24616", "exact")),
        ("Quảng Sơn (Đắk Glong)", ("found", "24616", "exact")),
        ("Đắk Wil - Cư Jút", ("found", "24643", "exact")),
        ("Thôn 2, xã Đắk Wil, huyện Cư Jút", ("found", "24643", "exact")),
        ("Huyện Cư Jút - xã Đắk Wil", ("found", "24643", "exact")),
        ("Xã Đắk Wil huyện Cư Jút tỉnh Đắk Nông", ("found", "24643", "exact")),
        ("Phường Nghĩa Đức, thị xã Gia Nghĩa", ("found", "24611", "exact")),
        ("Đức An (thị trấn)", ("found", "24717", "exact")),
        ("24643", ("found", "24643", "code")),
        (" 24643 ", ("found", "24643", "code")),
        ("Xã Đức An", ("near", "24717", "kind")),
        ("Xã Đắk Wil, huyện Đắk Mil", ("near", "24643", "place")),
        ("Xã Quảng Tính", ("near", "24745", "letters")),
        ("Xã Không Tồn Tại", ("unknown", "24678")),
        ("99999", ("unknown",)),
        ("Xã", ("unknown",)),
        ("", ("unknown",)),
        ("-", ("unknown",)),
        ("' OR 1=1 --", ("unknown",)),
    ],
)
def test_a_name_is_read_as_it_was_meant_in_2022(then, typed, answer):
    assert said(then.match(typed)) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Xã Đắk Wil", ("found", "24646", "exact")),
        ("P. Bắc Gia Nghĩa", ("found", "24611", "exact")),
        ("Xã Tà Đùng, huyện Đắk Glong, tỉnh Đắk Nông", ("found", "24637", "exact")),
        ("Thị trấn Đức An", ("near", "24717", "kind")),
    ],
)
def test_todays_units_are_read_even_with_the_district_of_old(now, typed, answer):
    assert said(now.match(typed)) == answer


def test_a_name_in_two_districts_is_ambiguous_until_the_district_is_given():
    nation = gazetteer(on=THEN)
    answer = nation.match("Phường 1")
    assert isinstance(answer, Ambiguous) and len(answer.candidates) > 20
    da_lat = nation.match("P.01", district="TP. Đà Lạt", province="Lâm Đồng")
    assert said(da_lat) == ("found", "24784", "exact")
    assert said(nation.match("Phường số 1, Đà Lạt, Lâm Đồng"))[:2] == ("found", "24784")


def test_roman_and_arabic_numbers_name_the_same_ward():
    nation = gazetteer(on=THEN)
    assert said(nation.match("Phường 4", district="Vị Thanh")) == ("found", "31324", "spelling")
    assert said(nation.match("P.IV", district="Vị Thanh")) == ("found", "31324", "exact")


def test_an_island_district_without_communes_can_be_named():
    assert said(gazetteer(on=THEN).match("Huyện Lý Sơn")) == ("found", "536", "exact")


def test_the_kind_decides_between_a_commune_and_a_township_of_one_name():
    nation = gazetteer(on=THEN)
    place = {"district": "Cao Lộc", "province": "Lạng Sơn"}
    both = nation.match("Cao Lộc", **place)
    township = nation.match("TT Cao Lộc", **place)
    assert isinstance(township, Found) and township.unit.name == "Thị trấn Cao Lộc"
    if isinstance(both, Ambiguous):
        assert {unit.kind for unit in both.candidates} == {"xa", "thi-tran"}


def test_names_without_marks_are_not_taken_for_a_name_that_has_none():
    """ "thanh an" without any mark may be Thanh An or Thạnh An; with "Xã" it is Thanh An."""
    nation = gazetteer(on=THEN)
    bare = nation.match("thanh an")
    assert isinstance(bare, Ambiguous)
    assert {"Thanh An", "Thạnh An"} <= {unit.short_name for unit in bare.candidates}
    full = nation.match("Xã Thanh An")
    assert isinstance(full, Ambiguous)
    assert {unit.short_name for unit in full.candidates} == {"Thanh An"}


def test_ten_thousand_names_are_read_in_a_second():
    nation = Gazetteer(on=THEN)
    typed = [(u.name, u.parent.name) for u in _communes(THEN)[:10_000]]
    begun = process_time()  # other tests run beside this one
    answers = [nation.match(name, district=district) for name, district in typed]
    assert process_time() - begun < 1.0
    assert sum(isinstance(answer, Found) for answer in answers) > 9_900


def _communes(on: date) -> list[Unit]:
    return list(
        Unit.objects.at(on)
        .filter(level=Level.COMMUNE)
        .select_related("parent__parent")
        .order_by("pk")
    )


SHORT = {
    "Xã": ["X.", "x", "X. ", "xã", "XÃ"],
    "Phường": ["P.", "p. ", "phường", "P", "Ph."],
    "Thị trấn": ["TT", "tt.", "T.T", "TT. ", "THỊ TRẤN"],
    "Đặc khu": ["ĐK ", "đặc khu"],
}
DAK = re.compile(r"\b(?:Đắk|Đăk|Đak)\b")


def _shorten_kind(unit: Unit, name: str, choose) -> str:
    kind = unit.name[: len(unit.name) - len(unit.short_name)].strip()
    return f"{choose(SHORT[kind]).strip(' ')} {name[len(kind) :].strip()}"


def _old_tone_place(name: str) -> str:
    return name.replace("òa", "oà").replace("óa", "oá").replace("úy", "uý").replace("ùy", "uỳ")


MANGLES = {
    "kind left out": lambda u, name, choose: name.removeprefix(
        u.name[: len(u.name) - len(u.short_name)]
    ),
    "kind shortened": _shorten_kind,
    "no marks": lambda u, name, choose: (
        unicodedata.normalize("NFC", name)
        and "".join(
            c
            for c in unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
            if not unicodedata.combining(c)
        )
    ),
    "capitals": lambda u, name, choose: name.upper(),
    "small": lambda u, name, choose: name.lower(),
    "decomposed": lambda u, name, choose: unicodedata.normalize("NFD", name),
    "curly": lambda u, name, choose: name.replace("'", "’"),
    "no apostrophe": lambda u, name, choose: name.replace("'", ""),
    "space for apostrophe": lambda u, name, choose: name.replace("'", " "),
    "odd spaces": lambda u, name, choose: "  " + name.replace(" ", "\u00a0 ") + " ",
    "old tones": lambda u, name, choose: _old_tone_place(name),
    "dak": lambda u, name, choose: DAK.sub(choose(["Đắk", "Đăk", "Đak", "Dak", "Đác"]), name),
    "y for i": lambda u, name, choose: name.replace("ý", "í").replace("uỳ", "uì"),
    "zero": lambda u, name, choose: re.sub(r"\b(\d)\b", r"0\1", name),
    "comma district": lambda u, name, choose: f"{name}, {u.parent.name}",
}
IN_PLACE = [name for name in MANGLES if name not in ("kind left out", "kind shortened")]


@pytest.mark.slow
@pytest.mark.parametrize("on", [THEN, NOW], ids=["then", "now"])
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_unit_however_mangled_is_found_or_said_to_be_ambiguous(on, data):
    """And none is ever found as another, unless the other's own name is what came out."""
    units = _UNITS.get(on) or _UNITS.setdefault(on, _communes(on))
    unit = data.draw(st.sampled_from(units))
    how = data.draw(st.lists(st.sampled_from(sorted(MANGLES)), max_size=4, unique=True))
    how.sort(key=lambda name: name in IN_PLACE)
    typed = unit.name
    for name in how:
        if name in ("kind left out", "kind shortened") and typed != unit.name:
            continue
        typed = MANGLES[name](unit, typed, lambda options: data.draw(st.sampled_from(options)))
    answer = gazetteer(on=on, within=[unit.parent]).match(typed)
    if isinstance(answer, Ambiguous):
        assert unit in answer.candidates
        return
    assert isinstance(answer, Found), (typed, answer)
    if answer.unit != unit:
        assert has_marks(typed)
        assert exact_key(answer.unit.short_name) in exact_key(typed)


_UNITS: dict[date, list[Unit]] = {}


def test_a_dash_within_a_name_is_no_end_of_it():
    answer = gazetteer(on=NOW).match("Phường Văn Miếu - Quốc Tử Giám, Thành phố Hà Nội")
    assert isinstance(answer, Found)
    assert answer.unit.short_name == "Văn Miếu - Quốc Tử Giám"


def test_every_units_own_name_is_found_exactly_in_its_district_and_province():
    """The whole nation, both days: nobody's own name means anybody else.

    The province is needed: there is a Thị trấn An Lão in a Huyện An Lão in two provinces.
    """
    wrong = []
    for on in (THEN, NOW):
        nation = gazetteer(on=on)
        provinces = {p.path: p.name for p in Unit.objects.at(on).filter(level=Level.PROVINCE)}
        for unit in _communes(on):
            province = provinces["/".join(unit.path.split("/")[:2]) + "/"]
            answer = nation.match(unit.name, district=unit.parent.name, province=province)
            if not (isinstance(answer, Found) and answer.unit.pk == unit.pk):
                wrong.append((unit.code, unit.name, unit.parent.name, answer))
    assert wrong == []


def test_a_name_that_two_provinces_have_in_districts_of_one_name_is_ambiguous():
    answer = gazetteer(on=THEN).match("Thị trấn An Lão", district="Huyện An Lão")
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 2


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_at_all_gets_an_answer(text):
    answer = gazetteer(on=NOW, within=[province("68", NOW)]).match(text, district=text)
    assert isinstance(answer, Found | Ambiguous | Near | Unknown)


@given(st.text(max_size=30))
def test_keys_dont_mind_unicode_forms(text):
    for form in ("NFC", "NFD"):
        assert exact_key(unicodedata.normalize(form, text)) == exact_key(text)
    assert loose_key(fold(text)) == loose_key(text)
