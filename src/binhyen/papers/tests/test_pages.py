"""The papers' pages: officer, superior and stranger; refusals; nothing typed is lost."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from docx import Document as Word

from binhyen.dossiers.actions import withdraw
from binhyen.dossiers.models import Document
from binhyen.files.queries import content_of
from binhyen.papers import queries
from binhyen.papers.choices import Body
from binhyen.papers.models import Issued, Issuer, Series, Template
from binhyen.people.choices import Role
from binhyen.people.tests.factories import signed_in
from binhyen.programmes.models import Decision
from binhyen.programmes.tests.factories import AT, a_programme, a_site, an_officer, todays_unit

from .factories import ON, a_paper, an_issuer, typed
from .test_templates import a_template

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def programme():
    return a_programme("Tiếng kẻng an ninh", unit=todays_unit("68"))


@pytest.fixture
def site(programme):
    return a_site(programme, unit=todays_unit("24646"), village="Thôn 2", member_count=36)


@pytest.fixture
def officer(site):
    """Of the commune of the site."""
    return an_officer(todays_unit("24646"), Role.COMMUNE_OFFICER)


@pytest.fixture
def stranger(site):
    """An officer of a commune elsewhere."""
    return an_officer(todays_unit("13366"), Role.COMMUNE_OFFICER)


def address(site, kind: str = "invitation", more: str = "") -> str:
    return f"/papers/new/{kind}/?programme={site.programme.code}&site={site.code}{more}"


def posted(site, kind: str = "invitation", **changed) -> dict[str, str]:
    """What the page's own form would send."""
    key = f"{todays_unit('24646').pk}-UBND"
    own = {"issuer": key, "issuer_was": key, "on": localdate().isoformat(), "action": "issue"}
    return typed(kind, site.programme, site) | own | changed


def text(response) -> str:
    return response.content.decode()


def test_an_officer_takes_a_number_and_lands_at_the_document(officer, site):
    response = signed_in(officer).post(address(site), posted(site))
    issued = Issued.objects.get()
    assert response.status_code == 302
    assert response["Location"] == issued.document.get_absolute_url()
    assert (issued.symbol, issued.site, issued.issued_by) == ("01/GM-UBND", site, officer)


def test_what_the_register_knows_is_filled_in_and_the_address_may_say_more(officer, site):
    page = signed_in(officer).get(
        address(site, "establishment_decision", "&so_to=7&ten_ban=Ban ABC")
    )
    form = page.context["form"]
    assert form["so_thanh_vien"].value() == "36"
    assert (form["so_to"].value(), form["ten_ban"].value()) == ("7", "Ban ABC")


@pytest.mark.parametrize(
    ("said", "lands"),
    [
        ("/cases/HS-2026-000001/", "/cases/HS-2026-000001/"),
        ("https://example.org/", "/dossiers/"),
        ("//example.org/", "/dossiers/"),
        ("javascript:alert(1)", "/dossiers/"),
    ],
)
def test_one_goes_on_to_a_place_of_ours_and_nowhere_else(officer, site, said, lands):
    response = signed_in(officer).post(address(site), posted(site, next=said))
    assert response["Location"].startswith(lands)


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(officer, site):
    sent = posted(site, thoi_gian="", kinh_moi="Gọi 0912 345 678", dia_diem="Nhà văn hóa")
    response = signed_in(officer).post(address(site), sent)
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {"thoi_gian", "kinh_moi"}
    assert "Nhà văn hóa" in text(response)
    assert not Issued.objects.exists()
    assert not Issuer.objects.exists()


def test_a_preview_shows_the_pages_and_takes_no_number(officer, site):
    response = signed_in(officer).post(address(site), posted(site, action="look"))
    assert response.status_code == 200
    assert text(response).count("data:image/png;base64,") == 1
    assert not Issued.objects.exists()


def test_a_draft_can_be_had_as_word(officer, site):
    response = signed_in(officer).post(address(site), posted(site, action="docx", thoi_gian=""))
    document = Word(BytesIO(response.content))
    assert response["Content-Type"] == DOCX
    assert "attachment" in response["Content-Disposition"]
    assert any("……" in paragraph.text for paragraph in document.paragraphs)


def test_texts_that_stood_by_default_follow_to_another_issuer(officer, site):
    client, unit = signed_in(officer), todays_unit("24646")
    begun = queries.prefill(
        "proposal", site.programme, site, localdate(), issuer=queries.proposal(unit, "committee")
    )
    sent = posted(site, "proposal", **begun, issuer=f"{unit.pk}-CAX", action="look")
    form = client.post(address(site, "proposal"), sent | {"noi_dung": "Của tôi"}).context["form"]
    assert "Công an xã Đắk Wil ban hành kế hoạch" in form["to_chuc_thuc_hien"].value()
    assert form["noi_dung"].value() == "Của tôi"


