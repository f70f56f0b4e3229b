"""Whether what was typed for an office is a person's name."""

import re

TITLES = frozenset({"ông", "bà", "anh", "chị", "cô", "chú", "bác", "đồng", "chí"})
SURNAMES = frozenset(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Lâm Trịnh "
    "Đào Mai Cao Tô Tạ Hà Thái Châu Lương Quách Phùng Đoàn Vương Triệu Lưu Tăng Hứa La Nông "
    "Bế Ma Sầm Giàng Vàng Thào Sùng Điểu".split()
)
GIVEN = re.compile(r"(?:[HK]['’].+|Y)$")  # as names begin in the Central Highlands
END_OF_NAME = re.compile(r"[,;:(/–]")


def is_name(office: str) -> bool:
    """True for "Nguyễn Văn A" and "bà Lê Thị B, Hội Phụ nữ"; not for "Đoàn Thanh niên tỉnh"."""
    words = END_OF_NAME.split(office, maxsplit=1)[0].split()
    while words and words[0].lower() in TITLES:
        del words[0]
    if not 2 <= len(words) <= 5 or not all(word[0].isupper() for word in words):
        return False
    return words[0].capitalize() in SURNAMES or GIVEN.match(words[0]) is not None
