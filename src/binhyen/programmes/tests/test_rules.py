"""Pure decisions of the register: screening, keys, codes."""

from datetime import date

import pytest

from binhyen.programmes import rules
from binhyen.programmes.choices import OrganisationKind


@pytest.mark.parametrize(
    "text",
    [
        "CCCD 067099001234",
        "số căn cước: 067 099 001 234",
        "067099001234",
        "CMND 245 123 456",
        "anh Nam, 245123456",
        "Định danh 067.099.001.234",
    ],
)
def test_an_identity_number_is_noticed(text):
    assert rules.has_id_number(text)


@pytest.mark.parametrize(
    "text",
    ["0912345678", "liên hệ 0912.345.678", "ĐT: 091 234 5678", "+84 912 345 678", "02613 543 210"],
)
def test_a_phone_number_is_noticed(text):
    assert rules.has_phone_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kinh phí 100.000.000 đồng",
        "hỗ trợ 100000000",
        "hỗ trợ 123456789 đồng",
        "315/QĐ-UBND ngày 01/12/2016",
        "gọi 113 hoặc 1900 1234",
        "12 tổ, 240 thành viên, 3.500 hộ",
        "tọa độ 12.6543, 107.8901",
        "P12-24643-001",
    ],
)
def test_money_dates_and_hotlines_are_no_personal_data(text):
    assert (rules.has_id_number(text), rules.has_phone_number(text)) == (False, False)


def test_what_is_kept_of_personal_data_is_covered():
    assert rules.masked("ông A 0912 345 678, tổ 3") == "ông A •••, tổ 3"
    assert rules.masked("Thôn 3, 40 hộ") == "Thôn 3, 40 hộ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TDP 05", "Tổ dân phố 5"),
        ("Tổ dân phố số 5", "tdp5"),
        ("Bon  Bu N'Drung", "BON BU N’DRUNG"),
        ("Thôn 1", "thôn 01"),
    ],
)
def test_one_village_written_two_ways_has_one_key(one, other):
    assert rules.village_key(one) == rules.village_key(other)


def test_different_villages_have_different_keys():
    villages = ["Thôn 1", "Thôn 10", "Bon 1", "Buôn 1", "TDP 1", "Thôn 1A", ""]
    assert len({rules.village_key(village) for village in villages}) == len(villages)


def test_a_decision_is_one_however_its_number_is_spaced():
    keys = {rules.decision_key(n) for n in ["315/QĐ-UBND", "315 / QD-UBND", "QĐ số 315/QĐ-UBND"]}
    assert keys == {"315qdubnd"}


def test_an_undated_decision_is_never_taken_for_a_dated_one():
    assert rules.paper_year(date(2016, 3, 1), None) == (True, 2016)
    assert rules.paper_year(None, date(2016, 3, 1)) == (False, 2016)
    assert rules.paper_year(None, None) == (False, None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Trường THCS Nguyễn Du", OrganisationKind.SCHOOL),
        ("Giáo xứ Vinh An", OrganisationKind.FAITH),
        ("Công ty TNHH Đắk Nông Xanh", OrganisationKind.ENTERPRISE),
        ("Hội Nông dân xã", OrganisationKind.FRONT),
        ("Công an xã Đắk Wil", OrganisationKind.POLICE),
        ("Trạm y tế xã", OrganisationKind.HEALTH),
        ("Chợ Đắk Mil", OrganisationKind.OTHER),
    ],
)
def test_the_kind_of_an_organisation_is_read_from_its_name(name, kind):
    assert rules.organisation_kind(name) == kind


def test_codes_count_on_from_the_highest():
    assert rules.next_code("P01-24643", []) == "P01-24643-001"
    assert rules.next_code("P01-24643", ["P01-24643-002", "P01-24643-009"]) == "P01-24643-010"
    assert rules.next_programme_code(["P01", "P33", "an-ninh"]) == "P34"
