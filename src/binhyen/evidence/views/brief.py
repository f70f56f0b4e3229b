"""What is known of a programme on two printed pages."""

from functools import cache
from importlib.resources import files
from typing import Any

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from binhyen.papers.queries.pictures import pdf_of
from binhyen.people.queries import SignedIn
from binhyen.programmes.models import Programme
from binhyen.ui.words import moment_text

from ..queries.hindsight import has_made_up_figures
from ..queries.seen import findings_seen
from . import shown, versions
from .pictures import MapPicture
from .programme import studies_of, told, visible_programme

CAUTION = gettext_lazy("Nơi làm nhiều có thể khác nơi làm ít ở nhiều điểm khác.")
UNCHECKED = gettext_lazy("Mức này là mẫu, chưa đối chiếu.")
MOST_NAMED = 12  # places left out that are named on paper; the page names all
# The drawings' plain colours: a printed page has neither a theme nor a style sheet.
STYLE = SafeString(
    "<style>text{font-family:Tinos}"
    ".interval__nought,.events__nought{stroke:#1f1e1a;stroke-width:1;fill:none}"
    ".interval__least{stroke:#b4560b;stroke-width:1.5;stroke-dasharray:4 3}"
    ".interval__reach{fill:none;stroke:#12517f;stroke-width:2.5}"
    ".interval__dot{fill:#12517f}.interval__tick{stroke:#5b574c}"
    ".interval__percent{fill:#5b574c;font-size:15px;text-anchor:middle}"
    ".events__across{stroke:#e2ddd1;fill:none}"
    ".events__began{stroke:#b4560b;stroke-width:1.5;stroke-dasharray:5 4;fill:none}"
    ".events__amount,.events__along{fill:#5b574c;font-size:13px;text-anchor:end}"
    ".events__month{fill:#5b574c;font-size:13px;text-anchor:middle}"
    ".events__name{fill:#1f1e1a;font-size:13px;text-anchor:middle}"
    ".events__reach{stroke:#12517f;stroke-width:2;fill:none}"
    ".events__dot{fill:#12517f;stroke:#12517f;stroke-width:2}"
    ".events__point--before .events__reach{stroke:#5b574c}"
    ".events__point--before .events__dot{fill:#ffffff;stroke:#5b574c}"
    # Half as wide on paper as on a screen, so its words are twice as large.
    ".doses .events__amount,.doses .events__along,.doses .events__month{font-size:23px}"
    ".doses .events__reach{stroke-width:2.5}"
    ".map-unit{stroke:#5d6b78;stroke-width:1}"
    ".part--treated{fill:#3a7db0}.part--ring{fill:#d3e5f1}.part--far{fill:#f3e9d0}"
    ".part--out{fill:#ffffff}.map-hatch-line{stroke:#1d2733;stroke-width:1.4}"
    ".map-dot{fill:#1d2733;opacity:.55}</style>"
)
KEY = SafeString(
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="12" viewBox="0 0 24 12">{style}'
    '<rect class="map-unit part--{look}" x="0.5" y="0.5" width="23" height="11"/>{over}</svg>'
)
HATCH = '<path class="map-hatch-line" d="M2 11L12 1M8 11L18 1M14 11L23 2"/>'
DOTS = "".join(f'<circle class="map-dot" cx="{x}" cy="6" r="1.6"/>' for x in (6, 17))


@require_GET
def download(request: SignedIn, code: str) -> HttpResponse:
    """The brief as PDF; none where nothing was found yet."""
    programme = visible_programme(request, code)
    findings = findings_seen(programme, studies_of(request, programme))
    if not findings:
        raise Http404
    said = _said(programme, told(request, findings))
    response = HttpResponse(
        pdf_of(_source(), said, on=localdate(findings[0].run.finished_at)),
        content_type="application/pdf",
    )
    name = f"bang-chung-{programme.code.lower()}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@cache
