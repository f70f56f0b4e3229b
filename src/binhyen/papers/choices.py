"""Words of the papers: kinds of fields, ways of signing, and every reason for a refusal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FieldKind(TextChoices):
    """How a field of a paper is filled in."""

    TEXT = "text", _("một dòng")
    LONG = "long", _("nhiều dòng")
    DATE = "date", _("ngày")
    NUMBER = "number", _("số")
    CHOICE = "choice", _("chọn một")
    ROWS = "rows", _("bảng, mỗi dòng một hàng")


class About(TextChoices):
    """What a paper can be about."""

    PROGRAMME = "programme", _("mô hình")
    SITE = "site", _("điểm mô hình")


class Elsewhere(TextChoices):
    """Kinds of papers that other rooms write and number here."""

    PERIODIC_REPORT = "periodic_report", _("Báo cáo định kỳ")


class Stage(TextChoices):
    """Where in the life of a programme a paper belongs; the order in which kinds are listed."""

    PREPARE = "prepare", _("Khảo sát, đề xuất")
    LAUNCH = "launch", _("Thành lập, ra mắt")
    OPERATE = "operate", _("Hoạt động, sơ kết, tổng kết")
    SPREAD = "spread", _("Nhân rộng, điều chỉnh")
    END = "end", _("Kết thúc, bàn giao")


class Signing(TextChoices):
    """Who of an issuer signs."""

    HEAD = "head", _("cấp trưởng ký")
    DEPUTY = "deputy", _("cấp phó ký thay")


class Body(TextChoices):
    """The issuers that a unit is proposed."""

    COMMITTEE = "committee", _("Ủy ban nhân dân")
    POLICE = "police", _("Công an")
    BOARD = "board", _("Ban Chỉ đạo")


class FaultCode(TextChoices):
    """Why a paper can't be issued as it stands. Paired with the field by `rules.Fault`."""

    BLANK = "blank", _("Phải điền mục này.")
    TOO_LONG = "too_long", _("Nội dung quá dài.")
    NOT_A_DAY = "not_a_day", _("Hãy ghi ngày theo dạng 08/02/2026.")
    NOT_A_NUMBER = "not_a_number", _("Hãy ghi một số nguyên từ 0 trở lên.")
    NOT_OFFERED = "not_offered", _("Hãy chọn một mục trong danh sách.")
    TOO_FEW_COLUMNS = (
        "too_few_columns",
        _("Mỗi dòng là một hàng của bảng; các cột cách nhau bằng dấu chấm phẩy."),
    )
    CONTACT = (
        "contact",
        _("Có vẻ là số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi ô này."),
    )
    CONTROL = "control", _("Có ký tự không in được; hãy gõ lại.")
    FUTURE = "future", _("Ngày ban hành chưa tới.")
    BEFORE_LAST = (
        "before_last",
        _("Số văn bản chạy theo ngày: ngày này đứng trước ngày của số đã cấp sau cùng."),
    )
    OTHER_SUBJECT = "other_subject", _("Loại văn bản này không lập cho đối tượng đã chọn.")
    FOREIGN_SITE = "foreign_site", _("Điểm này không thuộc mô hình đã chọn.")
    CLOSED_ISSUER = "closed_issuer", _("Cơ quan này không còn ban hành văn bản.")
    DOSSIER = "dossier", _("Hồ sơ không nhận văn bản này; hãy xem lại nội dung.")
    TEMPLATE = "template", _("Mẫu thay thế của tỉnh không dùng được nữa; hãy xem lại mẫu.")


class TemplateFault(TextChoices):
    """What is wrong with a template that a province wants to use instead of ours."""

    NOT_A_DOCX = "not_a_docx", _("Tệp không phải là văn bản Word (.docx) đọc được.")
    TOO_LARGE = "too_large", _("Mẫu lớn hơn 3 MB; hãy bớt hình.")
    UNKNOWN_FIELD = "unknown_field", _("Không có trường nào mang tên này.")
    MISSING_FIELD = "missing_field", _("Mẫu thiếu trường bắt buộc này.")
    SYNTAX = "syntax", _("Dấu ngoặc hoặc câu lệnh của trường bị sai.")
    FORBIDDEN = "forbidden", _("Mẫu chỉ được dùng trường, điều kiện và bảng lặp; không dùng lệnh.")
    NOT_A_TABLE = "not_a_table", _("Chỉ trường kiểu bảng mới lặp được.")


class IssuerFault(TextChoices):
    """Why an issuer can't be kept as it was typed."""

    BLANK = "blank", _("Phải điền mục này.")
    TOO_LONG = "too_long", _("Nội dung quá dài.")
    SYMBOL = (
        "symbol",
        _("Ký hiệu chỉ gồm chữ in hoa và dấu gạch nối, ví dụ UBND, CAX, BCĐ."),
    )
    TAKEN = "taken", _("Đơn vị này đã có cơ quan mang ký hiệu đó.")
    CONTACT = "contact", _("Có vẻ là số điện thoại, thư điện tử hoặc số giấy tờ.")
    BEGUN = "begun", _("Năm này đã cấp số; không đặt lại số bắt đầu được nữa.")
    NEGATIVE = "negative", _("Số này không thể nhỏ hơn 0.")