def test_the_same_form_sent_twice_is_one_paper(officer, site):
    client = signed_in(officer)
    token = client.get(address(site)).context["form"]["token"].value()
    for _ in range(2):
        client.post(address(site), posted(site, token=str(token)))
    assert Issued.objects.count() == Document.objects.count() == 1


OCCASIONS = {
    "replicate": "mở điểm mới",
    "adjust": "điều chỉnh",
    "suspend": "tạm dừng",
    "end": "kết thúc",
    "merge": "sáp nhập",
    "take_over": "tiếp nhận",
}


@pytest.mark.parametrize(("occasion", "named"), OCCASIONS.items())
def test_a_proposal_asks_for_what_its_occasion_is_about(officer, site, occasion, named):
    client, path = signed_in(officer), address(site, "proposal", f"&occasion={occasion}")
    begun = client.get(path).context["form"]
    blanks = {"ly_do": "Do tình hình địa bàn", "mo_hinh_nhan": "mô hình khác", "noi_dung": "Như kê"}
    blanks |= {"hien_trang": "Đang hoạt động", "can_cu_ket_thuc": "hoạt động không hiệu quả"}
    sent = {name: begun[name].value() or blanks.get(name, "") for name in begun.fields}
    client.post(path, sent | {"action": "issue"})
    issued = Issued.objects.get()
    assert issued.title.startswith(f"Tờ trình về việc đề nghị {named} ")
    stored = issued.document.versions.get().stored
    said = "\n".join(p.text for p in Word(BytesIO(content_of(stored))).paragraphs)
    assert said.count(named) >= 3
    assert "xây dựng" not in said.lower()


def test_a_proposal_without_an_occasion_is_for_building(officer, site):
    path = address(site, "proposal", "&occasion=build")
    form = signed_in(officer).get(path).context["form"]
    assert "xây dựng" in form["su_can_thiet"].value()


def test_nobody_submits_a_proposal_to_themselves(officer, site):
    committee = "Ủy ban nhân dân xã Đắk Wil"
    path = address(site, "proposal", f"&occasion=adjust&kinh_gui={committee}")
    form = signed_in(officer).get(path).context["form"]
    assert (form["kinh_gui"].value(), form["issuer"].value()[-3:]) == (committee, "CAX")


def test_what_a_case_rests_on_follows_the_laws(officer, site):
    path = address(site, "adjustment_decision", "&bases=Căn cứ Tờ trình số 02/TTr-CAX")
    bases = signed_in(officer).get(path).context["form"]["can_cu"].value().split("\n")
    assert len(bases) > 1
    assert bases[-1] == "Căn cứ Tờ trình số 02/TTr-CAX"


def test_the_button_says_which_number_is_taken(officer, site):
    a_paper("plan", site.programme, site=site)
    assert "Lấy số 02 và lưu" in text(signed_in(officer).get(address(site)))


def test_a_higher_number_in_the_register_is_pointed_out(officer, site):
    client, issuer = signed_in(officer), an_issuer()
    noted = {"unit": site.unit, "issued_on": localdate()}
    Decision.objects.create(number="71/QĐ-UBND", **noted)
    Decision.objects.create(number="90/QĐ-CAX", **noted)
    page = text(client.get(address(site)))
    assert "71/QĐ-UBND" in page
    assert f'href="/papers/issuers/{issuer.pk}/"' in page
    client.post(f"/papers/issuers/{issuer.pk}/begin/", {"year": localdate().year, "after": 71})
    page = text(client.get(address(site)))
    assert "71/QĐ-UBND" not in page
    assert "Lấy số 72 và lưu" in page


def test_a_place_stands_in_small_letters_within_a_sentence(officer, site):
    form = signed_in(officer).get(address(site)).context["form"]
    assert form["dia_diem"].value() == "thôn 2, xã Đắk Wil"
    form = signed_in(officer).get(address(site, "replication_plan")).context["form"]
    rows = "Thôn 2, xã Đắk Wil; ; Ủy ban nhân dân xã Đắk Wil"
    assert form["dia_ban_nhan_rong"].value() == rows


def test_a_draft_is_called_by_our_own_words(officer, site):
    response = signed_in(officer).post(
        address(site, "proposal"), posted(site, "proposal", action="docx")
    )
    assert 'filename="du-thao-to-trinh.docx"' in response["Content-Disposition"]


def test_what_is_missing_is_said_in_our_own_words(officer):
    page = text(signed_in(officer).post("/papers/issuers/new/", {"name": ""}))
    assert "Phải điền mục này." in page
    assert "Trường này là bắt buộc" not in page


