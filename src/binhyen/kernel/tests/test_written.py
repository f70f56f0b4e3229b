"""Numbers, money and dates as written: what is rendered is read back; nothing raises."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.kernel.money import LARGEST_VND, read_money
from binhyen.kernel.numbers import read_count
from binhyen.kernel.written_dates import read_date

TODAY = date(2026, 11, 24)
ANYTHING = st.one_of(st.text(max_size=60), st.integers(), st.floats(), st.none(), st.booleans())
DAYS = st.dates(date(1975, 1, 1), TODAY)


@given(ANYTHING)
def test_no_cell_makes_a_reader_raise(cell):
    read_count(cell)
    read_money(cell)
    read_date(cell, today=TODAY)


@given(st.text("0123456789.,/-– trieuđồngtỷnăthágquýIV()~", max_size=24))
def test_nothing_that_looks_like_a_number_makes_a_reader_raise(text):
    read_count(text)
    money = read_money(text, scale=1000)
    assert money.value is None or 0 <= money.value <= LARGEST_VND
    read = read_date(text, today=TODAY)
    assert read.on is None or read.on <= TODAY


@given(st.integers(0, 99_999), st.sampled_from(["{}", "{} người", "{} tổ", "{:02d} (tổ)"]))
def test_a_count_is_read_back(count, form):
    assert read_count(form.format(count)).value == count


@given(st.integers(10_000, 10**12))
def test_a_sum_in_dong_is_read_back(amount):
    grouped = f"{amount:,}".replace(",", ".")
    for written in (
        amount,
        float(amount),
        f"{amount} đ",
        f"{grouped} đồng",
        f"{grouped}đ",
        grouped,
    ):
        assert (read_money(written).value, read_money(written).doubt) == (amount, "")


@given(st.integers(1, 9_999), st.integers(1, 9))
def test_a_sum_in_millions_is_read_back(millions, tenths):
    for unit in ("triệu", "tr", "triệu đồng", "Triệu"):
        amount = millions * 10**6 + tenths * 10**5
        assert read_money(f"{millions},{tenths} {unit}").value == amount
    assert read_money(millions, scale=10**6).value == millions * 10**6


@pytest.mark.parametrize("written", ["1.5", "1,5", 50, "1.500 triệu", "12.000 nghìn"])
def test_a_sum_that_could_be_a_thousand_times_another_is_doubtful(written):
    assert read_money(written).doubt


@given(DAYS)
def test_a_day_is_read_back_in_every_form(on):
    d, m, y = on.day, on.month, on.year
    serial = (on - date(1899, 12, 30)).days
    forms = [f"{d:02d}/{m:02d}/{y}", f"{d}-{m}-{y}", f"{d:02d}.{m:02d}.{y}", on.isoformat()]
    forms += [f"ngày {d} tháng {m} năm {y}", serial, str(serial), on, f"Ngày {d}/{m}/{y}"]
    for form in forms:
        read = read_date(form, today=TODAY)
        assert (read.on, read.precision, read.fault, read.doubt) == (on, "day", "", "")


@given(DAYS)
def test_a_month_and_a_year_keep_their_precision(on):
    m, y = on.month, on.year
    for form in (f"tháng {m}/{y}", f"T{m}/{y}", f"{m}/{y}", f"tháng {m} năm {y}"):
        read = read_date(form, today=TODAY)
        assert (read.on, read.precision) == (date(y, m, 1), "month")
    for form in (y, float(y), str(y), f"năm {y}"):
        assert read_date(form, today=TODAY).precision == "year"


@given(st.integers(1, 3000))
def test_a_day_to_come_is_refused(days):
    on = TODAY + timedelta(days=days)
    assert read_date(on, today=TODAY).fault == "future_date"


@pytest.mark.parametrize(
    ("written", "fault"),
    [("31/02/2021", "impossible_date"), ("tháng 13/2020", "impossible_date"), ("xx", "not_a_date")],
)
def test_what_is_no_date_is_refused(written, fault):
    assert read_date(written, today=TODAY).fault == fault


def test_month_before_day_is_doubtful_with_the_day_it_must_be():
    read = read_date("12/25/2020", today=TODAY)
    assert (read.on, read.doubt) == (date(2020, 12, 25), "day_and_month_swapped")


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (-4, "negative"),
        ("-4", "negative"),
        ("rất đông", "not_a_number"),
        ("mười hai", "in_words"),
        ("12,5", "fraction"),
    ],
)
def test_what_is_no_count_is_refused(written, fault):
    assert read_count(written).fault == fault
