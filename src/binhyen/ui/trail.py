"""Entries of the log in words for a page."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from binhyen.kernel.dates import Precision, show
from binhyen.kernel.models import Entry

from .naming import Names, table_of
from .words import moment_text, read_number

VERBS = {
    "create": gettext_lazy("thêm"),
    "add": gettext_lazy("thêm"),
    "change": gettext_lazy("sửa"),
    "delete": gettext_lazy("xóa"),
    "undo": gettext_lazy("hoàn tác"),
    "commit": gettext_lazy("nhập sổ"),
    "give": gettext_lazy("giao vai trò"),
    "end": gettext_lazy("kết thúc"),
    "begin": gettext_lazy("thành lập"),
    "boundary": gettext_lazy("nạp ranh giới"),
    "sign-in": gettext_lazy("đăng nhập"),
    "sign-out": gettext_lazy("đăng xuất"),
    "sign-in-failed": gettext_lazy("thấy sai mật khẩu của"),
    "locked": gettext_lazy("tạm khóa đăng nhập của"),
    "unlock": gettext_lazy("mở khóa đăng nhập của"),
    "set-password": gettext_lazy("đặt mật khẩu của"),
    "reset-link": gettext_lazy("cấp đường dẫn đặt mật khẩu cho"),
    "drop-second-factor": gettext_lazy("gỡ xác thực bước hai của"),
    "add-totp": gettext_lazy("thêm ứng dụng xác thực của"),
    "remove-totp": gettext_lazy("gỡ ứng dụng xác thực của"),
    "renew-totp": gettext_lazy("đổi ứng dụng xác thực của"),
    "add-webauthn": gettext_lazy("thêm khóa truy cập của"),
    "remove-webauthn": gettext_lazy("gỡ khóa truy cập của"),
    "renew-webauthn": gettext_lazy("đổi khóa truy cập của"),
    "add-recovery-codes": gettext_lazy("tạo mã dự phòng của"),
    "remove-recovery-codes": gettext_lazy("gỡ mã dự phòng của"),
    "renew-recovery-codes": gettext_lazy("đổi mã dự phòng của"),
    "deactivate": gettext_lazy("ngừng tài khoản"),
    "reactivate": gettext_lazy("mở lại tài khoản"),
    "erase-contact": gettext_lazy("xóa thông tin liên hệ của"),
    "accept-key": gettext_lazy("nhận khóa ký mới cho"),
    "verify": gettext_lazy("kiểm tra"),
    "sign": gettext_lazy("ghi nhận đã ký"),
    "add-version": gettext_lazy("nộp phiên bản mới của"),
    "withdraw": gettext_lazy("rút"),
    "issue": gettext_lazy("lấy số"),
    "close": gettext_lazy("đóng"),
    "begin-series": gettext_lazy("đặt số bắt đầu của"),
    "score": pgettext_lazy("việc đã làm", "tự chấm"),
    "appraise": pgettext_lazy("việc đã làm", "thẩm định"),
    "leave-out": pgettext_lazy("việc đã làm", "không xếp loại"),
    "bring-back": gettext_lazy("đưa trở lại xếp loại"),
    "decide": pgettext_lazy("việc đã làm", "quyết định"),
    "undecide": gettext_lazy("rút lại quyết định về"),
    "open-case": gettext_lazy("lập hồ sơ từ"),
    "open-return": gettext_lazy("mở"),
    "enter": gettext_lazy("nhập số liệu vào"),
    "comment": gettext_lazy("ghi ý kiến:"),
    "prefill": gettext_lazy("điền số đếm từ hồ sơ vào"),
    "submit": gettext_lazy("gửi lên cấp trên"),
    "give-back": gettext_lazy("trả lại"),
    "recall": gettext_lazy("rút lại"),
    "stand-in": gettext_lazy("nhập thay đơn vị trong"),
    "accept": gettext_lazy("duyệt"),
    "lock": gettext_lazy("khóa"),
    "correct": gettext_lazy("đính chính"),
    "excuse": gettext_lazy("giải trình:"),
    "receive": gettext_lazy("ghi nhận đã nhận"),
    "revise": gettext_lazy("lập bản mới của"),
    "enqueue": gettext_lazy("cho tính"),
    "finish": gettext_lazy("tính xong"),
    "fail": gettext_lazy("tính không xong"),
    "adopt": gettext_lazy("duyệt"),
    "announce": gettext_lazy("công bố"),
    "draw": pgettext_lazy("việc đã làm", "bốc thăm"),
    "upload": gettext_lazy("đưa lên"),
    "repair": gettext_lazy("sửa ô của"),
    "skip-cells": gettext_lazy("bỏ qua ô của"),
    "take-cells": gettext_lazy("lấy lại ô của"),
    "discard": gettext_lazy("bỏ"),
    "load-figures": gettext_lazy("nạp số liệu cho"),
    "open": gettext_lazy("lập"),
    "move": gettext_lazy("chuyển bước"),
    "return": gettext_lazy("trả lại để bổ sung"),
    "take-back": gettext_lazy("rút lại bước vừa chuyển của"),
    "delegate": gettext_lazy("giao người khác xử lý"),
    "record": gettext_lazy("ghi cuộc họp"),
    "declare-assets": gettext_lazy("kê khai tài sản trong"),
    "hand-over": gettext_lazy("bàn giao"),
    "remind": gettext_lazy("nhắc hạn của"),
    "late": gettext_lazy("báo quá hạn của"),
    "escalate": gettext_lazy("báo cấp trên về"),
}
_SUM = re.compile(r"\b\d{4,}(?= đ\b)")
OF_ONESELF = frozenset({"sign-in", "sign-out"})
UNTOLD = frozenset({"id", "edits", "is_synthetic", "rule", "sort_key", "folded"})
# Columns whose tables give them no words of their own.
COLUMNS = {
    "accepted_by_id": gettext_lazy("người duyệt"),
    "aliases": gettext_lazy("cách viết khác"),
    "area_km2": gettext_lazy("diện tích (km²)"),
    "amount": gettext_lazy("số liệu"),
    "asset_id": gettext_lazy("tài sản"),
    "at": gettext_lazy("lúc"),
    "board_id": gettext_lazy("ban"),
    "by_id": gettext_lazy("người nhập"),
    "case_id": gettext_lazy("hồ sơ"),
    "cells": gettext_lazy("số ô"),
    "changed": gettext_lazy("số điểm cập nhật"),
    "changed_at": gettext_lazy("lúc sửa"),
    "code_version": gettext_lazy("phiên bản chương trình"),
    "committed_at": gettext_lazy("lúc nhập"),
    "created_at": gettext_lazy("lúc lập"),
    "created_by_id": gettext_lazy("người lập"),
    "data_sha256": gettext_lazy("dấu của số liệu"),
    "date_joined": gettext_lazy("ngày tạo"),
    "decision_id": gettext_lazy("quyết định"),
    "dissents": gettext_lazy("ý kiến khác"),
    "docx_id": gettext_lazy("bản Word"),
    "draws": gettext_lazy("số lần gán ngẫu nhiên"),
    "email": gettext_lazy("thư điện tử"),
    "entered": gettext_lazy("số điểm thêm mới"),
    "error": gettext_lazy("lỗi khi tính"),
    "file_name": gettext_lazy("tên tệp"),
    "file_sha256": gettext_lazy("dấu của tệp"),
    "first": gettext_lazy("từ dòng"),
    "first_submitted_at": gettext_lazy("lần đầu gửi lúc"),
    "held_from": gettext_lazy("từ ngày"),
    "held_until": gettext_lazy("đến hết ngày"),
    "interval": gettext_lazy("khoảng tin cậy 95% (phần trăm)"),
    "is_active": gettext_lazy("đang dùng được"),
    "is_founding": gettext_lazy("ghi trong sổ ban đầu"),
    "is_staff": gettext_lazy("nhân viên hệ thống"),
    "is_superuser": gettext_lazy("toàn quyền hệ thống"),
    "key": gettext_lazy("mã đợt nhập"),
    "kind": gettext_lazy("loại"),
    "lat": gettext_lazy("vĩ độ"),
    "leader_id": gettext_lazy("người phụ trách"),
    "level": gettext_lazy("cấp"),
    "lon": gettext_lazy("kinh độ"),
    "name": gettext_lazy("tên"),
    "of_id": gettext_lazy("thuộc báo cáo"),
    "opened_by_id": gettext_lazy("người lập hồ sơ"),
    "order": gettext_lazy("thứ tự"),
    "organisation_id": gettext_lazy("cơ quan, tổ chức"),
    "owner_id": gettext_lazy("của ai"),
    "panels": gettext_lazy("các ô"),
    "parent_id": gettext_lazy("thuộc"),
    "path": gettext_lazy("đường dẫn địa bàn"),
    "pdf_id": gettext_lazy("bản PDF"),
    "percent_change": gettext_lazy("thay đổi (phần trăm)"),
    "person_id": gettext_lazy("người dùng"),
    "placed_in_id": gettext_lazy("nay thuộc"),
    "population": gettext_lazy("dân số"),
    "procedure_id": gettext_lazy("quy trình"),
    "programme_id": gettext_lazy("mô hình"),
    "put_back": gettext_lazy("số bản ghi trả lại"),
    "queued_by_id": gettext_lazy("người cho tính"),
    "report_id": gettext_lazy("báo cáo"),
    "seed": gettext_lazy("hạt giống ngẫu nhiên"),
    "series_id": gettext_lazy("chỉ tiêu"),
    "short_name": gettext_lazy("tên ngắn"),
    "site_id": gettext_lazy("điểm mô hình"),
    "size": gettext_lazy("số dòng đã kiểm tra"),
    "source": gettext_lazy("nguồn"),
    "state": gettext_lazy("tình trạng"),
    "submitted_by_id": gettext_lazy("người gửi"),
    "subject": gettext_lazy("nội dung tệp"),
    "undone_at": gettext_lazy("lúc hoàn tác"),
    "unit_id": gettext_lazy("địa bàn"),
    "units": gettext_lazy("số nơi được so"),
    "units_sha256": gettext_lazy("dấu của danh sách nơi"),
    "uploaded_at": gettext_lazy("lúc đưa tệp vào"),
    "version": gettext_lazy("lần"),
    "username": gettext_lazy("tên đăng nhập"),
    "valid_from": gettext_lazy("có từ ngày"),
    "valid_to": gettext_lazy("không còn từ ngày"),
    "work_contact": gettext_lazy("liên hệ công vụ"),
    "xlsx_id": gettext_lazy("bảng Excel"),
}

# Parts of the system that act of themselves, as entries name them.
PARTS = {
    "command": pgettext_lazy("phần của hệ thống", "dòng lệnh"),
    "demo": pgettext_lazy("phần của hệ thống", "dữ liệu giả lập"),
    "evidence": pgettext_lazy("phần của hệ thống", "đánh giá mô hình"),
    "import": pgettext_lazy("phần của hệ thống", "nhập sổ"),
    "log": pgettext_lazy("phần của hệ thống", "nhật ký"),
    "planning": pgettext_lazy("phần của hệ thống", "kế hoạch nhân rộng"),
    "retention": pgettext_lazy("phần của hệ thống", "xóa liên hệ hết hạn"),
    "reviews": pgettext_lazy("phần của hệ thống", "xếp loại"),
    "sweep": pgettext_lazy("phần của hệ thống", "nhắc hạn"),
    "sign-in": pgettext_lazy("phần của hệ thống", "đăng nhập"),
    "units": pgettext_lazy("phần của hệ thống", "địa bàn"),
}


# How the names of a table's records are said in the reader's language, for those that are no
# plain name. The rooms that own the tables put theirs here.
SAID: dict[str, Callable[[str], str]] = {}

# How what a column holds is said where it holds codes or a table of its own, by table and column.
HELD: dict[tuple[str, str], Callable[[Any], str]] = {}


def said(kind: str, name: str) -> str:
    """A record's name as it is said; `kind` is its table, such as "units.unit"."""
    return SAID[kind](name) if kind in SAID else name


