import subprocess
import sys
from collections import Counter
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.planning.rules import recompute
from binhyen.planning.rules.draw import (
    Draw,
    Entrant,
    announcement,
    by_wave,
    commitment,
    deal,
    even_sizes,
    outcome,
    read_announcement,
)

SEED = "5e0f2c97b1d84a63b0c4d7e8f9a1b2c3"
NAMES = ("Đắk Wil", "Nam Dong", "Cư Jút", "Trúc Sơn", "Ea Pô")


def a_draw(**told):
    entrants = tuple(Entrant(f"246{n:02d}", name, 1) for n, name in enumerate(NAMES))
    usual = {
        "code": "CAM-2026-01",
        "commitment": commitment(SEED),
        "source": "Giải đặc biệt xổ số kiến thiết Lâm Đồng ngày 06/12/2026",
        "sizes": (2, 2, 1),
        "entrants": entrants,
    }
    return Draw(**{**usual, **told})


def test_everybody_is_drawn_once_and_the_waves_have_their_sizes():
    waves = by_wave(deal(a_draw(), seed=SEED, number="123456"))
    assert [len(wave) for wave in waves] == [2, 2, 1]
    assert sorted(code for wave in waves for code in wave) == [f"246{n:02d}" for n in range(5)]


def test_greater_need_goes_first_whatever_is_drawn():
    entrants = tuple(Entrant(f"C{n}", f"C{n}", 1 if n < 3 else 2) for n in range(6))
    draw = a_draw(entrants=entrants, sizes=(2, 2, 2))
    for number in range(30):
        waves = by_wave(deal(draw, seed=SEED, number=str(number)))
        assert set(waves[0]) < {"C0", "C1", "C2"}
        assert set(waves[2]) < {"C3", "C4", "C5"}


def test_a_ticket_can_be_worked_out_with_any_sha256():
    place = deal(a_draw(), seed=SEED, number="123456")[0]
    assert place.ticket == sha256(f"{SEED}|123456|CAM-2026-01|{place.code}".encode()).hexdigest()


def test_every_order_is_equally_likely():
    """Chi-square over the 24 orders, at 0.1 %."""
    draws = 2400
    entrants = tuple(Entrant(code, code, 1) for code in "ABCD")
    draw = a_draw(entrants=entrants, sizes=(1, 1, 1, 1))
    found = Counter(
        tuple(place.code for place in deal(draw, seed=SEED, number=str(number)))
        for number in range(draws)
    )
    expected = draws / 24
    assert found.keys() == set(permutations("ABCD"))
    assert sum((count - expected) ** 2 / expected for count in found.values()) < 49.7


def test_another_seed_than_the_one_committed_to_is_refused():
    with pytest.raises(ValueError, match="SHA-256"):
        deal(a_draw(), seed=SEED[::-1], number="123456")


@pytest.mark.parametrize(
    "seed", ["", "short", "có dấu nên không đọc được như nhau ở mọi nơi", "x " * 20]
)
def test_a_seed_that_can_be_guessed_or_misread_is_refused(seed):
    with pytest.raises(ValueError, match="seed"):
        commitment(seed)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sizes": (2, 2)}, "5 places"),
        ({"sizes": (5, 0)}, "5 places"),
        ({"commitment": "abc"}, "64 hex"),
        ({"source": "hai\ndòng"}, "one line"),
        ({"code": "a|b"}, "without"),
        ({"entrants": (Entrant("A", "A", 1),) * 5}, "twice"),
        ({"entrants": tuple(Entrant(f"{n}", "Đa\u0306k", 1) for n in range(5))}, "NFC"),
        ({"entrants": tuple(Entrant(f"{n}", "a\tb", 1) for n in range(5))}, "one line"),
    ],
)
def test_a_draw_that_could_be_read_in_two_ways_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        a_draw(**wrong)


def test_sizes_are_as_even_as_can_be():
    assert even_sizes(11, 3) == (4, 4, 3)
    with pytest.raises(ValueError, match="waves"):
        even_sizes(2, 3)


# --- anybody can recompute it ---


def test_the_announcement_says_everything_but_the_seed_and_comes_back_the_same():
    text = announcement(a_draw())
    assert SEED not in text
    assert read_announcement(text) == a_draw()
    assert outcome(a_draw(), seed=SEED, number="123456").startswith(text)