def _source() -> bytes:
    return files("binhyen.evidence.rendering").joinpath("brief.typ").read_bytes()


def _window(context: dict[str, Any]) -> str:
    return _("Thời gian xét: %(first)s – %(last)s; %(n)s nơi không được so sánh.") % {
        "first": context["first_month"],
        "last": context["last_month"],
        "n": len(context["left_out"]),
    }


def _said(programme: Programme, context: dict[str, Any]) -> dict[str, Any]:
    first, around, lines = context["first"], context["around"], context["lines"]
    run = first.run
    is_synthetic = programme.is_synthetic or run.study.is_synthetic or has_made_up_figures(run)
    return {
        "lang": "en" if shown.is_english() else "vi",
        "title": programme.name,
        "over": _("Bằng chứng về một mô hình, %(unit)s") % {"unit": run.study.unit.name},
        "mark": _("Dữ liệu giả lập, không phải số liệu thật") if is_synthetic else "",
        "footer": f"{run.study.key} · {moment_text(run.finished_at)}",
        "word": str(first.word.label).capitalize(),
        "sentence": first.sentence,
        "because": [*_version(context["version"]), *first.because],
        "rows": [_row(line) for line in lines.rows],
        "axis": _drawn("axis", axis=lines.axis) if lines.has_bars else "",
        "key": _key(lines.least),
        "around": {
            "title": around.title,
            "drawing": _drawn("events", chart=around.chart, around=around) if around.chart else "",
            "said": around.said,
            "why": _("Chưa vẽ được: %(why)s.") % {"why": around.why_none},
        },
        "map": _map(context["map"]),
        "letters": [
            (one.name, one.text, f"{one.strength}/{one.most}") for one in context.get("letters", [])
        ],
        "done": _done(context),
        "cost": _cost(context),
        "minds": [one.sentence for one in first.minds],
        "checks": context["checks"],
        "window": f"{_window(context)} {context['rests_on']}".strip(),
        "left": [(why, _some(names)) for why, names in context["left_groups"]],
        "method": _(
            "Mỗi nơi có mô hình được so với chính nó trước khi bắt đầu và với các nơi chưa có mô "
            "hình trong cùng tháng (hồi quy Poisson có mức riêng của từng nơi và từng tháng, tác "
            "dụng riêng của mỗi đợt bắt đầu). Kết luận theo quy tắc viết sẵn."
        )
        + " "
        + (
            _("Đề cương này được khóa sau khi đã có kết quả của phiên bản trước.")
            if context["version"]
            else _("Đề cương được khóa trước khi tính.")
        ),
        "lineage": [
            (_("Đề cương"), f"{run.study.key}, {moment_text(run.study.locked_at)}"),
            (_("Lần tính"), f"{run.pk}, {moment_text(run.finished_at)}"),
            (_("Dấu vân của số liệu"), run.data_sha256),
            (_("Phiên bản chương trình"), run.code_version),
            (_("Hạt giống, số lần gán"), f"{run.seed}; {run.draws}"),
        ],
        "labels": {
            "outcomes": _("Các kết quả"),
            "columns": [
                _("Kết quả"),
                _("Kết luận"),
                _("Thay đổi (khoảng tin cậy 95%)"),
                _("Trên thang chung"),
            ],
            "letters": _("Biết gì, chắc đến đâu"),
            "letters_key": _(
                "Mức chắc từ 0 đến 4 cho từng phần (EMMIE): biết rõ đến đâu, không phải tin tốt "
                "hay xấu."
            ),
            "thirds": _("Tác dụng theo mức đã làm"),
            "minds": _("Điều gì sẽ làm đổi kết luận"),
            "checks": _("Kiểm tra"),
            "left": _("Ai được so với ai"),
            "method": _("Phương pháp"),
            "lineage": _("Tính từ đâu ra"),
        },
    }