def test_a_stranger_finds_nothing_and_a_reader_may_not(stranger, site):
    assert signed_in(stranger).get(address(site)).status_code == 404
    reader = an_officer(todays_unit("24646"), Role.READER)
    assert signed_in(reader).get(address(site)).status_code == 403
    assert signed_in(reader).post(address(site), posted(site)).status_code == 403


def test_a_commune_cannot_issue_about_its_provinces_programme(officer, programme):
    path = f"/papers/new/plan/?programme={programme.code}"
    assert signed_in(officer).get(path).status_code == 403
    assert signed_in(an_officer(todays_unit("68"))).get(path).status_code == 200


def test_an_issuer_that_was_not_offered_is_refused(officer, site):
    foreign = f"{todays_unit('24611').pk}-UBND"
    response = signed_in(officer).post(address(site), posted(site, issuer=foreign))
    assert response.status_code == 422
    assert "issuer" in response.context["form"].errors


@pytest.mark.parametrize(
    "path",
    [
        "/papers/new/nothing/?programme=x",
        "/papers/new/plan/",
        "/papers/new/plan/?programme=nowhere",
        "/papers/templates/nothing/",
    ],
)
def test_what_there_is_not_is_404(officer, path):
    assert signed_in(officer).get(path).status_code == 404


def test_a_site_of_another_programme_is_404(officer, site):
    other = a_programme("Khác", unit=todays_unit("68"))
    path = f"/papers/new/plan/?programme={other.code}&site={site.code}"
    assert signed_in(officer).get(path).status_code == 404


def test_kinds_are_offered_once_it_is_said_what_about(officer, site):
    client = signed_in(officer)
    assert client.get("/papers/new/").status_code == 200
    found = client.get(f"/papers/new/?programme={site.programme.code}&site={site.code}")
    assert f"/papers/new/handover_record/?programme={site.programme.code}" in text(found)
    assert client.get("/papers/new/?programme=không+có").status_code == 422
    lost = client.get(f"/papers/new/?programme={site.programme.code}&site=XX")
    assert lost.status_code == 422


@pytest.fixture
def papers(site):
    committee, police = an_issuer(), an_issuer(body=Body.POLICE)
    return [
        a_paper("invitation", site.programme, site=site, issuer=committee),
        a_paper("plan", site.programme, site=site, issuer=committee),
        a_paper("plan", site.programme, site=site, issuer=police, on=date(2025, 12, 1)),
    ]


def symbols(response) -> list[str]:
    return [paper.symbol for paper in response.context["page_obj"]]


def test_the_register_shows_what_one_reaches_the_latest_first(officer, stranger, papers):
    assert symbols(signed_in(officer).get("/papers/")) == ["02/KH-UBND", "01/GM-UBND", "01/KH-CAX"]
    assert symbols(signed_in(stranger).get("/papers/")) == []
    superior = an_officer(todays_unit("68"))
    assert len(symbols(signed_in(superior).get("/papers/"))) == 3


def test_a_number_stays_in_the_register_when_its_paper_leaves_the_dossier(officer, papers):
    withdraw(papers[0].document, "Soạn nhầm", by="system:test", at=AT)
    page = signed_in(officer).get("/papers/?q=gm")
    assert symbols(page) == ["01/GM-UBND"]
    assert "đã rút khỏi hồ sơ" in text(page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=ke+hoach", ["02/KH-UBND", "01/KH-CAX"]),
        ("q=02/kh", ["02/KH-UBND"]),
        ("kind=invitation", ["01/GM-UBND"]),
        ("year=2025", ["01/KH-CAX"]),
        ("until=2025-12-31", ["01/KH-CAX"]),
        ("since=2026-01-01&q=moi", ["01/GM-UBND"]),
        ("year=often&kind=nothing", ["02/KH-UBND", "01/GM-UBND", "01/KH-CAX"]),
    ],
)
def test_the_register_is_filtered_by_its_address(officer, papers, asked, found):
    assert symbols(signed_in(officer).get(f"/papers/?{asked}")) == found


def test_the_register_asks_as_often_for_one_paper_as_for_three(officer, site):
    client = signed_in(officer)
    client.get("/papers/")  # notes the session
    counts = []
    for kind in ("invitation", "plan", "proposal"):
        a_paper(kind, site.programme, site=site)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/papers/")
        counts.append(len(asked))
    assert counts[0] == counts[-1] <= 12


def test_the_register_goes_out_as_excel_in_its_columns(officer, papers):
    response = signed_in(officer).get("/papers/export.xlsx?year=2026")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][:4] == [
        "TT",
        "Số, ký hiệu văn bản",
        "Ngày, tháng văn bản",
        "Tên loại và trích yếu nội dung",
    ]
    assert [(row[1], row[2].date()) for row in rows[1:]] == [("02/KH-UBND", ON), ("01/GM-UBND", ON)]


