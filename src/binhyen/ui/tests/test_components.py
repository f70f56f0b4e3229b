"""The building blocks say what is wrong with how they are used."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.translation import override

from binhyen.ui.words import number_text, read_number, read_short, relative_text, short_number

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 16:00 in Vietnam


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        '{% tag "a" tnoe="good" %}',
        '{% notice tone="info" heading="x" %}…{% endnotice %}',
        '{% button "Thêm" link="/" %}',
        '{% empty name="x" %}{% endempty %}',
        '{% submit "Lưu" style="x" %}',
    ],
)
def test_a_misspelt_argument_stops_the_page(source):
    with pytest.raises(TemplateSyntaxError):
        render(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% tag "a" tone="gut" %}',
        '{% notice tone="neutral" %}{% endnotice %}',
        '{% button "a" href="/" tone="good" %}',
        '{% button "a" href="/" icon="plsu" %}',
    ],
)
def test_an_unknown_tone_or_icon_stops_the_page(source):
    with pytest.raises(ValueError, match="expected one of"):
        render(source)


def test_a_field_must_be_a_bound_field():
    with pytest.raises(TypeError):
        render("{% field missing %}")


def test_what_officers_type_is_never_markup():
    assert "<b>" not in render("{% tag label %}", label="<b>x</b>")
    assert "<b>" not in render("{% notice title=label %}{{ label }}{% endnotice %}", label="<b>")


def test_numbers_sums_and_days_are_written_the_vietnamese_way():
    assert render("{% number 1234.5 %}") == "1.234,5"
    assert render("{% number 0 %}") == "0"
    assert render("{% vnd 1500000 %}") == "1.500.000 đ"
    assert render('{% day on "month" %}', on=date(2023, 2, 1)) == "02/2023"
    assert number_text(2.0, places=2) == "2,00"


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "vừa xong"),
        (timedelta(minutes=5), "5 phút trước"),
        (timedelta(hours=3), "3 giờ trước"),
        (timedelta(days=1), "hôm qua, 16:00"),
        (timedelta(days=3), "3 ngày trước"),
        (timedelta(days=8), "16/11/2026 16:00"),
    ],
)
def test_times_are_relative_for_a_week(ago, text):
    with override("vi"):
        assert relative_text(NOW - ago, now=NOW) == text


def test_the_heading_is_the_title():
    source = '{% extends "ui/page.html" %}{% block title %}Điểm <b>{% endblock %}'
    request = RequestFactory().get("/")
    page = Template(source).render(Context({"request": request}))
    assert "<title>Điểm <b> · Bình Yên</title>" in page
    assert "<h1>Điểm <b></h1>" in page


def test_a_field_says_its_label_once_and_not_in_grey_letters_that_go():
    class Asked(forms.Form):
        code = forms.CharField(label="Mã", widget=forms.TextInput(attrs={"placeholder": "Mã"}))

    shown = render("{% field form.code %}", form=Asked())
    assert "placeholder" not in shown
    assert shown.count("Mã") == 1


def test_figures_on_the_drawing_are_short_and_vietnamese():
    assert [short_number(n) for n in (0, 12, 1234, 12.5, 1_200_000, 3_400_000_000)] == [
        "0",
        "12",
        "1.234",
        "12,5",
        "1,2tr",
        "3,4tỷ",
    ]


def test_a_reader_of_english_finds_numbers_as_english_writes_them():
    assert (read_number(1234.5), read_short(1_234_567.0)) == ("1.234,5", "1,2tr")
    with override("en"):
        assert (read_number(1234.5), read_short(1_234_567.0)) == ("1,234.5", "1.2m")
        assert (read_short(3.4e9), read_number(None)) == ("3.4bn", "–")
