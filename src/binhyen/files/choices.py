"""What may be kept, and why something may not."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", _("Word (.docx)")
    XLSX = "xlsx", _("Excel (.xlsx)")
    JPEG = "jpeg", _("ảnh JPEG")
    PNG = "png", _("ảnh PNG")
    WEBP = "webp", _("ảnh WebP")


EXTENSIONS = {
    "pdf": FileKind.PDF,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "webp": FileKind.WEBP,
}
ENDINGS = {
    FileKind.PDF: ".pdf",
    FileKind.DOCX: ".docx",
    FileKind.XLSX: ".xlsx",
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.WEBP: ".webp",
}
MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
}
LARGEST_BYTES = 25 * 2**20
ACCEPTED = ",".join(f".{ending}" for ending in EXTENSIONS)
PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})


class FileFault(TextChoices):
    """Why a file is refused: the rule that forbids it, and what to do instead."""

    EMPTY = "empty", _("Tệp này trống. Hãy chọn lại đúng tệp cần nộp.")
    TOO_LARGE = (
        "too_large",
        _(
            "Tệp lớn hơn 25 MB. "
            "Hãy quét ở độ phân giải thấp hơn (200–300 dpi) hoặc tách thành nhiều phần."
        ),
    )
    UNKNOWN_KIND = (
        "unknown_kind",
        _("Chỉ nhận PDF, Word (.docx), Excel (.xlsx) và ảnh JPEG, PNG, WebP."),
    )
    OLD_OFFICE = (
        "old_office",
        _("Đây là tệp Word hoặc Excel đời cũ. Hãy lưu lại thành .docx, .xlsx hoặc PDF."),
    )
    MISNAMED = (
        "misnamed",
        _(
            "Nội dung tệp không đúng với đuôi của tên: tên ghi %(said)s, nội dung là %(found)s. "
            "Hãy chọn lại đúng tệp, hoặc lưu lại đúng định dạng."
        ),
    )
    NOT_IT = (
        "not_it",
        _("Tên tệp ghi %(said)s nhưng nội dung không phải vậy. Hãy chọn lại đúng tệp."),
    )
    ENCRYPTED = (
        "encrypted",
        _(
            "Tệp có đặt mật khẩu hoặc mã hóa nên không kiểm tra được. "
            "Hãy nộp bản không có mật khẩu."
        ),
    )
    MACROS = "macros", _("Tệp chứa macro. Hãy lưu lại thành tệp không có macro.")
    ACTIVE = (
        "active",
        _(
            "Tệp chứa phần tự chạy (mã lệnh, lệnh mở chương trình hoặc tệp đính kèm bên trong). "
            "Hãy in lại thành PDF thường rồi nộp."
        ),
    )
    OUTSIDE = (
        "outside",
        _("Tệp tự tải nội dung từ nơi khác khi mở. Hãy bỏ liên kết tới mẫu hoặc ảnh bên ngoài."),
    )
    BOMB = "bomb", _("Tệp bung ra quá lớn so với kích thước của nó nên không được mở.")
    BIG_PICTURE = (
        "big_picture",
        _("Ảnh có quá nhiều điểm ảnh. Hãy thu nhỏ xuống dưới 80 triệu điểm ảnh."),
    )
    DAMAGED = (
        "damaged",
        _("Tệp bị hỏng hoặc thiếu phần cuối. Hãy mở lại tệp gốc, lưu hoặc quét lại rồi nộp."),
    )
    UNCHECKABLE = (
        "uncheckable",
        _("Không đọc hết được cấu trúc bên trong tệp để kiểm tra. Hãy in lại thành PDF thường."),
    )
    VIRUS = "virus", _("Phần mềm quét cho biết tệp có mã độc. Tệp đã bị từ chối.")
    SCAN_FAILED = (
        "scan_failed",
        _("Chưa quét được mã độc nên chưa nhận tệp. Hãy thử lại; nếu vẫn vậy, báo quản trị viên."),
    )