@dataclass(frozen=True, slots=True)
class Change:
    """One column: its name in words, and what it was and became."""

    name: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: `who` in words, `user` the user name beside it, empty for the system."""

    entry: Entry
    who: str
    user: str
    verb: str
    at: datetime
    changes: tuple[Change, ...]

    @property
    def what(self) -> str:
        """The record by its label; nothing where that would only be the actor once more."""
        if self.entry.verb in OF_ONESELF:
            return ""
        label = said(self.entry.kind, self.entry.label)
        return _SUM.sub(lambda found: read_number(int(found[0])), label)


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Each entry in words, with the columns that changed. One query, for the names."""
    entries = list(entries)
    names = Names(entries)
    return [_line(entry, names, changes_of(entry, names)) for entry in entries]


def whole_line(entry: Entry) -> Line:
    """One entry with every column that it holds; of a birth or an end the empty ones last."""
    names = Names([entry])
    columns = _columns(entry, names)
    if entry.before is None or entry.after is None:
        columns = iter(sorted(columns, key=lambda one: not one.differs))
    return _line(entry, names, columns)


def verb_text(verb: str) -> str:
    """A verb in words; one unknown to us stays as it is."""
    return str(VERBS.get(verb, verb))


def who_text(by: str, names: Names) -> str:
    """Full name of a user; the system says which part of it acted."""
    if not by.startswith("system"):
        return names.people.get(by) or by
    part = by.partition(":")[2]
    part = str(PARTS.get(part, part))
    return _("Hệ thống (%(part)s)") % {"part": part} if part else _("Hệ thống")


