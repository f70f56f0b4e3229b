"""What is held about a user, for themself and for those who manage them."""

from collections import Counter
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from binhyen.kernel.models import Entry

from ..models import Person, Post, SavedView

# Told with their columns, or counted, below; every other table that points at a user is listed.
_TOLD_APART = {Post, SavedView, UserSession, Authenticator}


def factors_of(person: Person) -> dict[str, int]:
    """How many authenticators of each type a user has: totp, webauthn, recovery_codes."""
    kinds = Authenticator.objects.filter(user=person).values_list("type", flat=True)
    return dict(Counter(kinds))


def history_of_person(person: Person) -> QuerySet[Entry]:
    """Everything that happened to a user and their posts, newest first."""
    posts = [str(post.pk) for post in person.posts.all()]
    about = Q(kind="people.person", record=str(person.pk))
    return Entry.objects.filter(about | Q(kind="people.post", record__in=posts)).order_by("-number")


def held_about(person: Person) -> dict[str, int]:
    """How many rows of each kind are held about a user."""
    return {
        "entries": Entry.objects.filter(by=person.username).count(),
        "views": person.saved_views.count(),
        "sessions": UserSession.objects.filter(user=person).count(),
    }


def everything_about(person: Person) -> dict[str, Any]:
    """All that is held about a user, in plain words, for themself."""
    return {
        "ten_dang_nhap": person.username,
        "ho_va_ten": person.full_name,
        "thu_dien_tu": person.email,
        "dien_thoai": person.phone,
        "tham_gia_tu": person.date_joined.isoformat(),
        "dang_nhap_lan_cuoi": person.last_login.isoformat() if person.last_login else None,
        "vai_tro": [
            {
                "vai_tro": str(post.get_role_display()),
                "dia_ban": post.unit.name,
                "tu_ngay": post.held_from.isoformat(),
                "den_het_ngay": post.held_until.isoformat() if post.held_until else None,
            }
            for post in person.posts.select_related("unit")
        ],
        "xac_thuc_buoc_hai": factors_of(person),
        "phien_dang_nhap": [
            {"luc": s.created_at.isoformat(), "dia_chi": s.ip, "trinh_duyet": s.user_agent}
            for s in UserSession.objects.filter(user=person).order_by("pk")
        ],
        "bo_loc_da_luu": list(person.saved_views.values("page", "name", "query")),
        "dung_ten_o": _where_named(person),
        "nhat_ky_viec_da_lam": _told(Entry.objects.filter(by=person.username).order_by("number")),
        "nhat_ky_ve_tai_khoan": _told(history_of_person(person).reverse()),
    }


def _where_named(person: Person) -> dict[str, list[str]]:
    """The records of other rooms that name the user, such as the sites they lead."""
    named: dict[str, list[str]] = {}
    for relation in Person._meta.related_objects:
        table = relation.related_model
        if isinstance(table, str) or table in _TOLD_APART:
            continue
        rows = table._base_manager.filter(**{relation.field.name: person}).order_by("pk")
        if found := [str(row) for row in rows]:
            named[f"{table._meta.verbose_name}: {relation.field.verbose_name}"] = found
    return named


def _told(entries: QuerySet[Entry]) -> list[dict[str, Any]]:
    return [
        {"so": number, "luc": at.isoformat(), "nguoi": by, "viec": verb, "doi_tuong": label}
        for number, at, by, verb, label in entries.values_list(
            "number", "at", "by", "verb", "label"
        )
    ]
