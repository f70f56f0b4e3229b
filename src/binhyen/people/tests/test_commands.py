"""`binhyen user`, as whoever runs the server types it."""

import json
import re

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils.timezone import now

from binhyen.kernel.models import Entry
from binhyen.people import commands
from binhyen.people.choices import Refusal, Role
from binhyen.people.models import Person

from .factories import PASSWORD, a_person, a_user

pytestmark = pytest.mark.django_db

FIRST = ["add", "quan-tri", "--name", "Nguyễn Thị An", "--role", "administrator", "--unit", "68"]


def run(*arguments: str, typed: str = ""):
    return CliRunner().invoke(commands.user, arguments, input=typed)


@pytest.fixture
def terminal(monkeypatch):
    """The runner's input can't be a terminal; what is typed comes through it all the same."""
    monkeypatch.setattr(commands, "_is_at_a_terminal", lambda: True)


def test_the_first_administrator_is_made_on_an_empty_database(terminal, client):
    done = run(*FIRST, typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert (done.exit_code, done.stdout) == (0, "")
    assert "Quản trị viên, Tỉnh Lâm Đồng" in done.stderr
    assert PASSWORD not in done.output
    client.post("/account/login/", {"login": "quan-tri", "password": PASSWORD})
    assert client.get("/people/new/").status_code == 200
    assert set(Entry.objects.values_list("by", "verb")) == {
        ("system:command", "add"),
        ("system:command", "give"),
        ("quan-tri", "sign-in"),
    }


def test_a_link_is_all_that_goes_to_standard_output(client):
    done = run(*FIRST, "--link", "--address", "https://binhyen.example.vn/")

    found = re.fullmatch(r"https://binhyen\.example\.vn(/people/password/\S+/)\n", done.stdout)
    assert found
    assert client.get(found[1]).status_code == 200
    assert not Person.objects.get().has_usable_password()


def test_the_link_names_the_public_address_if_that_is_set(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://binhyen.example.vn"]
    assert run(*FIRST, "--link").stdout.startswith("https://binhyen.example.vn/people/password/")


def test_a_weak_password_is_refused_and_asked_again(terminal):
    typed = f"ngan\nngan\n{PASSWORD}\nlệch\n{PASSWORD}\n{PASSWORD}\n"
    done = run(*FIRST, typed=typed)

    assert done.exit_code == 0
    assert "cần ít nhất 10 ký tự" in done.stderr
    assert Person.objects.get().check_password(PASSWORD)


def test_without_a_terminal_the_link_is_the_way():
    done = run(*FIRST)
    assert (done.exit_code, "use --link" in done.stderr) == (2, True)
    assert not Person.objects.exists()


def test_no_command_takes_a_password_as_an_argument():
    taken = [
        parameter.name
        for command in commands.user.commands.values()
        for parameter in command.params
        if "password" in str(parameter.name) or "password" in " ".join(parameter.opts)
    ]
    assert taken == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({5: "administrator", 7: "99999"}, "Hôm nay không có đơn vị nào mang mã 99999."),
        ({7: "67"}, "Hôm nay không có đơn vị nào mang mã 67."),
        ({1: "0912345678"}, str(Refusal.NAME_IS_CONTACT.label)),
    ],
)
def test_what_cant_be_is_said_in_one_sentence_and_nothing_is_made(changed, sentence):
    arguments = [changed.get(index, word) for index, word in enumerate(FIRST)]
    done = run(*arguments, "--link")

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"Error: {sentence}\n"
    assert not Person.objects.exists()


def test_role_and_unit_belong_together():
    assert run(*FIRST[:6], "--link").exit_code == 2


def test_a_post_is_given_and_ended():
    a_person(Role.ADMINISTRATOR, "VN")
    person = a_user(username="lan")

    assert run("post", "lan", "commune-officer", "24611", "--from", "2026-01-01").exit_code == 0
    assert [str(post) for post in person.posts.all()] == ["Cán bộ cấp xã, Phường Bắc Gia Nghĩa"]
    assert run("post", "lan", "commune-officer", "24611", "--end").exit_code == 0
    assert person.posts.get().held_until is not None
    again = run("post", "lan", "reader", "24611", "--end")
    assert again.stderr == "Error: lan không giữ vai trò đó ở đơn vị này.\n"


def test_a_password_is_set_anew_and_sessions_end(terminal, client):
    lan = a_person(Role.READER, "68", username="lan")
    client.force_login(lan, "allauth.account.auth_backends.AuthenticationBackend")
    client.get("/people/me/")
    new = "mua-vang-tren-nuong"

    assert run("password", "lan", typed=f"{new}\n{new}\n").exit_code == 0
    assert Person.objects.get().check_password(new)
    assert client.get("/people/me/").status_code == 302


def test_a_link_for_a_new_password_is_printed():
    a_person(Role.READER, "68", username="lan")
    link = run("password", "lan", "--link").stdout.strip()
    assert Client().get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_the_list_names_who_is_there_without_contacts():
    a_person(Role.READER, "68", username="lan", full_name="Lan", email="lan@example.vn")
    a_person(Role.AUDITOR, "68", username="binh", full_name="Bình", is_active=False)

    assert run("list").stdout == "lan\tLan\tNgười xem, Tỉnh Lâm Đồng\n"
    assert len(run("list", "--all").stdout.splitlines()) == 2
    assert run("list", "--all", "--role", "auditor").stdout.startswith("binh\t")
    assert json.loads(run("list", "--json").stdout) == [
        {
            "username": "lan",
            "full_name": "Lan",
            "is_active": True,
            "posts": [{"role": "reader", "unit_code": "68"}],
        }
    ]


def test_an_account_is_unlocked_shut_and_opened():
    lan = a_person(Role.READER, "68", username="lan")

    assert run("unlock", "LAN").exit_code == 0
    assert run("deactivate", "lan", "--reason", "Nghỉ hưu").exit_code == 0
    assert not Person.objects.get(pk=lan.pk).is_active
    assert run("reactivate", "lan").exit_code == 0
    assert Person.objects.get(pk=lan.pk).is_active
    verbs = list(Entry.objects.order_by("number").values_list("verb", "reason"))
    assert verbs == [("unlock", ""), ("deactivate", "Nghỉ hưu"), ("reactivate", "")]


def test_the_last_administrator_is_not_shut_out():
    a_person(Role.ADMINISTRATOR, "68", username="lan")
    done = run("deactivate", "lan")
    assert done.stderr == f"Error: {Refusal.LAST_ADMINISTRATOR.label}\n"


def test_contacts_of_leavers_are_erased(settings):
    settings.BINHYEN_CONTACT_KEPT_DAYS = 0
    a_user(is_active=False, left_on=now().date(), email="lan@example.vn")
    assert run("erase-contacts").stdout == "Đã xóa liên hệ của 1 người đã ngừng dùng.\n"


def test_a_name_that_nobody_has_is_said():
    assert run("unlock", "ai-do").stderr == "Error: Không có người dùng tên ai-do.\n"
