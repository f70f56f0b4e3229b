"""Six studies of the demonstration, registered by an officer, locked by a leader, worked out."""

from dataclasses import dataclass
from datetime import UTC, datetime

from binhyen.evidence import actions
from binhyen.evidence.actions import StudyFacts
from binhyen.evidence.choices import OutcomeRole
from binhyen.evidence.models import Study
from binhyen.people.models import Person
from binhyen.programmes.models import Programme

from .province import Say

OFFICER, LEADER = "can-bo-tinh", "lanh-dao-tinh"
REGISTERED = datetime(2026, 9, 7, 2, 30, tzinfo=UTC)
LOCKED = datetime(2026, 9, 9, 8, 0, tzinfo=UTC)
WORKED = datetime(2026, 9, 9, 8, 5, tzinfo=UTC)  # by no real clock: the same log every time
# The last months before the reform: the 71 communes of the register stayed the same throughout.
FIRST, LAST = "month-2019-01", "month-2025-06"
DRAWS = 40  # for a quick load, and so the studies say; 200 is what the form begins with
NOTE = (
    "Dữ liệu giả lập. Lập sau khi đã có số liệu các tháng này, trước khi ai đó so sánh. "
    "Tháng cuối là tháng trước ngày sắp xếp đơn vị hành chính 01/7/2025."
)
# The primary outcome first. See docs/synthetic.md for what is planted.
STUDIES = {
    "CAM": ("theft", "disorder", "fraud"),
    "LGPC": ("fires",),
    "CTAT": ("school_incidents", "collisions"),
    "TSDQ": ("disorder", "theft"),
    "ZALO": ("theft", "fraud", "disorder"),
    "TDTQ": ("collisions",),
}


@dataclass(frozen=True, slots=True)
class Meant:
    """How a programme is meant to work, what shows that it is carried out, and what a place costs
    in a year, in đồng; invented like everything here. Without a range the register is asked."""

    mechanism: str
    activities: tuple[str, ...] = ()
    cost_vnd: tuple[int, int] | None = None


# Of CTAT nothing is said, as of most programmes: the page shows what is missing then.
MEANT = {
    "CAM": Meant(
        "Camera ở đường chính làm người định trộm cắp ngại bị thấy, giúp công an xã tìm ra nhanh "
        "hơn, và người dân báo tin nhiều hơn.",
        ("tips_received", "outreach"),
    ),
    "LGPC": Meant(
        "Các hộ liền kề tập chữa cháy, có chuông báo và bình chữa cháy, nên đám cháy nhỏ được dập "
        "trước khi thành vụ cháy.",
        ("fire_drills", "trainings"),
        (15_000_000, 40_000_000),
    ),
    "TSDQ": Meant(
        "Đường sáng thì ít tụ tập gây rối ban đêm.", ("outreach",), (30_000_000, 60_000_000)
    ),
    "ZALO": Meant(
        "Nhóm Zalo báo tin nhanh giữa dân với công an xã.",
        ("tips_received", "tips_useful"),
        (1_000_000, 4_000_000),
    ),
    "TDTQ": Meant("Đoạn đường có người nhận trông coi thì ít va chạm.", ("outreach",)),
}


def load_studies(*, say: Say = lambda _: None) -> bool:
    """Register, lock and work out; False if there are studies already or no programmes to study."""
    programmes = {
        one.code: one
        for one in Programme.objects.filter(code__in=STUDIES, is_synthetic=True).select_related(
            "unit"
        )
    }
    if Study.objects.exists() or not programmes:
        return False
    say("Six studies …")
    cast = Person.objects.in_bulk(field_name="username")
    for code, outcomes in STUDIES.items():
        study = actions.register_study(
            programmes[code],
            _facts(programmes[code], outcomes),
            is_synthetic=True,
            by=cast[OFFICER],
            at=REGISTERED,
        )
        locked = actions.lock_study(study, by=cast[LEADER], at=LOCKED)
        actions.enqueue(locked, by=cast[OFFICER], at=LOCKED)
    actions.work(clock=lambda: WORKED)
    return True


def _facts(programme: Programme, outcomes: tuple[str, ...]) -> StudyFacts:
    roles = dict.fromkeys(outcomes, OutcomeRole.SECONDARY) | {outcomes[0]: OutcomeRole.PRIMARY}
    meant = MEANT.get(programme.code, Meant(""))
    low, high = meant.cost_vnd or (None, None)
    return StudyFacts(
        question=f"{programme.name} có làm giảm số vụ việc ở nơi áp dụng hay không?",
        outcomes=roles,
        first_month=FIRST,
        last_month=LAST,
        mechanism=meant.mechanism,
        activities=meant.activities,
        cost_low_vnd=low,
        cost_high_vnd=high,
        draws=DRAWS,
        note=NOTE,
    )