def test_a_published_text_is_recomputed_by_a_bare_python_elsewhere(tmp_path):
    program = tmp_path / "recompute.py"
    program.write_bytes(Path(recompute.__file__).read_bytes())
    told = {
        said: subprocess.run(
            [sys.executable, "-I", "-S", program],
            input=text.encode(),
            capture_output=True,
            check=False,
            cwd=tmp_path,
        )
        for said, text in {
            "true": outcome(a_draw(), seed=SEED, number="123456"),
            "false": outcome(a_draw(), seed=SEED, number="123456").replace(
                "\t24601\t", "\t24609\t"
            ),
        }.items()
    }
    assert (told["true"].returncode, told["true"].stderr) == (0, b"")
    assert told["true"].stdout.decode().startswith("Khớp")
    assert told["false"].returncode == 1


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("\t24603\t", "\t24600\t", "hai lần"),
        (SEED, SEED[::-1], "không khớp"),
        ("Số công khai: 123456", "Số công khai: 123457", "tính lại được"),
        ("Hạt giống: ", "Hạt giống khác: ", "Thiếu mục: Hạt giống"),
        ("Số xã của từng đợt: 2 2 1", "Số xã của từng đợt: 2 2 2", "Không đọc được"),
        ("Số xã của từng đợt: 2 2 1", "Số xã của từng đợt: hai", "Không đọc được"),
        ("Hạt giống: ", "Mã lần bốc thăm: x\nHạt giống: ", "Ghi hai lần"),
        ("Số công khai: 123456", "Số công khai:", "Thiếu mục|Không đọc được|tính lại"),
    ],
)
def test_whatever_was_changed_afterwards_is_found(was, becomes, said):
    text = outcome(a_draw(), seed=SEED, number="123456")
    assert recompute.faults(text) == []
    found = recompute.faults(text.replace(was, becomes))
    assert any(part in line for line in found for part in said.split("|")), found


def test_a_changed_ticket_is_shown_and_lines_are_counted_from_the_top_of_the_text():
    text = outcome(a_draw(), seed=SEED, number="123456")
    *_, last = deal(a_draw(), seed=SEED, number="123456")
    (said,) = recompute.faults(text.replace(last.ticket, "f" * 64))
    line = len(text.splitlines())
    assert said == (
        f"Dòng {line}: công bố 3 {last.code} {'f' * 64}, tính lại được 3 {last.code} {last.ticket}."
    )


def test_spaces_in_place_of_a_tab_are_named_by_their_line():
    text = outcome(a_draw(), seed=SEED, number="123456").replace("1\t24601\t", "1 24601 ")
    (said,) = recompute.faults(text)
    line = 1 + [one.startswith("1 24601") for one in text.splitlines()].index(True)
    assert said.startswith(f"Dòng {line} không đọc được: phải có 3 ô")
    assert "dấu tab" in said


def test_one_change_above_does_not_drown_itself_in_lines_below():
    text = outcome(a_draw(), seed=SEED, number="123456")
    found = recompute.faults(text.replace("khai: 123456", "khai: 123457"))
    assert len(found) == recompute.MOST_SAID + 1
    assert found[-1].startswith("… và 2 dòng khác.")


def test_earlier_draws_stand_in_the_text_and_decide_nothing():
    draw = a_draw(earlier=("CAM-2026-00, công bố 01/11/2026, rút 02/11/2026: Hoãn mở thưởng",))
    assert read_announcement(announcement(draw)) == draw
    assert deal(draw, seed=SEED, number="1234") == deal(a_draw(), seed=SEED, number="1234")
    assert recompute.faults(outcome(draw, seed=SEED, number="1234")) == []


def test_a_commune_named_twice_in_the_outcome_and_another_left_out_is_found():
    text = outcome(a_draw(), seed=SEED, number="123456")
    lines = text.rstrip("\n").split("\n")
    assert recompute.faults("\n".join([*lines[:-1], lines[-2]]))


words = st.text(st.characters(categories=["L", "N"], max_codepoint=0x1EF9), min_size=1, max_size=9)
codes = st.text("ABCxyz0123-./", min_size=1, max_size=6)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_draw_is_recomputed_from_its_text_alone(data):
    entrants = [
        Entrant(code, name, data.draw(st.integers(1, 3)))
        for code, name in data.draw(
            st.dictionaries(codes, words.filter(_is_composed), min_size=1, max_size=12)
        ).items()
    ]
    count = data.draw(st.integers(1, len(entrants)))
    seed = data.draw(st.text("abcdef0123456789", min_size=32, max_size=64))
    number = data.draw(st.text("0123456789", min_size=1, max_size=8))
    draw = a_draw(
        commitment=commitment(seed),
        entrants=tuple(entrants),
        sizes=even_sizes(len(entrants), count),
    )
    text = outcome(draw, seed=seed, number=number)
    places = deal(draw, seed=seed, number=number)

    assert recompute.faults(text) == []
    assert deal(read_announcement(text), seed=seed, number=number) == places
    assert sorted(place.code for place in places) == sorted(one.code for one in entrants)
    needs = {one.code: one.need for one in entrants}
    assert [needs[place.code] for place in places] == sorted(needs.values())


def _is_composed(text):
    import unicodedata

    return text == unicodedata.normalize("NFC", text) and text.isprintable()
