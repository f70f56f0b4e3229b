"""The dossiers at the pages: handed in, read, signed, taken away; and who may do which."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from binhyen.dossiers import actions
from binhyen.dossiers.models import Document
from binhyen.files.models import Stored
from binhyen.files.queries import path_of
from binhyen.files.tests.samples import a_docx, a_pdf, a_picture
from binhyen.kernel import log
from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.programmes.tests.factories import (
    a_programme,
    a_site,
    an_officer,
    old_unit,
    todays_unit,
)

from .factories import AT, SYSTEM, WIL, a_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    programme = a_programme("Camera an ninh", code="P10")
    return a_site(programme, unit=old_unit("24643"), village="Thôn 3", origin="replicated")


@pytest.fixture
def officer():
    return an_officer(todays_unit(WIL), Role.COMMUNE_OFFICER)


@pytest.fixture
def add(site):
    return f"/dossiers/sites/{site.code}/new/"


def a_file(content: bytes | None = None, name: str = "quy-che.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_docx() if content is None else content)


def typed(**said):
    """What an officer fills in at the least, and a file."""
    return {"kind": "charter", "file": a_file(), "title": "", "number": "04/QC-UBND"} | said


def errors(page) -> dict[str, list[str]]:
    return {name: list(found) for name, found in page.context["form"].errors.items()}


# --- a record's dossier ---


def test_a_dossier_says_what_is_there_and_offers_what_to_do(as_, officer, site):
    paper = a_paper(site, "launch_minutes", number="02/BB", issued_on=date(2026, 6, 1))
    page = as_(officer).get(f"/dossiers/sites/{site.code}/")
    text = page.content.decode()
    assert page.context["dossier"].needed == 7
    assert paper.get_absolute_url() in text
    assert f"/dossiers/documents/{paper.pk}/sign/" in text
    assert f"/dossiers/sites/{site.code}/new/?kind=charter" in text
    assert "mẫu, chưa đối chiếu" in text


def test_a_reader_sees_it_and_is_offered_nothing(as_, site):
    a_paper(site, "launch_minutes")
    reader = as_(an_officer(todays_unit(WIL), Role.READER))
    text = reader.get(f"/dossiers/sites/{site.code}/").content.decode()
    assert "/new/" not in text
    assert "/sign/" not in text
    assert reader.get(f"/dossiers/sites/{site.code}/new/").status_code == 403
    assert reader.post(f"/dossiers/sites/{site.code}/new/", typed()).status_code == 403


def test_an_empty_dossier_says_what_belongs_there(as_, officer, site):
    ended = a_site(site.programme, unit=todays_unit(WIL), state="ended")
    text = as_(officer).get(f"/dossiers/sites/{ended.code}/").content.decode()
    assert "Giấy tờ của điểm này sẽ nằm ở đây" in text


@pytest.mark.parametrize(
    "path", ["sites/{site}/", "sites/{site}/new/", "documents/{pk}/", "documents/{pk}/change/",
             "documents/{pk}/sign/", "documents/{pk}/withdraw/", "documents/{pk}/versions/new/",
             "documents/{pk}/versions/1/file/", "documents/{pk}/versions/1/pages/1/"],
)  # fmt: skip
def test_what_one_does_not_see_is_not_there(as_, site, path):
    paper = a_paper(site)
    stranger = as_(an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER))
    address = "/dossiers/" + path.format(site=site.code, pk=paper.pk)
    assert stranger.get(address).status_code == 404


# --- handed in ---


def test_an_officer_hands_in_a_paper(as_, officer, site, add):
    said = typed(
        number="04/QC-UBND", issued_on="8/2/2023", signed_on="10.02.2023", note="bản gốc",
        file=a_file(name="Quy chế hoạt động.docx"),
    )  # fmt: skip
    answer = as_(officer).post(add, said)
    document = Document.objects.get()
    assert answer.url == f"/dossiers/sites/{site.code}/"
    assert (document.title, document.number) == ("Quy chế hoạt động", "04/QC-UBND")
    assert (document.issued_on, document.signed_on) == (date(2023, 2, 8), date(2023, 2, 10))
    version = document.latest
    assert (version.name, version.by, version.note) == (
        "Quy chế hoạt động.docx", officer, "bản gốc",
    )  # fmt: skip
    assert log.history_of(document).get().by == officer.username


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "poem"}, "kind"),
        ({"issued_on": "hôm qua"}, "issued_on"),
        ({"issued_on": "31/02/2023"}, "issued_on"),
        ({"issued_on": "01/01/2999"}, "issued_on"),
        ({"issued_on": "08/02/2023", "signed_on": "01/02/2023"}, "signed_on"),
        ({"issued_on": "08/02/2023", "valid_until": "01/02/2023"}, "valid_until"),
        ({"title": "gọi 0912 345 678"}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"note": "a@b.vn"}, "note"),
        ({"file": None}, "file"),
        ({"file": a_file(b"")}, "file"),
        ({"file": a_file(b"hello", "a.pdf")}, "file"),
        ({"file": a_file(a_picture(), "a.pdf")}, "file"),
        ({"file": a_file(a_docx("CCCD số 067099001234"))}, "file"),
    ],
)
def test_each_refusal_stands_beside_its_field_and_what_was_typed_stays(
    as_, officer, add, said, field
):
    data = {name: value for name, value in typed(**said).items() if value is not None}
    page = as_(officer).post(add, data)
    assert page.status_code == 422
    assert list(errors(page)) == [field]
    text = page.content.decode()
    assert 'value="04/QC-UBND"' in text
    assert f'id="id_{field}_error"' in text
    assert not Document.objects.exists()


def test_a_good_file_need_not_be_chosen_again(as_, officer, add):
    client = as_(officer)
    page = client.post(add, typed(issued_on="hôm qua"))
    text = page.content.decode()
    assert "“quy-che.docx” vẫn được giữ" in text
    token = re.search(r'name="held" value="([^"]+)"', text)[1]
    again = typed(issued_on="08/02/2023", held=token)
    del again["file"]
    assert client.post(add, again).status_code == 302
    assert Document.objects.get().latest.name == "quy-che.docx"


def test_what_one_person_handed_in_is_nobody_elses_to_file(as_, officer, add):
    page = as_(officer).post(add, typed(issued_on="hôm qua"))
    token = re.search(r'name="held" value="([^"]+)"', page.content.decode())[1]
    other = as_(an_officer(todays_unit(WIL), Role.COMMUNE_OFFICER))
    for held in (token, "x", Stored.objects.get().sha256):
        said = typed(held=held)
        del said["file"]
        assert list(errors(other.post(add, said))) == ["file"]


def test_a_file_that_tells_an_id_number_is_not_kept(as_, officer, add):
    as_(officer).post(add, typed(file=a_file(a_docx("Ông A, căn cước: 067099001234"))))
    assert not Stored.objects.exists()


def test_the_refusal_of_a_file_names_the_rule(as_, officer, add):
    page = as_(officer).post(add, typed(file=a_file(a_picture(), "ke-hoach.pdf")))
    assert "tên ghi PDF, nội dung là ảnh PNG" in page.content.decode()


def test_the_same_form_sent_twice_files_one_paper(as_, officer, add):
    client, content = as_(officer), a_docx("một")
    assert client.post(add, typed(file=a_file(content))).status_code == 302
    page = client.post(add, typed(file=a_file(content)))
    assert (page.status_code, list(errors(page))) == (422, ["file"])
    assert Document.objects.count() == 1


def test_the_form_begins_with_what_the_address_says_and_leads_back(as_, officer, add):
    client = as_(officer)
    text = client.get(f"{add}?kind=pledge&number=7/BC&next=/dossiers/").content.decode()
    assert '<option value="pledge" selected>' in text
    assert 'value="7/BC"' in text
    answer = client.post(add, typed(next="/dossiers/"))
    assert answer.url == "/dossiers/"


def test_nobody_is_sent_to_another_site(as_, officer, add, site):
    answer = as_(officer).post(add, typed(next="https://evil.example/"))
    assert answer.url == f"/dossiers/sites/{site.code}/"


def test_a_programmes_papers_are_filed_by_its_own_officers(as_, officer, site):
    address = f"/dossiers/programmes/{site.programme.code}/new/"
    assert as_(officer).get("/dossiers/programmes/P10/").status_code == 200
    assert as_(officer).post(address, typed()).status_code == 403
    assert as_(an_officer(todays_unit("68"))).post(address, typed()).status_code == 302
    assert Document.objects.get().site is None


# --- one paper ---


def test_a_papers_page_tells_all_that_is_known_of_it(as_, officer, site):
    paper = a_paper(site, number="04/QC-UBND", issued_on=date(2023, 2, 8))
    text = as_(officer).get(paper.get_absolute_url()).content.decode()
    for said in ("04/QC-UBND", "08/02/2023", "chưa ký", "van-ban.docx", "Camera an ninh"):
        assert said in text
    assert "/versions/1/file/" in text
    assert "charter Camera an ninh" in text  # the words of the letter, where there is no PDF of it


def test_a_pdf_is_shown_page_by_page(as_, officer, site, add):
    client = as_(officer)
    client.post(add, typed(file=a_file(a_pdf(3), "a.pdf")))
    paper = Document.objects.get()
    text = client.get(f"{paper.get_absolute_url()}?page=2").content.decode()
    address = f"/dossiers/documents/{paper.pk}/versions/1/pages/2/"
    assert f'src="{address}" alt="Trang 2 của “Quy chế hoạt động”"' in text
    picture = client.get(address)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(address.replace("pages/2", "pages/4")).status_code == 404
    for asked in ("0", "99", "x", "9" * 20):
        assert client.get(f"{paper.get_absolute_url()}?page={asked}").status_code == 200


def test_a_file_is_taken_away_and_never_opened_here(as_, officer, site, add):
    content = a_docx("một")
    client = as_(officer)
    client.post(add, typed(file=a_file(content, "Quy chế; “a”.docx")))
    paper = Document.objects.get()
    answer = client.get(f"/dossiers/documents/{paper.pk}/versions/1/file/")
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Quy%20ch")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(f"/dossiers/documents/{paper.pk}/versions/1/pdf/").status_code == 404
    assert client.get(f"/dossiers/documents/{paper.pk}/versions/2/file/").status_code == 404


def test_a_content_that_is_lost_is_said_to_be(as_, officer, site):
    paper = a_paper(site)
    path_of(paper.latest.stored).unlink()
    client = as_(officer)
    page = client.get(paper.get_absolute_url())
    assert "không còn nguyên vẹn" in page.content.decode()
    assert client.get(f"/dossiers/documents/{paper.pk}/versions/1/file/").status_code == 409


def test_a_signature_is_noted_with_or_without_a_scan(as_, officer, site):
    paper = a_paper(site, issued_on=date(2026, 1, 5))
    client, address = as_(officer), f"/dossiers/documents/{paper.pk}/sign/"
    page = client.post(address, {"signed_on": "04/01/2026"})
    assert (page.status_code, list(errors(page))) == (422, ["signed_on"])
    bad = client.post(address, {"signed_on": "06/01/2026", "file": a_file(b"x", "a.pdf")})
    assert (bad.status_code, list(errors(bad))) == (422, ["file"])
    assert 'value="06/01/2026"' in bad.content.decode()
    assert client.post(address, {"signed_on": "06/01/2026"}).status_code == 302
    paper.refresh_from_db()
    assert paper.signed_on == date(2026, 1, 6)
    assert client.post(address, {"signed_on": "06/01/2026"}).status_code == 409


def test_a_newer_version_is_handed_in_and_the_older_stays(as_, officer, site):
    paper = a_paper(site, signed_on=date(2026, 1, 5))
    client, address = as_(officer), f"/dossiers/documents/{paper.pk}/versions/new/"
    said = {"file": a_file(a_docx("bản hai")), "note": "sửa Điều 3", "is_signed": "on"}
    assert client.post(address, said).url == paper.get_absolute_url()
    text = client.get(f"{paper.get_absolute_url()}?version=1").content.decode()
    assert "Xem bản 1" in text
    assert "sửa Điều 3" in text
    paper.refresh_from_db()
    assert paper.signed_on == date(2026, 1, 5)


def test_what_was_written_wrongly_is_put_right(as_, officer, site):
    paper = a_paper(site, number="4/QC")
    client, address = as_(officer), f"/dossiers/documents/{paper.pk}/change/"
    assert 'value="4/QC"' in client.get(address).content.decode()
    said = {"kind": "pledge", "title": "Cam kết", "number": "05/CK", "issued_on": "x"}
    page = client.post(address, said)
    assert (page.status_code, list(errors(page))) == (422, ["issued_on"])
    assert client.post(address, said | {"issued_on": "05/01/2026"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.kind, paper.number, paper.issued_on) == ("pledge", "05/CK", date(2026, 1, 5))


def test_a_paper_is_withdrawn_with_a_reason_and_put_back(as_, officer, site):
    paper = a_paper(site)
    client, address = as_(officer), f"/dossiers/documents/{paper.pk}/"
    assert client.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}withdraw/", {"reason": "nộp nhầm"}).status_code == 302
    assert "nộp nhầm" in client.get(address).content.decode()
    assert client.post(f"{address}withdraw/", {"reason": "lần nữa"}).status_code == 409
    assert client.post(f"{address}restore/").status_code == 302
    assert client.post(f"{address}restore/").status_code == 409


@pytest.mark.parametrize("deed", ["change", "sign", "withdraw", "versions/new"])
def test_who_only_reads_changes_nothing(as_, site, deed):
    address = f"/dossiers/documents/{a_paper(site).pk}/{deed}/"
    for role in (Role.READER, Role.AUDITOR, Role.SITE_LEADER):
        client = as_(an_officer(todays_unit(WIL), role))
        assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)


# --- overview ---


def test_the_overview_counts_by_commune_and_leads_to_its_sites(as_, site):
    a_paper(site, "charter", signed_on=date(2026, 1, 5))
    a_paper(site, "pledge")
    client = as_(an_officer(todays_unit("68")))
    page = client.get("/dossiers/")
    (row,) = page.context["rows"]
    assert (row.unit, row.figures.needed, row.figures.present) == (todays_unit(WIL), 7, 2)
    assert f"/dossiers/units/{WIL}/" in page.content.decode()
    there = client.get(f"/dossiers/units/{WIL}/").content.decode()
    assert site.code in there
    assert "Biên bản lễ ra mắt" in there
    book = openpyxl.load_workbook(io.BytesIO(client.get("/dossiers/export.xlsx").getvalue()))
    assert [cell.value for cell in book.active[2]] == [
        WIL, todays_unit(WIL).name, 1, 7, 2, 0, 0, 5, 28,
    ]  # fmt: skip


def test_who_sees_several_provinces_begins_with_these(as_, site):
    a_site(site.programme, unit=todays_unit("13366"))
    nation = Person.objects.create_user(username="trung-uong", full_name="Trung ương")
    unit = site.unit.parent.parent.parent
    nation.posts.create(role=Role.READER, unit=unit, held_from=date(2020, 1, 1))
    client = as_(nation)
    page = client.get("/dossiers/")
    assert page.context["are_provinces"]
    codes = {row.unit.key for row in page.context["rows"]}
    for code in codes:
        within = client.get(f"/dossiers/?province={code}")
        assert (len(within.context["rows"]), within.context["are_provinces"]) == (1, False)


def test_a_commune_without_gaps_says_so(as_, officer):
    programme = a_programme(code="P10")
    site = a_site(programme, unit=todays_unit(WIL))
    for kind in ("establishment_decision", "charter", "launch_minutes"):
        a_paper(site, kind, signed_on=date(2026, 1, 5))
    client = as_(officer)
    text = client.get(f"/dossiers/units/{WIL}/").content.decode()
    assert "Không điểm nào còn thiếu giấy tờ" in text
    assert site.code in client.get(f"/dossiers/units/{WIL}/?all=1").content.decode()
    assert client.get("/dossiers/units/99999/").status_code == 404


def test_an_empty_register_says_what_will_stand_there(as_, officer):
    client = as_(officer)
    assert "Chưa có điểm mô hình nào cần hồ sơ" in client.get("/dossiers/").content.decode()
    assert "Chưa có mô hình nào" in client.get("/dossiers/programmes/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["/dossiers/", "/dossiers/programmes/", "/dossiers/export.xlsx", "/dossiers/checklists/"],
)
def test_whoever_has_no_post_sees_none_of_it(as_, address):
    nobody = Person.objects.create_user(username="chua-giao", full_name="Chưa giao")
    assert as_(nobody).get(address).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["/dossiers/", "/dossiers/programmes/", f"/dossiers/units/{WIL}/", "site", "paper"]
)
def test_more_to_show_takes_no_more_queries(
    as_, officer, site, address, django_assert_max_num_queries
):
    paper = a_paper(site)
    for number in range(4):
        other = a_site(site.programme, unit=todays_unit(WIL), village=f"Thôn {number}")
        for kind in ("charter", "pledge", "launch_minutes"):
            a_paper(other, kind)
            last = a_paper(site, kind, number=f"{number}")
    actions.withdraw(last, "nhầm", by=SYSTEM, at=AT)
    address = {"site": f"/dossiers/sites/{site.code}/", "paper": paper.get_absolute_url()}.get(
        address, address
    )
    client = as_(officer)
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


# --- checklists ---

OWN = """name = "Danh mục Lâm Đồng"
verified = true
[[paper]]
code = "charter"
group = "founding"
of = ["site"]
needed = [{ states = ["running"] }]
"""


def test_a_province_writes_its_own_list(as_, site):
    client = as_(an_officer(todays_unit("68")))
    form = client.get("/dossiers/checklists/new/").context["form"]
    assert "survey_plan" in form["text"].value()
    said = {"unit": todays_unit("68").pk, "effective_on": "31/12/2099", "text": OWN}
    checked = client.post("/dossiers/checklists/new/", said | {"check": "1"})
    assert (checked.status_code, list(checked.context["checked"].kinds)) == (200, ["charter"])
    answer = client.post("/dossiers/checklists/new/", said)
    page = client.get(answer.url)
    assert "Danh mục Lâm Đồng" in page.content.decode()
    assert "Danh mục Lâm Đồng" in client.get("/dossiers/checklists/").content.decode()
    copy = client.get(f"/dossiers/checklists/new/?from={page.context['stored'].pk}")
    assert copy.context["form"]["text"].value() == OWN
    assert client.post(f"{answer.url}withdraw/").url == answer.url
    assert "bãi bỏ từ" in client.get(answer.url).content.decode()


def test_a_faulty_list_names_its_faults_and_loses_nothing(as_):
    client = as_(an_officer(todays_unit("68")))
    text = OWN.replace("founding", "x").replace("running", "asleep")
    said = {"unit": todays_unit("68").pk, "effective_on": "31/12/2099", "text": text}
    page = client.post("/dossiers/checklists/new/", said)
    assert page.status_code == 422
    shown = page.content.decode()
    assert "không có nhóm “x”" in shown
    assert "không có tình trạng “asleep”" in shown
    assert "Dòng 3" in shown
    assert "asleep" in page.context["form"]["text"].value()
    assert client.post("/dossiers/checklists/new/", said | {"text": ""}).status_code == 422


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.READER])
def test_a_commune_reads_the_lists_and_writes_none(as_, role):
    client = as_(an_officer(todays_unit(WIL), role))
    assert client.get("/dossiers/checklists/").status_code == 200
    assert "Kế hoạch khảo sát" in client.get("/dossiers/checklists/shipped/").content.decode()
    assert client.get("/dossiers/checklists/new/").status_code == 403
    own = actions.save_checklist(
        todays_unit("68"), OWN, effective_on=date(2099, 1, 1), by=SYSTEM, at=AT
    )
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.post(f"{own.get_absolute_url()}withdraw/").status_code == 403
