"""Workbooks of many layouts, the same sites in each: every column of every row is understood."""

import io
from datetime import date

import openpyxl
import pytest

from binhyen.intake.rules.catalogue import Catalogue, Known
from binhyen.intake.rules.reading import WorkbookReading
from binhyen.intake.sources import places_of
from binhyen.intake.workbook import read_workbook

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
CATALOGUE = Catalogue(
    [
        Known(1, "Tiếng kẻng an ninh", "Phòng, chống tội phạm", ("Tiếng kẻng AN",)),
        Known(
            2, "Cổng trường an toàn giao thông", "Trật tự an toàn giao thông", ("Cổng trường ATGT",)
        ),
        Known(3, "Tổ tự quản về an ninh, trật tự", "Phòng, chống tội phạm", ("Tổ tự quản ANTT",)),
    ]
)
# programme, commune, code, village, day, decision, teams, members, state, community
SITES = [
    (
        "Tiếng kẻng an ninh",
        "Xã Đắk Wil",
        "24643",
        "Thôn 3",
        date(2016, 12, 1),
        "315/QĐ-UBND",
        6,
        12,
        50_000_000,
        0,
    ),
    (
        "Tiếng kẻng an ninh",
        "Xã Ea Pô",
        "24646",
        "Bon 4",
        date(2018, 1, 20),
        "27/QĐ-UBND",
        1,
        31,
        5_000_000,
        1_500_000,
    ),
    (
        "Cổng trường an toàn giao thông",
        "Xã Đắk Wil",
        "24643",
        "Thôn 10",
        date(2019, 5, 6),
        "8/QĐ-UBND",
        2,
        40,
        0,
        20_000_000,
    ),
    (
        "Tổ tự quản về an ninh, trật tự",
        "Xã Nam Dong",
        "24649",
        "Thôn 1",
        date(2021, 9, 25),
        "90/QĐ-UBND",
        3,
        22,
        10_500_000,
        500_000,
    ),
]
TITLE = ["CÔNG AN TỈNH ĐẮK NÔNG"]


def dmy(on: date) -> str:
    return on.strftime("%d/%m/%Y")


def standard(head, line, *, above=(TITLE, ["CÔNG AN HUYỆN CƯ JÚT"], []), below=()):
    return [*above, head, *(line(n, *site) for n, site in enumerate(SITES, 1)), *below]


def other_order_and_words():
    return standard(
        [
            "STT",
            "Xã/phường",
            "Khu dân cư",
            "Tên gọi mô hình",
            "Thời gian thành lập",
            "Số hội viên",
            "Tổng số tổ",
            "Nguồn XHH",
            "NSNN",
            "Số QĐ",
        ],
        lambda n, p, u, c, v, d, q, t, m, b, s: [
            n,
            u[3:],
            v,
            p.upper(),
            d,
            f"{m} người",
            f"{t:02d} tổ",
            s,
            b,
            q,
        ],
    )


def money_in_millions():
    return standard(
        [
            "TT",
            "Mô hình",
            "Địa bàn",
            "Thôn",
            "Ngày thành lập",
            "Quyết định",
            "Số nhóm",
            "TV",
            "Kinh phí nhà nước (triệu đồng)",
            "Vận động (triệu đồng)",
        ],
        lambda n, p, u, c, v, d, q, t, m, b, s: [n, p, u, v, dmy(d), q, t, m, b / 1e6, s / 1e6],
    )


def unit_of_money_above():
    return standard(
        [
            "TT",
            "Mô hình",
            "Xã",
            "Thôn",
            "Ngày ra mắt",
            "Quyết định",
            "Số tổ",
            "Số thành viên",
            "Ngân sách",
            "XHH",
        ],
        lambda n, p, u, c, v, d, q, t, m, b, s: [n, p, u, v, d, q, t, m, b / 1000, s / 1000],
        above=(TITLE, ["CÔNG AN HUYỆN CƯ JÚT"], ["ĐVT: 1.000 đồng"]),
    )


def place_in_one_column():
    return standard(
        [
            "TT",
            "Tên mô hình",
            "Nơi triển khai",
            "Ngày ra mắt",
            "Số, ngày quyết định",
            "Số tổ",
            "Số người tham gia",
            "Ngân sách",
            "Xã hội hóa",
        ],
        lambda n, p, u, c, v, d, q, t, m, b, s: [
            n,
            p,
            f"{v}, {u[0].lower()}{u[1:]}, huyện Cư Jút",
            d,
            f"Số {q} ngày {dmy(d)}",
            t,
            m,
            b,
            s,
        ],
        above=(),
    )


