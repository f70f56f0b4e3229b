import pytest

from binhyen.people.choices import GRANTED, VIEWING, Permission, Refusal, Role
from binhyen.people.rules import may_give, name_fault

# The whole of what roles may do: administrator, province officer, leader, commune officer, site
# leader ("S"), reader, auditor ("U").
MATRIX = {
    Permission.CASE_ACT: "AP.C...",
    Permission.CASE_APPROVE: "A.L....",
    Permission.CATALOGUE_CHANGE: "AP.....",
    Permission.DOCUMENT_CHANGE: "AP.C...",
    Permission.DRAW_HOLD: "A.L....",
    Permission.FIGURES_ACCEPT: "APL....",
    Permission.FIGURES_DEFINE: "AP.....",
    Permission.FIGURES_ENTER: "AP.C...",
    Permission.IMPORT_RUN: "AP.C...",
    Permission.LOG_VIEW: "APLC..U",
    Permission.PAPER_ISSUE: "AP.C...",
    Permission.PERSON_CHANGE: "A......",
    Permission.PERSON_VIEW: "AP....U",
    Permission.PLAN_ADOPT: "A.L....",
    Permission.PLAN_PREPARE: "AP.....",
    Permission.PROCEDURE_CHANGE: "AP.....",
    Permission.REGISTER_VIEW: "APLCSRU",
    Permission.REPORT_SIGN: "A.L....",
    Permission.REVIEW_DECIDE: "A.L....",
    Permission.REVIEW_RUN: "AP.....",
    Permission.REVIEW_SCORE: "AP.CS..",
    Permission.SITE_CHANGE: "AP.C...",
    Permission.SITE_UPDATE_OWN: "A...S..",
    Permission.STUDY_LOCK: "A.L....",
    Permission.STUDY_REGISTER: "AP.....",
    Permission.UNIT_CHANGE: "AP.....",
}
LETTERS = dict(zip(Role, "APLCSRU", strict=True))


@pytest.mark.parametrize("permission", Permission)
def test_each_role_may_do_what_the_matrix_says(permission):
    holders = {role for role in Role if permission in GRANTED[role]}
    assert holders == {role for role in Role if LETTERS[role] in MATRIX[permission]}


def test_a_reader_and_an_auditor_change_nothing():
    assert GRANTED[Role.READER] <= VIEWING
    assert GRANTED[Role.AUDITOR] <= VIEWING


def test_only_an_administrator_can_give_every_role():
    assert all(may_give(role, GRANTED[Role.ADMINISTRATOR]) for role in Role)


def test_nobody_gives_a_right_that_they_do_not_have():
    assert may_give(Role.READER, GRANTED[Role.PROVINCE_OFFICER])
    assert not may_give(Role.ADMINISTRATOR, GRANTED[Role.PROVINCE_OFFICER])
    assert not may_give(Role.SITE_LEADER, GRANTED[Role.COMMUNE_OFFICER])


@pytest.mark.parametrize("name", ["lan", "can-bo-cu-jut", "nguyen.van_a", "x9y", "a" * 60])
def test_a_plain_name_can_be_a_user_name(name):
    assert name_fault(name) is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("lan@example.vn", Refusal.NAME_IS_CONTACT),
        ("0912345678", Refusal.NAME_IS_CONTACT),
        ("091-234-5678", Refusal.NAME_IS_CONTACT),
        ("cccd-012345678901", Refusal.NAME_IS_CONTACT),
        ("system", Refusal.NAME_RESERVED),
        ("system-demo", Refusal.NAME_RESERVED),
        ("root", Refusal.NAME_RESERVED),
        ("", Refusal.NAME_UNFIT),
        ("ab", Refusal.NAME_UNFIT),
        ("a" * 61, Refusal.NAME_UNFIT),
        ("Lan", Refusal.NAME_UNFIT),
        ("lân-nguyễn", Refusal.NAME_UNFIT),
        ("lan nguyen", Refusal.NAME_UNFIT),
        ("-lan", Refusal.NAME_UNFIT),
        ("lan\n", Refusal.NAME_UNFIT),
        ("system:import", Refusal.NAME_UNFIT),
    ],
)
def test_a_name_that_is_a_contact_reserved_or_unfit_is_refused(name, fault):
    assert name_fault(name) == fault