def changes_of(entry: Entry, names: Names) -> Iterable[Change]:
    """What changed of a record that stays; a new or deleted one is told by its label."""
    if entry.before is None or entry.after is None:
        return ()
    return _columns(entry, names)


def _line(entry: Entry, names: Names, changes: Iterable[Change]) -> Line:
    user = "" if entry.by.startswith("system") else entry.by
    who = who_text(entry.by, names)
    return Line(entry, who, user, verb_text(entry.verb), entry.at, tuple(changes))


def _columns(entry: Entry, names: Names) -> Iterator[Change]:
    table = table_of(entry.kind)
    before, after = entry.before or {}, entry.after or {}
    for column in after | before:
        if column in UNTOLD or column.endswith("_precision"):
            continue
        field = _field(table, column)
        if field is None and column not in COLUMNS:
            continue
        tell = HELD.get((entry.kind, column))
        was, became = (
            tell(part[column]) if tell and part.get(column) else _value(field, column, part, names)
            for part in (before, after)
        )
        yield Change(_name(field, column), was, became)


def _field(table: type[models.Model] | None, column: str) -> models.Field | None:
    """The table's field behind a logged column; None for one that is no more."""
    if table is None:
        return None
    for one in table._meta.concrete_fields:
        if one.attname == column:
            return one
    try:
        found = table._meta.get_field(column)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def _name(field: models.Field | None, column: str) -> str:
    """Its table's words if it has any that differ from the column's name."""
    if field is not None:
        said = str(field.verbose_name)
        if said != field.name.replace("_", " ") or column not in COLUMNS:
            return said
    return str(COLUMNS[column])


def _value(field: models.Field | None, column: str, content: dict[str, Any], names: Names) -> str:
    value = content.get(column)
    if value is None or value == "" or value == []:
        return _("trống")
    if isinstance(field, models.ForeignKey):
        kind = field.related_model._meta.label_lower
        name = said(kind, names.of(kind, value))
        return name or _("mục số %(key)s") % {"key": value}
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.DateField):
        return _day(column, content)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int):
        return read_number(value)
    if isinstance(value, float):
        return read_number(value, places=6).rstrip("0").rstrip(",.")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, str) and value.startswith("•"):
        return _("(che) %(mark)s") % {"mark": value[1:7]}
    return str(value)


def _day(column: str, content: dict[str, Any]) -> str:
    """As exactly as the entry says it is known."""
    precision = content.get(column.removesuffix("_on") + "_precision") or Precision.DAY
    return show(date.fromisoformat(content[column]), precision)


def _moment(value: str) -> str:
    at = parse_datetime(value)
    return value if at is None or timezone.is_naive(at) else moment_text(at)
