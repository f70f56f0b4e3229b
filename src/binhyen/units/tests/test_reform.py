"""A later reform comes as data: all of it, or nothing and every reason."""

from datetime import UTC, date, datetime

import pytest

from binhyen.kernel.models import Entry
from binhyen.units.actions import ReformRefused, apply_reform, load_units
from binhyen.units.models import Reach, Succession, Unit
from binhyen.units.queries import figures_on, find, predecessors, successors

AT, TODAY = datetime(2027, 2, 1, tzinfo=UTC), date(2027, 2, 1)
MERGER = """
on = 2027-01-01
source = "Nghị quyết thử"
[[unit]]
code = "24611"
name = "Phường Gia Nghĩa"
parent = "68"
lat = 12.0
lon = 107.7
[[unit]]
code = "24700"
name = "Xã Mới"
parent = "68"
[[became]]
old = "24611"
new = "24611"
[[became]]
old = "24615"
new = "24611"
share = 0.7
main = true
[[became]]
old = "24615"
new = "24700"
share = 0.3
"""

pytestmark = pytest.mark.django_db


def apply(text: str):
    return apply_reform(text, by="system:test", at=AT, today=TODAY)


def test_units_end_and_begin_and_both_days_can_be_asked():
    apply(MERGER)
    assert find("24611", date(2026, 12, 31)).name == "Phường Bắc Gia Nghĩa"
    assert find("24611", TODAY).name == "Phường Gia Nghĩa"
    assert find("24611", TODAY).path == "VN/68.202507/24611.202701/"
    assert Entry.objects.filter(batch="reform-2027-01-01").count() == 4
    kinds = set(Succession.objects.filter(on=date(2027, 1, 1)).values_list("kind", "share"))
    assert kinds == {("whole", None), ("part", 0.7), ("part", 0.3)}


def test_what_came_from_what_is_followed_over_two_reforms():
    apply(MERGER)
    oldest = find("24614", date(2022, 12, 31))
    became = successors(oldest, TODAY)
    assert {u.name: part for u, part in became.items()} == {
        "Phường Gia Nghĩa": True,
        "Xã Mới": True,
    }
    came_from = predecessors(find("24611", TODAY), date(2022, 12, 31))
    assert came_from[oldest] is True
    assert came_from[find("24612", date(2022, 12, 31))] is False
    reached = Reach.objects.filter(over=find("24611", TODAY), unit=oldest)
    assert [row.in_part for row in reached] == [True]


def test_a_figure_of_2022_is_read_on_2027_as_far_as_it_can_be():
    apply(MERGER)
    then = date(2022, 12, 31)
    figures = {find("24612", then).pk: 5, find("24614", then).pk: 3}
    now = figures_on(figures, counted_on=then, shown_on=TODAY)
    assert now.values == {find("24611", TODAY).pk: 5}
    assert [(part.unit, part.amount) for part in now.unsplit] == [
        (find("24615", date(2026, 1, 1)).pk, 3)
    ]


def test_loading_the_reference_data_again_doesnt_undo_a_reform():
    apply(MERGER)
    assert load_units().corrected == 0
    assert find("24611", TODAY).name == "Phường Gia Nghĩa"


@pytest.mark.parametrize(
    ("wrong", "right", "reason"),
    [
        ('old = "24615"', 'old = "99999"', "Không có đơn vị mang mã 99999"),
        ("2027-01-01", "2028-01-01", "chưa đến"),
        ("2027-01-01", "2024-01-01", "Đã có cải cách"),
        ('name = "Xã Mới"', 'name = "Mới"', "không nêu loại"),
        ('new = "24700"', 'new = "24701"', "24701 không được lập"),
        ("share = 0.3", "share = 0.4", "cộng lại quá 1"),
        ("main = true", "", "đúng một phần chính"),
        ('parent = "68"', 'parent = "67"', "không có cấp trên"),
        ('code = "24700"', 'code = "24646"', "đang thuộc về Xã Đắk Wil"),
        ("source =", "sauce =", "Thiếu mục"),
        ("on = ", "on = = ", "không phải là TOML"),
        ("2027-01-01", '"ngày mai"', "không đọc được"),
    ],
)
def test_a_file_with_a_fault_is_refused_and_nothing_changes(wrong, right, reason):
    with pytest.raises(ReformRefused, match=reason):
        apply(MERGER.replace(wrong, right))
    assert not Unit.objects.filter(valid_from=date(2027, 1, 1)).exists()
    assert Unit.objects.get(code="24611", valid_to=None).name == "Phường Bắc Gia Nghĩa"


def test_a_province_doesnt_end_without_its_communes():
    text = """
on = 2027-01-01
source = "thử"
unit = [{code = "68", name = "Tỉnh Lâm Đồng", parent = "VN"}]
became = [{old = "68", new = "68"}]
"""
    with pytest.raises(ReformRefused) as refusal:
        apply(text)
    assert len(refusal.value.problems) == 124
