"""The minutes of a committee's sitting over a round, laid out by Decree 30/2020; in Vietnamese."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import override

from binhyen.evidence.choices import VerdictWord
from binhyen.evidence.queries import Evidence, read_evidence
from binhyen.papers.actions import draw_sheet
from binhyen.papers.queries import (
    Annex,
    Block,
    Paragraph,
    Run,
    Sheet,
    Style,
    Table,
    choices_at,
)
from binhyen.reviews.models import Round
from binhyen.ui.words import number_text

from .choices import Ground, Suggested, Why
from .models import Deliberation
from .queries import Absent, Row, absent_from, deliberations_of, table_of
from .queries.table import Table as Programmes
from .wording import undiscussed

TYPE, SYMBOL = "BIÊN BẢN", "BB"
SYNTHETIC = "DỮ LIỆU GIẢ LẬP – dùng để học và thử, không phải số liệu thật"
HELD = "\N{NO-BREAK SPACE}"  # a number stays with its word
DOTS = "…………………………………"
HEAD = (
    *("TT", "Mô hình", "Xếp loại", "Điểm, xã", "Kinh phí (triệu đồng)", "Hồ sơ"),
    *("Kết quả đánh giá", "Gợi ý", "Kết luận", "Phiếu"),
)
WEIGHTS = (2, 10, 6, 6, 9, 4, 12, 6, 6, 5)
NOTE = (
    "Cột “Kết quả đánh giá” ghi thay đổi số vụ so với khi không có mô hình, kèm khoảng tin cậy "
    "95%; mô hình đã kết luận thì theo số liệu lúc kết luận. Cột “Phiếu” ghi số tán thành – không "
    "tán thành – không có ý kiến."
)


def minutes_file(one: Round, form: str, *, on: date) -> bytes:
    """The minutes as "docx" or "pdf", without a number."""
    with override("vi"):
        said = deliberations_of(one)
        table = table_of(one, on=on)
        sheet = minutes_of(table, said, absent_from(one, table.held))
    produced = draw_sheet(sheet, choices_at(one.unit)[0].issuer)
    return produced.docx if form == "docx" else produced.pdf


def minutes_of(
    table: Programmes, said: Sequence[Deliberation], absent: Sequence[Absent] = ()
) -> Sheet:
    """Everything of the table, then each conclusion with its reasons, votes and dissents."""
    one = table.round
    by_programme = {each.programme_id: each for each in said}
    is_synthetic = one.is_synthetic or table.is_synthetic
    marked = _marked(is_synthetic)
    return Sheet(
        kind="committee_minutes",
        type=TYPE,
        symbol=SYMBOL,
        subject=f"Họp hội đồng rà soát: {one.name}",
        blocks=(*marked, *_opening(table), *_conclusions(table, by_programme), *_closing()),
        annexes=(
            Annex(
                "PHỤ LỤC. CÁC MÔ HÌNH TRONG ĐỢT RÀ SOÁT",
                "",
                (
                    *marked,
                    _grid(table, by_programme),
                    _said(NOTE, italic=True),
                    *_left_out(table),
                    *_absent(absent),
                ),
                is_wide=True,
            ),
        ),
        recipients="Các thành viên hội đồng\nLưu: VT",
    )


def _marked(is_synthetic: bool) -> tuple[Block, ...]:
    if not is_synthetic:
        return ()
    return (Paragraph((Run(SYNTHETIC, bold=True),), Style.TITLE),)


def _said(text: str, *, italic: bool = False) -> Paragraph:
    return Paragraph((Run(text, italic=italic),))


def _heading(text: str) -> Paragraph:
    return Paragraph((Run(text),), Style.HEADING)


def _opening(table: Programmes) -> Iterator[Block]:
    one = table.round
    left = f"{len(table.rows) - table.concluded} mô hình"
    rest = f"{left} không bàn riêng" if one.is_decided else f"còn {left} chưa kết luận"
    yield _said(f"Thời gian: {DOTS}")
    yield _said(f"Địa điểm: {DOTS}")
    yield _said(f"Chủ trì: {DOTS}")
    yield _said(f"Thư ký: {DOTS}")
    yield _said(f"Thành phần dự họp: {DOTS}")
    yield _heading("I. Nội dung")
    yield _said(
        f"Hội đồng xem xét {len(table.rows)} mô hình của đợt “{one.name}”, kỳ xét từ "
        f"{one.window_from:%d/%m/%Y} đến {one.window_until:%d/%m/%Y}, theo phiếu "
        f"“{one.sheet.name}” (bản {one.sheet.version}). Đã kết luận {table.concluded} mô hình, "
        f"{rest}. Số liệu ở Phụ lục."
    )


def _conclusions(table: Programmes, said: dict[int, Deliberation]) -> Iterator[Block]:
    yield _heading("II. Kết luận từng mô hình")
    concluded = [row for row in table.rows if row.programme.pk in said]
    if not concluded:
        yield _said("Chưa kết luận mô hình nào.")
    for number, row in enumerate(concluded, start=1):
        yield from _conclusion(number, row, said[row.programme.pk])
    left = [row.programme.name for row in table.rows if row.programme.pk not in said]
    if left and concluded:
        what = "Hội đồng không bàn riêng" if table.round.is_decided else "Chưa kết luận"
        yield _said(f"{what}: {'; '.join(left)}.")


def _conclusion(number: int, row: Row, said: Deliberation) -> Iterator[Block]:
    yield Paragraph(
        (
            Run(f"{number}. {row.programme.name} ({row.programme.code}): ", bold=True),
            Run(f"{said.get_outcome_display()}.", bold=True),
        )
    )
    yield _said(
        f"Biểu quyết: {said.votes_for} tán thành, {said.votes_against} không tán thành, "
        f"{said.votes_abstained} không có ý kiến."
    )
    evidence = read_evidence(said.evidence)
    if evidence:
        yield _said(f"Kết quả đánh giá khi kết luận: {_finding(evidence)}. {_proposal(evidence)}")
    else:
        yield _said("Khi kết luận chưa có kết quả đánh giá.")
    if said.ground:
        yield _said(f"Căn cứ kết thúc: {Ground(said.ground).label}.")
    if said.reason:
        yield _said(f"Lý do: {said.reason}")
    if said.departure:
        yield _said(f"Vì sao khác gợi ý của quy tắc: {said.departure}")
    for one in said.dissents.all():
        lines = one.text.split("\n")
        yield _said(f"Ý kiến khác của {one.office}: “{lines[0]}{'”' if len(lines) == 1 else ''}")
        for place, line in enumerate(lines[1:], start=2):
            yield _said(f"{line}{'”' if place == len(lines) else ''}")


def _closing() -> Iterator[Block]:
    yield _said(
        "Biên bản được đọc lại cho những người dự họp cùng nghe, thống nhất và lập thành ……… bản."
    )
    yield _said("Cuộc họp kết thúc vào hồi ……… giờ ………, ngày ……… tháng ……… năm ………")


def _left_out(table: Programmes) -> Iterator[Block]:
    if table.left_out:
        names = "; ".join(row.programme.name for row in table.left_out)
        yield _said(f"Không xếp loại trong đợt này ({len(table.left_out)} mô hình): {names}.")


def _absent(absent: Sequence[Absent]) -> Iterator[Block]:
    if absent:
        names = "; ".join(f"{one.programme.name} ({one.why.label})" for one in absent)
        yield _said(f"Có trong danh mục nhưng không ở trong đợt này ({len(absent)}): {names}.")


def _grid(table: Programmes, said: dict[int, Deliberation]) -> Table:
    rows = (
        _cells(number, row, said.get(row.programme.pk), is_decided=table.round.is_decided)
        for number, row in enumerate(table.rows, start=1)
    )
    return Table(header=HEAD, rows=tuple(rows), weights=WEIGHTS, is_small=True)


def _cells(
    number: int, row: Row, said: Deliberation | None, *, is_decided: bool
) -> tuple[str, ...]:
    evidence = read_evidence(said.evidence) if said else row.evidence
    votes = f"{said.votes_for} – {said.votes_against} – {said.votes_abstained}" if said else "–"
    return (
        str(number),
        f"{row.programme.name} ({row.programme.code})",
        _rated(row),
        f"{row.sites.running} điểm, {len(row.sites.communes)}{HELD}xã",
        _money(row),
        f"{row.papers.present}/{row.papers.needed}" if row.papers.needed else "–",
        _finding(evidence) if evidence else "chưa có",
        str(Suggested(evidence.suggestion.word).label) if evidence else "–",
        str(said.get_outcome_display()) if said else undiscussed(row, is_decided=is_decided),
        votes,
    )


def _rated(row: Row) -> str:
    if row.rating is None:
        classes = [f"{name}: {n}" for name, n in row.classes]
        classes += [f"chưa xếp: {row.unclassed}"] if row.unclassed else []
        return "; ".join(classes) or "–"
    rating, shown = row.rating.rating, row.rating.shown
    if rating.not_rated:
        return "không xếp loại"
    score = "" if rating.score is None else f" ({number_text(rating.score)}{HELD}điểm)"
    return f"{shown.name}{score}" if shown else "chưa thẩm định"


def _money(row: Row) -> str:
    sites = row.sites
    if not sites.has_money:
        return "chưa ghi"
    total = f"ngân sách {_million(sites.state_vnd)}, xã hội hóa {_million(sites.community_vnd)}"
    return f"{total}; trong kỳ xét: {_million(sites.window_vnd)}" if sites.window_vnd else total


def _million(amount_vnd: int) -> str:
    return number_text(round(amount_vnd / 1_000_000, 1))


def _finding(evidence: Evidence) -> str:
    first = evidence.first
    word = str(VerdictWord(first.word).label)
    if not first.text:
        return f"{first.name}: {word} ({first.refusal})"
    return f"{first.name}: {word}; {first.text} ({first.interval})"


def _proposal(evidence: Evidence) -> str:
    said = evidence.suggestion
    why = " ".join(str(Why(code).label) for code in said.why)
    return f"Quy tắc gợi ý: {Suggested(said.word).label}. {why}"