def dash_in_place():
    return standard(
        [
            "TT",
            "Tên mô hình",
            "Địa chỉ",
            "Ngày ra mắt",
            "QĐ thành lập",
            "Số tổ",
            "Số TV",
            "Ngân sách",
            "Xã hội hóa",
        ],
        lambda n, p, u, c, v, d, q, t, m, b, s: [n, p, f"{v} - {u[3:]}", d, q, t, m, b, s],
    )


def numbered_columns():
    head = [
        "TT",
        "Tên mô hình",
        "Xã",
        "Thôn",
        "Ngày ra mắt",
        "Quyết định",
        "Số tổ",
        "Số thành viên",
        "Ngân sách",
        "Xã hội hóa",
    ]
    rows = standard(head, lambda n, p, u, c, v, d, q, t, m, b, s: [n, p, u, v, d, q, t, m, b, s])
    at = rows.index(head) + 1
    return [*rows[:at], [f"({k})" for k in range(1, 11)], *rows[at:]]


def two_levels_unmerged():
    return standard(
        [None, None, None, None, "Ngày", "Số", None, None, "Nhà nước", "Vận động"],
        lambda n, p, u, c, v, d, q, t, m, b, s: [n, p, u, v, d, q, t, m, b, s],
        above=(
            TITLE,
            ["CÔNG AN HUYỆN CƯ JÚT"],
            [
                "TT",
                "Tên mô hình",
                "Xã",
                "Thôn",
                "Ra mắt",
                "Quyết định",
                "Số tổ",
                "Số thành viên",
                "Kinh phí (đồng)",
                None,
            ],
        ),
    )


def split_dates():
    return standard(
        [
            "TT",
            "Tên mô hình",
            "Xã",
            "Thôn",
            "Ngày",
            "Tháng",
            "Năm",
            "Quyết định",
            "Số tổ",
            "Số thành viên",
            "Ngân sách",
            "Xã hội hóa",
        ],
        lambda n, p, u, c, v, d, q, t, m, b, s: [n, p, u, v, d.day, d.month, d.year, q, t, m, b, s],
    )


def district_column():
    return standard(
        [
            "TT",
            "Huyện",
            "Xã",
            "Ấp",
            "Loại mô hình",
            "Năm thành lập",
            "Quyết định số",
            "Số tổ",
            "Thành viên",
            "NSNN",
            "Đóng góp",
        ],
        lambda n, p, u, c, v, d, q, t, m, b, s: [
            n,
            "Cư Jút",
            u,
            v,
            f"Mô hình “{p}”",
            f"ngày {d.day} tháng {d.month} năm {d.year}",
            q,
            t,
            m,
            b,
            s,
        ],
        above=(["BÁO CÁO"],),
    )


def english():
    return standard(
        [
            "No",
            "Programme",
            "Commune",
            "Village",
            "Established",
            "Decision",
            "Teams",
            "Members",
            "State budget",
            "Community",
        ],
        lambda n, p, u, c, v, d, q, t, m, b, s: [
            n,
            p,
            u,
            v,
            d.isoformat(),
            q,
            t,
            m,
            f"{b:,}",
            f"{s:,}",
        ],
        above=(["Tỉnh Đắk Nông"],),
    )


def headings_by_commune():
    rows = [
        TITLE,
        ["CÔNG AN HUYỆN CƯ JÚT"],
        [
            "TT",
            "Tên mô hình",
            "Thôn",
            "Ngày ra mắt",
            "Quyết định",
            "Số tổ",
            "Số thành viên",
            "Ngân sách",
            "Xã hội hóa",
        ],
    ]
    for number, unit in zip(["I", "II", "III"], dict.fromkeys(s[1] for s in SITES), strict=True):
        rows.append([number, unit.upper()])
        for p, u, _c, v, d, q, t, m, b, s in SITES:
            if u == unit:
                rows.append([1, p, v, d, q, t, m, b, s])
        rows.append([None, "Cộng", None, None, None, 3, 44, None, None])
    return [
        *rows,
        [None, "TỔNG CỘNG", None, None, None, 12],
        [],
        [None, None, None, "Cư Jút, ngày 15 tháng 12 năm 2022"],
        [None, None, None, "TRƯỞNG CÔNG AN HUYỆN"],
        [None, None, None, "Nguyễn Văn A"],
    ]


def repeated_header():
    head = [
        "TT",
        "Tên mô hình",
        "Xã",
        "Thôn",
        "Ngày ra mắt",
        "Quyết định",
        "Số tổ",
        "Số thành viên",
        "Ngân sách",
        "Xã hội hóa",
    ]
    rows = standard(head, lambda n, p, u, c, v, d, q, t, m, b, s: [n, p, u, v, d, q, t, m, b, s])
    return [*rows[:-2], head, *rows[-2:]]


