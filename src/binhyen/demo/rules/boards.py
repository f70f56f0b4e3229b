"""Boards of the programmes, by office. Offices are real kinds of office; the persons are not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from .shapes import Kit, Naming, PlannedSeat

_HEAD = ("head", "Phó Chủ tịch Ủy ban nhân dân tỉnh")
_STANDING = ("deputy_standing", "Phó Giám đốc Công an tỉnh")
_DEPUTY = ("deputy", "Phó Chủ tịch Ủy ban Mặt trận Tổ quốc tỉnh")
_SECRETARY = ("secretary", "Trưởng phòng Xây dựng phong trào bảo vệ an ninh Tổ quốc")
_MEMBERS = (
    "Phó Chánh Văn phòng Ủy ban nhân dân tỉnh", "Phó Giám đốc Sở Nội vụ",
    "Phó Giám đốc Sở Tài chính", "Phó Giám đốc Sở Giáo dục và Đào tạo",
    "Phó Giám đốc Sở Xây dựng", "Phó Giám đốc Sở Y tế", "Phó Giám đốc Sở Khoa học và Công nghệ",
    "Phó Giám đốc Sở Tư pháp", "Phó Giám đốc Sở Văn hóa, Thể thao và Du lịch",
    "Phó Chủ tịch Hội Liên hiệp Phụ nữ tỉnh", "Phó Chủ tịch Hội Nông dân tỉnh",
    "Phó Chủ tịch Hội Cựu chiến binh tỉnh", "Phó Bí thư Tỉnh đoàn",
    "Phó Chủ tịch Liên đoàn Lao động tỉnh", "Phó Giám đốc Đài Phát thanh và Truyền hình tỉnh",
    "Trưởng phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ",
    "Trưởng phòng Cảnh sát giao thông", "Trưởng phòng Cảnh sát hình sự",
    "Trưởng phòng Cảnh sát quản lý hành chính về trật tự xã hội",
    "Trưởng phòng Tham mưu Công an tỉnh",
)  # fmt: skip
_INVENTED = ("Nguyễn Văn Mẫu", "Trần Thị Mẫu", "Lê Văn Mẫu", "Phạm Thị Mẫu")
_FIRST_NAMED = date(2024, 2, 19)
_NAMED_ANEW = date(2025, 8, 18)


def namings(kits: Sequence[Kit], rng: Random) -> list[Naming]:
    """A board of 7 to 24 for every programme in 2024, and anew for a few after the reform."""
    first = [_naming(kit, n, _FIRST_NAMED, rng) for n, kit in enumerate(kits)]
    anew = [_naming(kit, n, _NAMED_ANEW, rng) for n, kit in enumerate(kits[:5])]
    return first + anew


def _naming(kit: Kit, order: int, on: date, rng: Random) -> Naming:
    seats = [PlannedSeat(role=role, office=office)
             for role, office in (_HEAD, _STANDING, _DEPUTY, _SECRETARY)]  # fmt: skip
    members = rng.sample(_MEMBERS, rng.randint(3, len(_MEMBERS)))
    seats += [PlannedSeat(role="member", office=office) for office in sorted(members)]
    if order < len(_INVENTED):
        named = f"{_INVENTED[order]} (giả lập)"
        seats[3] = PlannedSeat(role="secretary", office=_SECRETARY[1], full_name=named)
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC) + timedelta(days=2, minutes=9 * order)
    return Naming(
        at=at,
        by="can-bo-tinh",
        kit=kit.code,
        name=f"Ban chỉ đạo mô hình “{kit.name}”"[:160],
        number=f"{on:%m}{order + 10}/QĐ-UBND",
        on=on,
        seats=tuple(seats),
    )
