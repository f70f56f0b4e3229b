"""Which cases the demonstration has, where each stands, and since when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

PROVINCE, COMMUNES = "68", ("24611", "24640")
# Programmes whose numbers are those of the published book: nothing comes or goes of them.
STEADY = ("CAM", "DTTM", "LGPC")
# A case is late, due within a day, or came a moment ago: of every five cases of a kind.
LAGS = ("late", "fresh", "soon", "fresh", "late")


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case to be: of a kind, at a place (the code of a unit), and how far it has come.

    moves: how many steps lie behind it. finish: the outcome that closes it then ("" leaves it
    open). lag: as in LAGS. is_returned: it was sent back once on the way.
    """

    kind: str
    place: str
    moves: int
    lag: str
    finish: str = ""
    is_returned: bool = False
    of_programme: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A programme that somebody proposes."""

    name: str
    sector: str
    aim: str


PROPOSALS = (
    Proposal("Chợ văn minh, an toàn cháy nổ", "Phòng cháy, chữa cháy",
             "Tiểu thương cùng giữ lối thoát nạn, mỗi sạp một bình chữa cháy"),
    Proposal("Khu nhà trọ tự quản", "Phòng, chống tội phạm",
             "Chủ trọ và người thuê cùng khai báo lưu trú, giữ trật tự khu trọ"),
    Proposal("Bến xe bình yên", "Trật tự giao thông",
             "Lái xe, phụ xe không chèo kéo khách, giúp khách tìm đồ thất lạc"),
    Proposal("Xe đưa đón học sinh an toàn", "Trật tự giao thông",
             "Xe đưa đón dừng đúng chỗ, có người dắt trẻ qua đường"),
    Proposal("Vườn cà phê không mất trộm", "Phòng, chống tội phạm",
             "Các hộ liền rẫy trực đêm mùa thu hoạch, báo tin qua loa cầm tay"),
    Proposal("Hồ đập an toàn cho trẻ em", "Tự quản ở khu dân cư",
             "Rào, cắm biển và cử người trông hồ đập trong dịp hè"),
    Proposal("Nhà văn hóa sáng đèn", "Tự quản ở khu dân cư",
             "Đoàn thể thay nhau mở cửa nhà văn hóa buổi tối cho thanh niên"),
    Proposal("Cửa hàng tiện lợi liên kết an ninh", "Cơ quan, doanh nghiệp",
             "Cửa hàng mở đêm báo tin cho công an phường qua một đầu mối"),
    Proposal("Đường hoa không rác, không tụ tập", "Tự quản ở khu dân cư",
             "Hộ mặt đường giữ đoạn đường trước nhà, nhắc nhau không tụ tập khuya"),
    Proposal("Kho nông sản an toàn", "Phòng cháy, chữa cháy",
             "Chủ kho kiểm tra điện mỗi tháng, tập chữa cháy mỗi quý"),
)  # fmt: skip

SYMBOLS = {
    "plan": "KH", "survey_plan": "KH", "replication_plan": "KH", "proposal": "TTr",
    "survey_report": "BC", "ending_report": "BC", "interim_report": "BC", "final_report": "BC",
    "charter": "QC", "invitation": "GM", "launch_minutes": "BB", "meeting_minutes": "BB",
    "takeover_record": "BB", "handover_record": "BB",
}  # fmt: skip
ASSETS = (
    (("camera", "Camera cổng thôn", 2, 7_600_000), ("money", "Quỹ của điểm", 1, 1_850_000)),
    (("extinguisher", "Bình chữa cháy bột 4 kg", 6, 1_500_000), ("tool", "Loa cầm tay", 1, None)),
    (("tool", "Kẻng, dùi", 3, None),),
)
HOLDER = "Công an {place} (giả lập)"
RETURNED = "Đề nghị làm rõ kinh phí và người phụ trách (giả lập)"
REASONS = {
    "build": "Địa bàn phát sinh nhu cầu, Nhân dân đề xuất (giả lập)",
    "replicate": "Điểm gốc hoạt động tốt, thôn bên đề nghị làm theo (giả lập)",
    "adjust": "Số hộ tham gia tăng, cần kiện toàn (giả lập)",
    "suspend": "Thiếu người phụ trách, chờ kiện toàn (giả lập)",
    "end": "Nhiều năm không sinh hoạt, rà soát không đạt (giả lập)",
    "merge": "Hai nơi trùng mục đích trên cùng địa bàn (giả lập)",
    "take_over": "Tiếp nhận sau khi sắp xếp đơn vị hành chính (giả lập)",
}


def planned(tracks: Mapping[str, Sequence[str]], others: Sequence[str]) -> list[PlannedCase]:
    """An open case at every step of every kind, some of them late, and a few that are closed.

    tracks: by kind the steps on the straight way. others: codes of further communes, where
    nobody of the cast works; they have some late ones.
    """
    return [*_open(tracks), *_elsewhere(tracks, others), *_closed(tracks)]


def _open(tracks: Mapping[str, Sequence[str]]) -> Iterator[PlannedCase]:
    for row, (kind, steps) in enumerate(tracks.items()):
        for moves in range(len(steps)):
            at_home = PROVINCE if kind == "build" and moves % 4 else COMMUNES[(row + moves) % 2]
            yield PlannedCase(
                kind,
                at_home,
                moves,
                LAGS[(row + moves) % len(LAGS)],
                is_returned=moves >= 2 and (row + moves) % 4 == 0,
            )
    yield PlannedCase("take_over", PROVINCE, 1, "late", of_programme=True)
    yield PlannedCase("adjust", PROVINCE, 0, "soon", of_programme=True)


def _elsewhere(tracks: Mapping[str, Sequence[str]], others: Sequence[str]) -> Iterator[PlannedCase]:
    kinds = ("replicate", "end", "adjust")
    for number, place in enumerate(others):
        kind = kinds[number % len(kinds)]
        yield PlannedCase(kind, place, number % len(tracks[kind]), LAGS[number % len(LAGS)])


def _closed(tracks: Mapping[str, Sequence[str]]) -> Iterator[PlannedCase]:
    """One site comes and one goes, so that the count stays what it was."""
    for kind, finish in (("replicate", "launch"), ("end", "end"), ("adjust", "issued")):
        yield PlannedCase(kind, COMMUNES[0], len(tracks[kind]) - 1, "fresh", finish)
    yield PlannedCase("build", PROVINCE, 2, "fresh", "drop")
    yield PlannedCase("replicate", COMMUNES[1], 1, "fresh", "drop")


def waited(lag: str, days: int, rng: Random) -> int:
    """How many working days a case has stood at a step that has so many."""
    if lag == "late":
        return days + rng.randint(2, 7)
    if lag == "soon":
        return max(days - 1, 0)
    return rng.randint(0, max(min(days - 3, 2), 0))


def taken(days: int, rng: Random) -> int:
    """How many working days a step took that lies behind."""
    return rng.randint(1, max(1, min(days, 4)))


def paper_number(kind: str, number: int) -> str:
    """As the papers of communes are numbered, and said to be none."""
    return f"{number:02d}/{SYMBOLS.get(kind, 'QĐ')}-UBND"