def headings_by_programme():
    rows = [
        TITLE,
        ["HUYỆN CƯ JÚT"],
        [
            "TT",
            "Địa bàn",
            "Thôn/bon",
            "Ngày ra mắt",
            "Quyết định",
            "Số tổ",
            "Số thành viên",
            "Ngân sách",
            "Xã hội hóa",
        ],
    ]
    for name in dict.fromkeys(s[0] for s in SITES):
        rows.append([f"1. Mô hình {name}"])
        rows += [
            [1, u, v, d, q, t, m, b, s] for p, u, _c, v, d, q, t, m, b, s in SITES if p == name
        ]
    return rows


LAYOUTS = [
    *(other_order_and_words, money_in_millions, unit_of_money_above, place_in_one_column),
    *(dash_in_place, numbered_columns, two_levels_unmerged, split_dates, district_column, english),
    *(headings_by_commune, repeated_header, headings_by_programme),
]


def book_of(*sheets, merges=()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    page.cell(r, c, value)
        for merge in merges:
            page.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(content: bytes, name: str = "so.xlsx") -> WorkbookReading:
    return read_workbook(
        content, name=name, catalogue=CATALOGUE, places=places_of(None), today=TODAY
    )


def understood(reading: WorkbookReading) -> list[tuple]:
    return sorted(
        (
            r.programme,
            r.unit and r.unit.code,
            r.village,
            r.established,
            r.decision,
            r.teams,
            r.members,
            r.budget_vnd,
            r.social_vnd,
            r.status,
            *(x.code for x in r.reasons if x.code != "other_vintage"),
        )
        for r in reading.rows
    )


EXPECTED = sorted((p, c, v, d, q, t, m, b, s, "ok") for p, _u, c, v, d, q, t, m, b, s in SITES)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_layout_says_the_same_sites(layout):
    assert understood(read(book_of(("Sheet1", layout())))) == EXPECTED


def test_a_sheet_a_programme_with_its_name_in_the_title_only():
    sheets = [
        (
            f"MH{n}",
            [
                *(["CÔNG AN HUYỆN CƯ JÚT, TỈNH ĐẮK NÔNG"], [f"DANH SÁCH MÔ HÌNH “{name.upper()}”"]),
                [
                    "TT",
                    "Xã",
                    "Thôn",
                    "Ngày ra mắt",
                    "Quyết định",
                    "Số tổ",
                    "Số thành viên",
                    "Ngân sách",
                    "XHH",
                ],
                *(
                    [1, u, v, d, q, t, m, b, s]
                    for p, u, _c, v, d, q, t, m, b, s in SITES
                    if p == name
                ),
            ],
        )
        for n, name in enumerate(dict.fromkeys(s[0] for s in SITES))
    ]
    assert understood(read(book_of(("Bìa", [["SỔ THEO DÕI"]]), *sheets))) == EXPECTED


def test_three_levels_of_merged_headers():
    rows = [
        ["TT", "Tên mô hình", "Địa bàn", None, "Thành lập", None, "Quy mô", None, "Kinh phí", None],
        [
            None,
            None,
            "Xã",
            "Thôn",
            "Ngày",
            "Quyết định",
            "Số tổ",
            "Số người",
            "Nguồn (triệu đồng)",
            None,
        ],
        [None, None, None, None, None, None, None, None, "Nhà nước", "Xã hội hóa"],
        *(
            [n, p, u, v, d, q, t, m, b / 1e6, s / 1e6]
            for n, (p, u, _c, v, d, q, t, m, b, s) in enumerate(SITES, 1)
        ),
    ]
    merges = [
        "A1:A3",
        "B1:B3",
        "C1:D1",
        "E1:F1",
        "G1:H1",
        "I1:J1",
        "I2:J2",
        *(f"{c}2:{c}3" for c in "CDEFGH"),
    ]
    assert understood(read(book_of(("H. Cu Jut", rows), merges=merges))) == EXPECTED


def test_units_of_today_are_read_as_of_today():
    rows = [
        ["UBND TỈNH LÂM ĐỒNG"],
        [
            "TT",
            "Tên mô hình",
            "Xã, phường",
            "Thôn",
            "Ngày ra mắt",
            "Quyết định",
            "Số tổ",
            "Số thành viên",
        ],
        [1, "Tiếng kẻng AN", "Phường Bắc Gia Nghĩa", "TDP 3", "tháng 9/2025", "3/QĐ-UBND", 1, 9],
        [2, "Tiếng kẻng AN", "Xã Nam Dong", "Thôn 1", 2020, "4/QĐ-UBND", 1, 9],
        [None, None, None, None, None, "Ngày 12 tháng 01 năm 2026"],
    ]
    found = [
        (r.unit.code, r.status, r.established, r.precision)
        for r in read(book_of(("DS", rows))).rows
    ]
    assert found[0] == ("24611", "ok", date(2025, 9, 1), "month")
    assert found[1][1:] == ("ok", date(2020, 1, 1), "year")
