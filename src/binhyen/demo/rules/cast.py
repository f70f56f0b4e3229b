"""The demonstration's users. Their names say that nobody is meant."""

from dataclasses import dataclass
from datetime import date

PASSWORD = "lam-thu-binh-yen-2026"  # noqa: S105  # public on purpose; the gate keeps it local
NATION = ""


@dataclass(frozen=True, slots=True)
class Member:
    """unit: code of a unit of today; the empty code is the nation."""

    username: str
    full_name: str
    role: str
    unit: str
    since: date = date(2025, 7, 1)


CAST = (
    Member("quan-tri", "Quản Trị Mẫu (giả lập)", "administrator", NATION),
    Member("can-bo-tinh", "Trần Thị Mẫu (giả lập)", "province_officer", "68"),
    Member("can-bo-bac-gia-nghia", "Nguyễn Văn Mẫu (giả lập)", "commune_officer", "24611"),
    Member("can-bo-cu-jut", "Lê Thị Mẫu (giả lập)", "commune_officer", "24640"),
    Member("lanh-dao-tinh", "Đặng Văn Mẫu (giả lập)", "leader", "68"),
    Member("lanh-dao-bac-gia-nghia", "Bùi Thị Mẫu (giả lập)", "leader", "24611"),
    Member("lanh-dao-cu-jut", "Đỗ Văn Mẫu (giả lập)", "leader", "24640"),
    Member("phu-trach-diem", "Phạm Văn Mẫu (giả lập)", "site_leader", "24611"),
    Member("nguoi-xem", "Hoàng Thị Mẫu (giả lập)", "reader", "68"),
    Member("kiem-tra", "Vũ Văn Mẫu (giả lập)", "auditor", "68"),
)
LEADER = "phu-trach-diem"
