"""A province's own template: what is let through, what is named as wrong, what comes of it."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from docx import Document
from docx.shared import Cm

from binhyen.files.actions import FileRefused
from binhyen.files.queries import content_of
from binhyen.papers import actions, queries
from binhyen.papers.choices import TemplateFault
from binhyen.papers.rendering import reading, templates
from binhyen.papers.rendering.word import word
from binhyen.papers.rules import composing
from binhyen.papers.rules.sampling import sample
from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import AT, SYSTEM, an_officer, todays_unit

from .factories import ON, a_paper, an_issuer
from .test_rules import COMMITTEE, KNOWN
from .test_word import EVERY_KIND

INVITATION = queries.kinds()["invitation"]
DECISION = queries.kinds()["establishment_decision"]


def a_template(*lines: str, kind=INVITATION) -> bytes:
    """The sample of a kind with some more lines at its end."""
    document = Document(BytesIO(word(sample(kind), title="mẫu")))
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def found(*lines: str, kind=INVITATION) -> list[tuple[str, str]]:
    return [
        (finding.what, finding.code)
        for finding in templates.findings(a_template(*lines, kind=kind), kind)
    ]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_shipped_sample_passes_its_own_check(kind):
    wanted = queries.kinds()[kind]
    assert templates.findings(word(sample(wanted), title=kind), wanted) == []


def test_unknown_fields_are_named():
    lines = ("Kính gửi {{ ten_gi_do }}", "{{ so_cho_ngoi }}")
    assert found(*lines) == [
        ("ten_gi_do", TemplateFault.UNKNOWN_FIELD),
        ("so_cho_ngoi", TemplateFault.UNKNOWN_FIELD),
    ]


def test_missing_required_fields_are_named():
    document = Document()
    document.add_paragraph("Số: {{ so_ky_hieu }}, {{ ngay_thang }}: {{ thoi_gian }}")
    missing = templates.findings(saved(document), INVITATION)
    assert [(one.what, one.code) for one in missing] == [
        ("dia_diem", TemplateFault.MISSING_FIELD),
        ("kinh_moi", TemplateFault.MISSING_FIELD),
        ("ten_cuoc_hop", TemplateFault.MISSING_FIELD),
    ]


@pytest.mark.parametrize(
    "line", ["{{ thoi_gian", "{{ thoi_gian }", "{% if thoi_gian %}", "{{ }}", "{% endif %}"]
)
def test_wrong_braces_are_found(line):
    assert TemplateFault.SYNTAX in [code for _what, code in found(line)]


@pytest.mark.parametrize(
    "line",
    [
        "{{ thoi_gian.__class__ }}",
        "{{ thoi_gian.upper() }}",
        "{{ range(999999999) }}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ thoi_gian[0] }}",
        "{{ thoi_gian|attr('x') }}",
        "{{ thoi_gian|pprint }}",
        "{% for a in thoi_gian %}{% endfor %}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% macro m() %}{% endmacro %}",
        "{{ self }}",
        "{{ lipsum }}",
        "{{ cycler }}",
    ],
)
def test_a_template_computes_calls_and_reaches_nothing(line):
    assert found(line)


def test_a_loop_runs_over_the_rows_of_a_table_and_in_no_other():
    good = "{% for ai in danh_sach_ban %}{{ ai.tt }} {{ ai.cot1 }}{% endfor %}"
    assert found(good, kind=DECISION) == []
    nested = (
        "{% for a in danh_sach_ban %}{% for b in danh_sach_ban %}"
        "{{ b.cot1 }}{% endfor %}{% endfor %}"
    )
    assert found(nested, kind=DECISION) == [("for", TemplateFault.FORBIDDEN)]
    assert found("{% for a in nhiem_vu %}{{ a.cot1 }}{% endfor %}", kind=DECISION) == [
        ("nhiem_vu", TemplateFault.NOT_A_TABLE)
    ]
    fourth = "{% for a in danh_sach_ban %}{{ a.cot4 }}{% endfor %}"
    assert found(fourth, kind=DECISION) == [("a.cot4", TemplateFault.UNKNOWN_FIELD)]


def test_fields_in_the_head_of_the_pages_are_checked_too():
    document = Document(BytesIO(a_template()))
    document.sections[0].header.paragraphs[0].add_run("{{ la_lung }}")
    codes = templates.findings(saved(document), INVITATION)
    assert [(one.what, one.code) for one in codes] == [("la_lung", TemplateFault.UNKNOWN_FIELD)]


def test_what_is_no_word_document_is_no_template():
    (finding,) = templates.findings(b"PK\x03\x04 nothing", INVITATION)
    assert finding.code == TemplateFault.NOT_A_DOCX


def test_a_template_full_of_pictures_is_too_large():
    (finding,) = templates.findings(bytes(templates.LARGEST + 1), INVITATION)
    assert finding.code == TemplateFault.TOO_LARGE


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_sample_filled_in_says_what_our_own_paper_says(kind):
    wanted = queries.kinds()[kind]
    values = {field.code: _value(field) for field in wanted.fields}
    facts = {"number": 4, "on": ON}
    ours = composing.compose(wanted, values, KNOWN, COMMITTEE, **facts)
    words = composing.all_words(wanted, values, KNOWN, COMMITTEE, **facts)
    filled = templates.fill(
        word(sample(wanted), title=kind), composing.filling(wanted, values, words), title=kind
    )
    assert _texts(filled) == _texts(word(ours, title=kind))


def _value(field) -> str:
    by_kind = {"rows": "An & Bình; <b>; c\nHai; d", "number": "3", "date": "2026-02-08"}
    if field.choices:
        return field.choices[0]
    return by_kind.get(field.kind, "Một & <hai>\nBa" if field.kind == "long" else "Một {{ x }}")


def _texts(content: bytes) -> list[str]:
    document = Document(BytesIO(content))
    found = [one.text for one in document.paragraphs]
    for table in document.tables:
        found += [p.text for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return [text for text in found if text]


def test_pictures_and_shapes_are_said_not_to_be_carried_over(tmp_path):
    from PIL import Image

    picture = tmp_path / "dau.png"
    Image.new("RGB", (8, 8)).save(picture)
    document = Document(BytesIO(a_template()))
    assert reading.is_whole(saved(document))
    document.add_picture(str(picture), width=Cm(1))
    assert not reading.is_whole(saved(document))


def put(unit, content: bytes, by=SYSTEM, kind: str = "invitation"):
    return actions.put_template(unit, kind, content, name="mau.docx", by=by, at=AT)


@pytest.mark.django_db
class TestInUse:
    def test_papers_below_the_unit_are_made_by_it_from_now_on(self):
        put(todays_unit("68"), a_template("Trân trọng."))
        issued = a_paper("invitation")
        version = issued.document.versions.get()
        assert "Trân trọng." in _texts(content_of(version.stored))
        assert issued.template is not None
        assert content_of(version.pdf).startswith(b"%PDF")

    def test_the_nearest_and_newest_one_counts(self):
        province, commune = todays_unit("68"), todays_unit("24646")
        put(province, a_template("Của tỉnh"))
        assert queries.template_for("invitation", commune).unit == province
        put(commune, a_template("Của xã"))
        newer = put(commune, a_template("Của xã, sửa"))
        assert queries.template_for("invitation", commune) == newer
        assert queries.template_for("plan", commune) is None
        assert queries.template_for("invitation", todays_unit("37")) is None

    def test_withdrawn_the_one_before_counts_again(self):
        province = todays_unit("68")
        first, second = put(province, a_template("một")), put(province, a_template("hai"))
        actions.withdraw_template(second, by=SYSTEM, at=AT)
        assert queries.template_for("invitation", province) == first
        actions.withdraw_template(first, by=SYSTEM, at=AT)
        assert queries.template_for("invitation", province) is None

    def test_a_faulty_one_is_refused_with_all_that_is_wrong(self):
        with pytest.raises(actions.TemplateRefused) as refused:
            put(todays_unit("68"), a_template("{{ la }} {{ lung }}"))
        assert [finding.what for finding in refused.value.findings] == ["la", "lung"]

    def test_what_isnt_what_its_name_says_is_refused(self):
        with pytest.raises(FileRefused):
            put(todays_unit("68"), b"%PDF-1.7 nothing")

    def test_only_who_may_change_procedures_puts_one_in_place(self):
        commune = todays_unit("24646")
        with pytest.raises(PermissionDenied):
            put(commune, a_template(), by=an_officer(commune, Role.COMMUNE_OFFICER))
        put(todays_unit("68"), a_template(), by=an_officer(todays_unit("68")))

    def test_the_issuer_decides_whose_template_it_is(self):
        put(todays_unit("24611"), a_template("Của phường"))
        assert a_paper("invitation", issuer=an_issuer(todays_unit("24646"))).template is None