def test_a_province_hands_in_a_template_and_takes_it_back(site):
    client = signed_in(an_officer(todays_unit("68")))
    page = "/papers/templates/invitation/"
    sample = client.get(f"{page}sample.docx")
    assert sample["Content-Type"] == DOCX
    unit = todays_unit("68").pk
    bad = SimpleUploadedFile("mau.docx", a_template("{{ la_lung }}"), DOCX)
    refused = client.post(page, {"file": bad, "unit": unit})
    assert refused.status_code == 422
    assert "la_lung" in text(refused)
    wrong = SimpleUploadedFile("mau.docx", b"%PDF-1.4 x", DOCX)
    assert client.post(page, {"file": wrong, "unit": unit}).status_code == 422
    good = SimpleUploadedFile("mau.docx", sample.content, DOCX)
    assert client.post(page, {"file": good, "unit": unit}).status_code == 302
    template = Template.objects.get()
    assert "mau.docx" in text(client.get("/papers/templates/"))
    assert client.get(f"/papers/templates/files/{template.pk}/").content == sample.content
    client.post(f"/papers/templates/files/{template.pk}/withdraw/")
    template.refresh_from_db()
    assert template.withdrawn_on == localdate()


def test_a_commune_looks_at_templates_and_changes_none(officer, stranger):
    client, page = signed_in(officer), "/papers/templates/invitation/"
    assert client.get(page).status_code == 200
    good = SimpleUploadedFile("mau.docx", a_template(), DOCX)
    sent = client.post(page, {"file": good, "unit": todays_unit("68").pk})
    assert sent.status_code == 403
    superior = signed_in(an_officer(todays_unit("68")))
    superior.post(page, {"file": SimpleUploadedFile("mau.docx", a_template(), DOCX),
                         "unit": todays_unit("68").pk})  # fmt: skip
    own = f"/papers/templates/files/{Template.objects.get().pk}/"
    assert client.get(own).status_code == 200
    assert client.post(f"{own}withdraw/").status_code == 403
    assert signed_in(stranger).get(own).status_code == 404


ISSUER = {
    "name": "Ban Chỉ đạo 138 xã Đắk Wil",
    "symbol": "BCĐ",
    "place": "Đắk Wil",
    "head": "Trưởng ban",
    "head_in_full": "Trưởng Ban Chỉ đạo 138 xã Đắk Wil",
}


def test_an_officer_adds_puts_right_and_closes_an_issuer(officer):
    client = signed_in(officer)
    unit = "Xã Đắk Wil (24646)"
    assert client.post("/papers/issuers/new/", ISSUER | {"unit": unit}).status_code == 302
    issuer = Issuer.objects.get()
    page = f"/papers/issuers/{issuer.pk}/"
    assert client.post(page, ISSUER | {"deputy": "Phó Trưởng ban"}).status_code == 302
    assert client.post(f"{page}begin/", {"year": 2026, "after": 17}).status_code == 302
    assert Series.objects.get().last == 17
    twice = client.post("/papers/issuers/new/", ISSUER | {"unit": unit})
    assert (twice.status_code, set(twice.context["form"].errors)) == (422, {"symbol"})
    assert "17" in text(client.get("/papers/issuers/"))
    client.post(f"{page}close/")
    issuer.refresh_from_db()
    assert (issuer.deputy, issuer.closed_on) == ("Phó Trưởng ban", localdate())


def test_faults_of_an_issuer_stand_beside_their_fields(officer):
    sent = ISSUER | {"unit": "Xã Đắk Wil (24646)", "symbol": "bcđ 138", "place": "0912345678"}
    response = signed_in(officer).post("/papers/issuers/new/", sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"symbol", "place"}


def test_an_issuer_of_another_place_is_404_and_a_superiors_own_403(officer, stranger):
    ours, over = an_issuer(), an_issuer(todays_unit("68"))
    assert signed_in(stranger).get(f"/papers/issuers/{ours.pk}/").status_code == 404
    assert signed_in(officer).get(f"/papers/issuers/{over.pk}/").status_code == 404
    reader = an_officer(todays_unit("24646"), Role.READER)
    assert signed_in(reader).get(f"/papers/issuers/{ours.pk}/").status_code == 403
    assert signed_in(reader).get("/papers/issuers/").status_code == 200
    assert signed_in(reader).get("/papers/issuers/new/").status_code == 403


def test_pages_speak_english_as_well(officer, site):
    client = signed_in(officer)
    client.cookies["language"] = "en"
    page = text(client.get(address(site, "establishment_decision")))
    assert "Members of the board" in page
    assert "Take number 01 and save" in page
