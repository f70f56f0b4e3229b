from itertools import permutations

from binhyen.kernel.text import sort_key

IN_ORDER = (
    "An Ăn Ân Bon Cư Dak Đắk Em Gia Ka Nam Nghĩa Ninh Quảng Sơn Tam Thanh Trường Tuyên Úc Ưng "
    "Vang Xuân Yên Zalo"
).split()


def test_names_stand_as_in_a_vietnamese_dictionary():
    assert sorted(set(IN_ORDER), key=sort_key) == IN_ORDER


def test_no_letter_begins_like_another_one_goes_on():
    keys = {
        letter: sort_key(letter).partition("  ")[0] for letter in "aăâbcdđeêghiklmnoôơpqrstuưvxyz"
    }
    assert not any(one.startswith(other) for one, other in permutations(keys.values(), 2))


def test_numbers_stand_by_their_value_and_tones_after_letters():
    assert sorted(["Thôn 10", "Thôn 2"], key=sort_key) == ["Thôn 2", "Thôn 10"]
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ",
    ]  # fmt: skip


def test_a_name_stands_before_those_that_go_on_after_it():
    in_order = ["Cát", "Cát Tiên", "Cát Tiên 2", "Cát Tiên 3", "Cát Tiên 10", "Cát Tiên - Hạ"]
    assert sorted(set(in_order), key=sort_key) == in_order