def _version(told: versions.Told | None) -> list[str]:
    """That the study was written down afterwards, why, and what it says otherwise."""
    if told is None:
        return []
    lines = [f"{told.said}."]
    if told.reason:
        lines.append(_("Lý do: %(reason)s") % {"reason": told.reason})
    return [*lines, *(f"{name}: {before} → {after}" for name, before, after in told.changes)]


def _done(context: dict[str, Any]) -> dict[str, Any]:
    """How the programme is carried out, against the effect of each place."""
    doses, third = context.get("doses"), context.get("third")
    if doses is None:
        return {"title": "", "drawing": "", "why": "", "facts": "", "thirds": [], "differ": ""}
    is_drawn = doses.chart and context["may_see_places"]
    return {
        "title": doses.title,
        "drawing": _drawn("doses", chart=doses.chart, doses=doses) if is_drawn else "",
        "why": _("Chưa vẽ được: %(why)s.") % {"why": doses.why_none} if doses.why_none else "",
        "facts": "; ".join(f"{label}: {text}" for label, text in context["shares"]),
        "thirds": [
            (one.name, f"{one.text} ({one.interval})") for one in third.lines.rows if one.change
        ]
        if third
        else [],
        "differ": f"{third.differ} {CAUTION}" if third else "",
    }


def _cost(context: dict[str, Any]) -> dict[str, Any]:
    """What it cost, and whether it was worth it."""
    told = context.get("costs")
    if told is None:
        return {"title": "", "facts": [], "why": "", "note": ""}
    chances = {times: chance for times, _label, chance, _net in told.chances}
    worth = [(_("Khả năng lợi nhiều hơn chi"), _chances(chances))] if chances else []
    note = _("Thiệt hại của một vụ trong bảng: %(weighed)s.") % {"weighed": told.weighed}
    return {
        "title": _("Chi phí"),
        "facts": [*told.facts, *worth],
        "why": _("Chưa tính đủ: %(why)s.") % {"why": told.why_none} if told.why_none else "",
        "note": f"{note} {'' if told.is_checked else UNCHECKED}" if chances else "",
    }


def _chances(chances: dict[float, str]) -> str:
    return _("%(chance)s (nếu thiệt hại một vụ chỉ bằng nửa: %(half)s; gấp đôi: %(double)s)") % {
        "chance": chances[1.0],
        "half": chances[0.5],
        "double": chances[2.0],
    }


def _row(line: shown.Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "primary": line.is_primary,
        "word": str(line.finding.word.label) if line.finding else "",
        "change": line.text,
        "interval": line.interval,
        "why": line.why_none,
        "bar": _drawn("bar", bar=line.bar, strong=line.is_primary) if line.bar else "",
    }


def _key(least: int | None) -> str:
    said = _("Chấm là mức ước lượng, vạch ngang là khoảng tin cậy 95%, vạch đứng là không đổi")
    if least is not None:
        said += _("; vạch đứt là mức giảm đáng làm (%(n)s%%)") % {"n": least}
    return f"{said}."


def _map(drawn: MapPicture | None) -> dict[str, Any]:
    if drawn is None:
        return {"drawing": "", "title": "", "keys": [], "note": ""}
    over = {"ring": HATCH, "out": DOTS}
    return {
        "drawing": _drawn("map", map=drawn),
        "title": drawn.title,
        "keys": [
            {
                "drawing": KEY.format(style=STYLE, look=key.look, over=over.get(key.look, "")),
                "text": f"{key.text}: {key.count}",
            }
            for key in drawn.keys
        ],
        "note": _("Ranh giới là minh họa.") if drawn.is_illustrative else "",
    }


def _some(names: list[str]) -> str:
    first = "; ".join(names[:MOST_NAMED])
    rest = len(names) - MOST_NAMED
    return first if rest <= 0 else _("%(names)s và %(n)s nơi khác") % {"names": first, "n": rest}


def _drawn(name: str, **shapes: Any) -> str:
    return render_to_string(
        f"evidence/charts/{name}.svg", {**shapes, "is_file": True, "style": STYLE}
    )
