"""Levels and kinds of administrative units, and how one follows another."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Level(IntegerChoices):
    NATION = 0, _("Cả nước")
    PROVINCE = 1, _("Cấp tỉnh")
    DISTRICT = 2, _("Cấp huyện")
    COMMUNE = 3, _("Cấp xã")


class Kind(TextChoices):
    """As the law names them; districts and their towns existed until 30 June 2025."""

    NATION = "quoc-gia", _("Quốc gia")
    PROVINCE = "tinh", _("Tỉnh")
    CENTRAL_CITY = "thanh-pho-tw", _("Thành phố trực thuộc trung ương")
    DISTRICT = "huyen", _("Huyện")
    URBAN_DISTRICT = "quan", _("Quận")
    TOWN = "thi-xa", _("Thị xã")
    CITY = "thanh-pho", _("Thành phố")
    COMMUNE = "xa", _("Xã")
    WARD = "phuong", _("Phường")
    TOWNSHIP = "thi-tran", _("Thị trấn")
    SPECIAL_ZONE = "dac-khu", _("Đặc khu")


class SuccessionKind(TextChoices):
    WHOLE = "whole", _("toàn bộ")
    PART = "part", _("một phần")


class OutlineFault(TextChoices):
    """Why a file of boundaries, or one outline in it, is refused."""

    TOO_LARGE = "too-large", _("Tệp quá lớn (trên 400 MB). Hãy giản lược ranh giới rồi nạp lại.")
    NOT_JSON = "not-json", _("Tệp không phải là JSON đọc được.")
    NOT_GEOJSON = "not-geojson", _("Tệp không phải là GeoJSON hay TopoJSON.")
    EMPTY = "empty", _("Tệp không có đối tượng nào.")
    OTHER_CRS = (
        "other-crs",
        _("Tọa độ không theo WGS 84. Hãy chuyển tệp sang EPSG:4326 rồi nạp lại."),
    )
    NO_KEY = "no-key", _("Không tìm thấy cột mã hay cột tên nào khớp với các đơn vị hành chính.")
    NOT_AN_AREA = "not-an-area", _("không phải là vùng (Polygon hoặc MultiPolygon)")
    BROKEN = "broken", _("ranh giới hỏng, không sửa được")
    OUTSIDE = "outside", _("nằm ngoài Việt Nam, có thể tọa độ theo VN-2000")


class OutlineNote(TextChoices):
    """What an officer should know of one outline or unit in a file of boundaries."""

    REFUSED = "refused", _("bị từ chối")
    UNKNOWN = "unknown", _("không có đơn vị hành chính như vậy vào ngày đã chọn")
    AMBIGUOUS = "ambiguous", _("tên này là của nhiều đơn vị")
    DOUBLE = "double", _("có nhiều lần trong tệp, nên không nạp lần nào")
    REPAIRED = "repaired", _("ranh giới tự cắt, đã sửa")
    FAR = "far", _("ở xa vị trí đã biết của đơn vị")
    MISSING = "missing", _("không có trong tệp")


class PopulationFault(TextChoices):
    """Why a line of a file of populations isn't taken; the others are."""

    NO_UNIT = "no-unit", _("không có đơn vị mang mã này vào ngày đó")
    NOT_A_NUMBER = "not-a-number", _("dân số không phải là số nguyên dương")
    TWICE = "twice", _("đơn vị này đã có ở dòng trên")
