"""The made-up ground of a commune: its villages and its bodies."""

from dataclasses import dataclass, field
from random import Random

from binhyen.demo.choices import Host

from .chance import point_near
from .shapes import Body, Kit, Place, Village

INVENTED = "giả lập"
_WORDS = (
    "Hoa Ban", "Suối Mơ", "Nắng Mai", "Đồi Thông", "Hương Rừng", "Bình Minh", "Hoa Cà Phê",
    "Thác Trắng", "Đất Đỏ", "Mây Chiều", "Cỏ Xanh", "Hồ Biếc", "Gió Ngàn", "Sao Hôm",
    "Lúa Vàng", "Hướng Dương",
)  # fmt: skip
_FORMS: dict[Host, tuple[str, tuple[str, ...]]] = {
    Host.SCHOOL: (
        "school",
        ("Trường Tiểu học", "Trường THCS", "Trường Mầm non", "Trường TH và THCS", "Trường THPT"),
    ),
    Host.PARISH: ("faith", ("Giáo xứ", "Giáo họ")),
    Host.ENTERPRISE: ("enterprise", ("Công ty TNHH", "Hợp tác xã", "Công ty cổ phần")),
    Host.MARKET: ("enterprise", ("Chợ", "Chợ đêm")),
    Host.LODGING: ("residents", ("Khu nhà trọ", "Dãy nhà trọ")),
    Host.OFFICE: ("other", ("Cơ quan mẫu", "Trung tâm mẫu")),
    Host.HEALTH: ("health", ("Trạm y tế", "Phòng khám đa khoa")),
}
BODIES_OF = {host: tuple(f"{form} {{}} ({INVENTED})" for form in forms)
             for host, (_kind, forms) in _FORMS.items()}  # fmt: skip


def villages_of(place: Place, rng: Random) -> tuple[Village, ...]:
    """Six to fourteen numbered villages; Thôn with Bon or Buôn in the country, TDP in town."""
    count = rng.randint(6, 14)
    if place.is_urban:
        names = [f"Tổ dân phố {n}" for n in range(1, count + 1)]
    else:
        own = rng.choice(("Bon", "Buôn"))
        thon = rng.randint(count // 2, count - 1)
        names = [f"Thôn {n}" for n in range(1, thon + 1)]
        names += [f"{own} {n}" for n in range(1, count - thon + 1)]
    spots = [point_near(place.lat, place.lon, place.room_km * 0.8, rng) for _ in names]
    return tuple(Village(name, *spot) for name, spot in zip(names, spots, strict=True))


def body_of(host: Host, place: Place, number: int) -> Body:
    """The n-th (from 0) invented body of its kind in a commune; always the same one."""
    kind, _forms = _FORMS[host]
    forms = BODIES_OF[host]
    word = _WORDS[(int(place.code) * 5 + number // len(forms)) % len(_WORDS)]
    return Body(kind, forms[number % len(forms)].format(word), place.key)


def bodies_possible(host: Host) -> int:
    """How many different bodies of a kind a commune can have."""
    return len(BODIES_OF[host]) * len(_WORDS)


class GroundFull(Exception):
    """A kit wants more sites than there are spots for it."""


@dataclass(slots=True)
class Ground:
    """A commune while it is being filled: what is taken already is not given twice."""

    place: Place
    villages: tuple[Village, ...]
    taken: set[tuple[str, str]] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, place: Place, rng: Random) -> "Ground":
        return cls(place, villages_of(place, rng))

    def free_spot(self, kit: Kit, rng: Random) -> tuple[Village | None, Body | None] | None:
        """A village, a body or the whole commune where the kit isn't yet; None when full."""
        if kit.host == Host.COMMUNE and self._take(kit, ""):
            return None, None
        if kit.host in {Host.COMMUNE, Host.VILLAGE}:
            open_ = [v for v in self.villages if (kit.code, v.name) not in self.taken]
            if not open_:
                return None
            village = rng.choice(open_)
            self._take(kit, village.name)
            return village, None
        for number in range(bodies_possible(kit.host)):
            body = body_of(kit.host, self.place, number)
            if self._take(kit, body.name):
                return rng.choice(self.villages), body
        return None

    def _take(self, kit: Kit, what: str) -> bool:
        if (kit.code, what) in self.taken:
            return False
        self.taken.add((kit.code, what))
        return True

    def decision_number(self, rng: Random) -> str:
        """A number that this commune's committee hasn't used in the plan."""
        while (number := f"{rng.randint(5, 480)}/QĐ-UBND") in self.numbers:
            continue
        self.numbers.add(number)
        return number
