"""Columns that are known and aren't ours: households, attendances, offences, other dates …

They are named as unread; their numbers and days must never pass for members or a founding.
"""

import re

_COUNTED = re.compile(
    r"^(?:tong|so|sl|luot|ti le|ty le|luong|co)\b|^(?:nu|nam|ho|khau|dang vien)$|^ho tham gia"
)
_DATED = re.compile(r"\b(?:ngay|thang|nam|thoi gian|thoi diem|date|lan cuoi)\b")
_PAPER = re.compile(r"\b(?:quyet dinh|qd|van ban|so ky hieu|decision)\b")
_MONEY = re.compile(r"\b(?:kinh phi|kp|ngan sach|tien|von|gia tri|tri gia|muc|chi|thu|quy)\b")
_KINDS = (
    ("sites", _COUNTED, re.compile(r"^(?:(?:tong|so|sl|luong) )+(?:diem|mo hinh|mh|co so)\b")),
    (
        "households",
        _COUNTED,
        re.compile(r"\b(?:ho(?! ten| va ten)|khau|can ho|gia dinh|dan so|so nha|so phong)\b"),
    ),
    (
        "shares",
        _COUNTED,
        re.compile(r"\b(?:nu|dang vien|dan toc|tin do|ton giao|nong cot|ti le|ty le|to truong)\b"),
    ),
    (
        "attendances",
        _COUNTED,
        re.compile(r"\b(?:luot|buoi|cuoc|hop|du|tuyen truyen|tap huan|dien tap|lan|ky)\b"),
    ),
    (
        "offences",
        _COUNTED,
        re.compile(
            r"\b(?:vi pham|doi tuong|cam hoa|giao duc|hoa nhap|nghien|tien an|an phat|chap hanh"
            r"|pham|vu|viec|tin|bat|to giac|chuyen hoa|mau thuan|hoa giai|chay|tai nan|bi)\b"
        ),
    ),
    (
        "equipment",
        _COUNTED,
        re.compile(
            r"\b(?:camera|mat|bong|den|cot|loa|keng|binh|thiet bi|chuong|nut|xe|km|met|tuyen|o)\b"
        ),
    ),
    (
        "other_date",
        _DATED,
        re.compile(
            r"\b(?:so ket|tong ket|bao cao|kiem tra|cung co|cap nhat|nhan rong|kien toan|sinh"
            r"|ra soat|danh gia|hop|phe duyet|khao sat|nhap|bo sung|khen|duy tri|gan nhat|thay doi"
            r"|sap nhap|lap bieu|lap danh sach|nghiem thu|tap huan|dien tap|cap phat|bao tri)\b"
        ),
    ),
    (
        "other_paper",
        _PAPER,
        re.compile(
            r"\b(?:khen|kien toan|nhan rong|phe duyet|giai the|ket thuc|bo sung|thay the|sua doi"
            r"|quy che|sap nhap|thanh loai|phan cong|kinh phi)\b"
        ),
    ),
    (
        "other_money",
        _MONEY,
        re.compile(
            r"\b(?:tai san|thuong|da chi|con lai|du toan|de nghi|nhu cau|thu nhap|luong|phu cap"
            r"|gia tri|tri gia|sua chua|duy tri|hang nam|hang thang|thiet hai|quy|vay|du kien)\b"
        ),
    ),
)
KINDS = frozenset(kind for kind, _, _ in _KINDS) | {"foreign"}


def foreign_kind(text: str) -> str:
    """What a folded heading counts or dates, where that isn't ours; else ""."""
    for kind, shape, words in _KINDS:
        if shape.search(text) and words.search(text):
            return kind
    return ""
