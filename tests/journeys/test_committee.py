"""A committee sits in Chromium: the table looked at, a conclusion with a dissent, a refusal."""

import pytest
from playwright.sync_api import Page, expect

from binhyen.committee.models import Deliberation
from binhyen.committee.tests.factories import TOO_BLUNT, Table, a_run
from tests.browser import DESK, no_wider_than


@pytest.mark.slow
@pytest.mark.one_database
def test_a_programme_is_not_ended_on_what_nobody_could_have_seen(page: Page, sign_in, axe, shoot):
    table = Table()
    one = table.sitting()
    a_run(table, table.camera, TOO_BLUNT)
    sign_in(page, table.leader).goto(f"/committee/{one.pk}/")
    expect(page.get_by_role("table")).to_contain_text("chưa biết được")
    axe(page)
    shoot(page, "committee")
    no_wider_than(page, 1280)

    page.get_by_role("link", name="Camera an ninh").click()
    page.get_by_label("Kết luận").select_option("end")
    page.get_by_label("Căn cứ kết thúc").select_option("no_effect")
    page.get_by_label("Vì sao khác gợi ý").fill("Không thấy ít vụ hơn")
    for name, votes in (("for", "6"), ("against", "3"), ("abstained", "0")):
        page.locator(f"[name=votes_{name}]").fill(votes)
    page.get_by_label("Ý kiến khác của").fill("Đại diện Mặt trận Tổ quốc tỉnh")
    page.get_by_label("Nội dung ý kiến").fill("Chờ thêm một năm số liệu.")
    page.get_by_role("button", name="Ghi kết luận").click()
    expect(page.get_by_text("số liệu chưa đủ để thấy mức đáng làm").first).to_be_visible()
    assert not Deliberation.objects.exists()

    page.get_by_label("Căn cứ kết thúc").select_option("overlap")
    page.get_by_role("button", name="Ghi kết luận").click()
    expect(page.get_by_role("heading", name="Kết luận: kết thúc, thanh loại")).to_be_visible()
    expect(page.get_by_text("Chờ thêm một năm số liệu.").first).to_be_visible()
    axe(page)
    page.set_viewport_size(DESK)
    assert Deliberation.objects.get().dissents.get().text == "Chờ thêm một năm số liệu."
