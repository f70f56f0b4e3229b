"""What is kept lies whole on the disk before the database speaks of it."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.utils.timezone import now
from PIL import Image

from binhyen.files import actions, queries, shelf
from binhyen.files.commands import files
from binhyen.files.models import Stored

from .samples import a_docx, a_pdf, a_picture, a_written_pdf, an_xlsx

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.BINHYEN_HOME = tmp_path


def kept(content: bytes, name: str = "a.docx", **said) -> Stored:
    return actions.keep(content, name=name, at=AT, **said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "kind", "pages"),
    [
        (a_pdf(3), "ke-hoach.pdf", "pdf", 3),
        (a_pdf(), "KE HOACH.PDF", "pdf", 2),
        (a_docx(), "a.docx", "docx", None),
        (an_xlsx(), "a.xlsx", "xlsx", None),
        (a_picture("JPEG"), "a.jpg", "jpeg", None),
        (a_picture("JPEG"), "a.jpeg", "jpeg", None),
        (a_picture(), "a.png", "png", None),
        (a_picture("WEBP"), "a.webp", "webp", None),
    ],
)
def test_each_kind_is_kept_by_its_digest(content, name, kind, pages):
    stored = kept(content, name)
    assert (stored.kind, stored.pages, stored.size) == (kind, pages, len(content))
    assert queries.content_of(stored) == content
    assert queries.path_of(stored).name == stored.sha256
    assert queries.path_of(stored).parent.name == stored.sha256[:2]


def test_the_same_content_is_the_same_row_and_lies_there_once():
    content = a_docx("ba")
    first, again = kept(content, "a.docx"), kept(content, "ban-sao.docx")
    assert first == again
    assert Stored.objects.filter(sha256=first.sha256).count() == 1


def test_nobody_else_of_the_machine_may_read_it():
    path = queries.path_of(kept(a_docx()))
    assert path.stat().st_mode & 0o077 == 0
    assert shelf.folder().stat().st_mode & 0o077 == 0


def test_a_transaction_taken_back_leaves_a_file_that_no_row_names():
    with transaction.atomic():
        path = queries.path_of(kept(a_docx()))
        transaction.set_rollback(True)
    assert not Stored.objects.exists()
    assert [*queries.checked().unnamed] == [path]
    assert queries.checked().is_well


def test_a_content_that_was_damaged_is_healed_by_handing_it_in_again():
    content = a_docx()
    stored = kept(content)
    queries.path_of(stored).write_bytes(b"x")
    with pytest.raises(queries.ContentLost):
        queries.content_of(stored)
    kept(content)
    assert queries.content_of(stored) == content


def test_words_may_keep_a_file_out_before_it_is_kept():
    class Told(Exception):
        pass

    def screen(words):
        assert words == ["Số căn cước: 067099001234"]
        raise Told

    with pytest.raises(Told):
        kept(a_docx("Số căn cước: 067099001234"), screen=screen)
    assert queries.checked().unnamed == ()


def test_what_we_made_ourselves_is_not_opened_in_another_process(monkeypatch):
    monkeypatch.setattr(actions, "opened_apart", None)
    assert kept(a_pdf(4), "a.pdf", is_ours=True).pages == 4
    assert kept(a_docx(), "a.docx", is_ours=True).pages is None


# --- looking at it ---


@pytest.mark.slow
def test_a_page_of_a_pdf_is_shown_as_a_picture():
    stored = kept(a_pdf(2), "a.pdf")
    picture = Image.open(BytesIO(queries.preview_of(stored, 2)))
    assert (picture.format, picture.width) == ("PNG", 1100)
    assert queries.preview_of(stored, 3) is None
    assert queries.preview_of(stored, 0) is None


@pytest.mark.slow
def test_a_picture_is_shown_anew_without_what_it_says_of_itself():
    file, tags = BytesIO(), Image.Exif()
    tags[0x010E] = "chụp ở nhà ông A"
    tags[0x0112] = 6  # lying on its side
    Image.new("RGB", (3000, 1500), "teal").save(file, "JPEG", exif=tags)
    shown = queries.preview_of(kept(file.getvalue(), "a.jpg"), 1)
    picture = Image.open(BytesIO(shown))
    assert (picture.format, picture.width, picture.height) == ("JPEG", 1100, 2200)
    assert dict(picture.getexif()) == {}


@pytest.mark.slow
def test_the_words_of_a_letter_and_of_a_pdf_are_read():
    letter = kept(a_docx("Kính gửi", "Căn cứ\tLuật"))
    assert queries.text_of(letter) == ["Kính gửi", "Căn cứ\tLuật"]
    assert queries.preview_of(letter, 1) is None
    page = kept(a_written_pdf("Ke hoach khao sat"), "a.pdf")
    assert [words.strip() for words in queries.text_of(page)] == ["Ke hoach khao sat"]
    assert queries.text_of(kept(an_xlsx(), "a.xlsx")) == []


# --- the check from the command line ---


def test_the_check_is_content_where_everything_is_there():
    kept(a_docx())
    done = CliRunner().invoke(files, ["check"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "1 records, 0 lost, 0 damaged, 0 files without a record." in done.stderr


def test_the_check_names_what_is_lost_damaged_or_left_over():
    lost, damaged = kept(a_docx("một")), kept(a_docx("hai"))
    queries.path_of(lost).unlink()
    queries.path_of(damaged).write_bytes(b"x")
    left = shelf.lay_down(b"left by a crash")
    done = CliRunner().invoke(files, ["check"])
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        f"lost\t{lost.sha256}",
        f"damaged\t{damaged.sha256}",
        f"unnamed\t{left}",
    ]


def test_only_what_is_a_day_old_and_named_by_nobody_is_removed():
    fresh = actions.keep(a_docx(), name="a.docx", at=now())
    old, new = shelf.lay_down(b"old"), shelf.lay_down(b"new")
    for path in (old, queries.path_of(fresh)):
        os.utime(path, (0, 0))
    CliRunner().invoke(files, ["check", "--remove"])
    assert (old.exists(), new.exists(), queries.path_of(fresh).exists()) == (False, True, True)


def test_a_content_handed_in_and_never_filed_is_forgotten_after_a_day():
    stored = kept(a_docx())
    path = queries.path_of(stored)
    os.utime(path, (0, 0))
    done = CliRunner().invoke(files, ["check", "--remove"])
    assert "1 records deleted that were handed in and never filed." in done.stderr
    assert (Stored.objects.count(), path.exists()) == (0, False)


KILLED = """
import os, sys, django
django.setup()
from binhyen.files import actions, shelf
from binhyen.files.tests.samples import a_docx
from datetime import datetime, UTC
def die(*_args, **_kwargs): os._exit(9)
{patch}
actions.keep(a_docx("mất điện"), name="a.docx", at=datetime(2026, 11, 25, tzinfo=UTC))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "patch",
    [
        "actions._scan = die",  # laid down, not yet looked over
        "shelf.take_up = die",  # looked over, not yet in its place
        "actions.Stored.objects.get_or_create = die",  # in its place, not yet in the database
    ],
)
def test_a_process_killed_anywhere_leaves_at_most_a_file_without_a_row(tmp_path, patch):
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(patch=patch)],
        env=os.environ
        | {
            "BINHYEN_HOME": str(tmp_path),
            "BINHYEN_DATABASE_URL": "sqlite:///" + str(tmp_path / "other.sqlite3"),
            "DJANGO_SETTINGS_MODULE": os.environ.get(
                "DJANGO_SETTINGS_MODULE", "binhyen.config.settings"
            ),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 9, done.stderr
    found = queries.checked()
    assert found.is_well
    assert len(found.unnamed) == 1
    assert found.rows == 0
