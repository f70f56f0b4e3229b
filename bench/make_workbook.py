"""A workbook of 919 rows and its catalogue, for where no province's own lies beside the clone."""

import csv
import sys
from pathlib import Path
from random import Random

import xlsxwriter

from .ground import set_up_django

WORKBOOK, CATALOGUE = "so-theo-doi.xlsx", "programmes.csv"
HEADER = (
    "TT", "Tên mô hình", "Xã, phường, thị trấn", "Thôn, bon, tổ dân phố", "Ngày ra mắt",
    "Quyết định thành lập", "Số tổ", "Số thành viên", "Ngân sách (đồng)", "Xã hội hóa (đồng)",
)  # fmt: skip


def main() -> None:
    set_up_django()
    from binhyen.demo import queries
    from binhyen.demo.rules.ground import Ground
    from binhyen.demo.rules.sites import sites_of_book

    folder, rng, kits = Path(sys.argv[1]), Random(919), queries.kits()
    units = {unit.pk: unit for unit in queries.old_communes()}
    grounds = {place.key: Ground.of(place, rng) for place in queries.places(list(units.values()))}
    names = {kit.code: kit.name for kit in kits}
    with (folder / CATALOGUE).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["code", "name", "sector", "aliases"])
        table.writerows([k.code, k.name, k.sector, "; ".join(k.aliases)] for k in kits)
    book = xlsxwriter.Workbook(folder / WORKBOOK)
    sheets: dict[str, tuple[xlsxwriter.worksheet.Worksheet, list[int]]] = {}
    for site in sites_of_book(kits, grounds, rng):
        unit = units[site.place]
        district = grounds[site.place].place.group
        if district not in sheets:
            sheets[district] = (book.add_worksheet(district[:31]), [3])
            sheets[district][0].write(0, 0, f"SỔ THEO DÕI MÔ HÌNH – {district.upper()} (giả lập)")
            sheets[district][0].write_row(2, 0, HEADER)
        sheet, row = sheets[district]
        day = site.established_on.strftime("%d/%m/%Y") if site.established_on else ""
        place = site.village or (site.body.name if site.body else "")
        sheet.write_row(row[0], 0, [row[0] - 2, names[site.kit], unit.name, place, day,
                                    site.decision_number, site.team_count, site.member_count or "",
                                    site.state_vnd or 0, site.community_vnd or 0])  # fmt: skip
        row[0] += 1
    book.close()


if __name__ == "__main__":
    main()
