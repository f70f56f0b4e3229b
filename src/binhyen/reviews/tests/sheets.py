"""Small sheets for tests, in words that name no province's own."""

POINTS = """
code = "diem"
name = "Phiếu cộng điểm"
of = "site"
method = "sum"
total = 100

[window]
from = "11-15"
until = "11-14"

[deadlines]
score = "11-30"
appraise = "12-10"
decide = "12-20"

[age]
months = 9

[quota]
class = "xuat-sac"
of = ["xuat-sac", "tot"]
percent = 20

[[class]]
code = "xuat-sac"
name = "Xuất sắc"
at_least = 90
good = true

[[class]]
code = "tot"
name = "Tốt"
at_least = 70
good = true

[[class]]
code = "dat"
name = "Đạt"
at_least = 0

[[criterion]]
code = "quyet-dinh"
name = "Có quyết định"
points = 10
measure = "yes"
known = "decision"

[[criterion]]
code = "to-chuc"
name = "Có tổ"
points = 20
measure = "count"
at_least = 2
known = "teams"

[[criterion]]
code = "ket-qua"
name = "Kết quả"
points = 70
"""

ALL = """
code = "tat-ca"
name = "Phiếu mọi tiêu chí"
of = "unit"
method = "all"

[window]
from = "11-01"
until = "10-31"

[deadlines]
score = "11-20"
appraise = "12-05"
decide = "01-10"

[[class]]
code = "dat"
name = "Đạt"
good = true

[[class]]
code = "khong-dat"
name = "Không đạt"

[[criterion]]
code = "mo-hinh"
name = "Có mô hình"
measure = "count"
known = "programmes"

[[criterion]]
code = "cong-nhan"
name = "Ít nhất 70 % được công nhận"
measure = "share"
at_least = 70
"""

PROGRAMMES = """
code = "mo-hinh"
name = "Phiếu rà soát mô hình"
of = "programme"
method = "sum"

[window]
from = "01-01"
until = "12-31"

[deadlines]
score = "12-20"
appraise = "01-10"
decide = "01-20"

[[class]]
code = "tot"
name = "Tốt"
at_least = 60
good = true

[[class]]
code = "dat"
name = "Đạt"
at_least = 0

[[criterion]]
code = "diem"
name = "Có từ 2 điểm trở lên"
points = 20
measure = "count"
at_least = 2
known = "sites"

[[criterion]]
code = "xa"
name = "Có ở từ 2 xã trở lên"
points = 20
measure = "count"
at_least = 2
known = "communes"

[[criterion]]
code = "ho-so"
name = "Hồ sơ của mô hình đầy đủ"
points = 20
known = "dossier"

[[criterion]]
code = "ket-qua"
name = "Kết quả"
points = 40
"""
