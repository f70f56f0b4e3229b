from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools.messages import as_po, extracted, faults, faults_of, written


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A room with one string of each kind."""
    folder = tmp_path / "room"
    (folder / "templates").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "views.py").write_text(
        '_("Lưu")\npgettext("nút", "Sửa")\nngettext("%(n)s điểm", "%(n)s điểm", n)\n'
    )
    (folder / "templates" / "page.html").write_text(
        '{% load i18n ui %}{% translate "Trang" %}{% button _("Thêm") %}'
        "{% blocktranslate trimmed count n=n %}\n  một tổ\n{% plural %}\n  {{ n }} tổ\n"
        "{% endblocktranslate %}"
    )
    (folder / "tests" / "test_x.py").write_text('_("không lấy")\n')
    return folder


def write(room: Path, *, english: dict[str, str | tuple[str, str]]) -> None:
    catalogue = extracted(room)
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key in english:
            message.string = english[key]
    path = room / "locale" / "en" / "LC_MESSAGES"
    path.mkdir(parents=True)
    (path / "django.po").write_bytes(as_po(catalogue))


COMPLETE = {
    "Lưu": "Save",
    "Sửa": "Edit",
    "Trang": "Page",
    "Thêm": "Add",
    "%(n)s điểm": ("%(n)s site", "%(n)s sites"),
    "một tổ": ("one team", "%(n)s teams"),
}


def test_strings_are_found_in_python_and_templates_but_not_in_tests(room):
    keys = {m.id if isinstance(m.id, str) else m.id[0] for m in extracted(room) if m.id}
    assert keys == COMPLETE.keys()


def test_a_complete_catalogue_has_no_fault(room):
    write(room, english=COMPLETE)
    assert faults(room) == []


def test_a_string_without_english_is_named(room):
    write(room, english={**COMPLETE, "Trang": ""})
    assert faults(room) == ["room: 'Trang' has no English"]


def test_a_string_that_is_not_in_the_catalogue_is_named(room):
    write(room, english=COMPLETE)
    (room / "forms.py").write_text('_("Mới")\n')
    assert faults(room) == ["room: 'Mới' is missing: run update"]


def test_a_string_that_is_no_longer_used_is_named(room):
    write(room, english=COMPLETE)
    (room / "templates" / "page.html").unlink()
    assert len(faults(room)) == 3
    assert all("no longer used" in fault for fault in faults(room))


@pytest.mark.parametrize(
    ("source", "english", "fault"),
    [
        ("%(n)s điểm", "%(m)s sites", "has other placeholders: ['%(m)s', '%(n)s']"),
        ("{name} đã xóa", "deleted", "has other placeholders: ['{name}']"),
        ("Đã lưu", "Đã lưu", "is still Vietnamese"),
    ],
)
def test_a_translation_that_would_mislead_is_named(source, english, fault):
    assert list(faults_of(Message(source, string=english))) == [fault]


def test_a_fuzzy_translation_is_not_enough():
    assert list(faults_of(Message("Lưu", string="Save", flags=["fuzzy"]))) == ["is marked fuzzy"]


def test_the_file_reads_back_as_it_was_and_holds_no_dates(room):
    write(room, english=COMPLETE)
    text = (room / "locale/en/LC_MESSAGES/django.po").read_text()
    assert "Date" not in text
    assert as_po(written(room)).decode() == text
