"""The list of users, one user, and everything an administrator can do for them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from .. import actions, forms, queries
from ..choices import Permission
from ..models import Person, Post
from ..queries import SignedIn

PER_PAGE = 50
SUGGESTIONS = 12
HISTORY = 20


@require_GET
def people_list(request: SignedIn) -> HttpResponse:
    """Users in reach, with filters in the address."""
    _need(request, Permission.PERSON_VIEW)
    filters = forms.PeopleFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    listed = queries.people_listed(
        queries.people_visible_to(request.user),
        on=localdate(),
        words=chosen.get("q", ""),
        role=chosen.get("role", ""),
        state=chosen.get("state", ""),
    )
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [
            {"person": p, "posts": [post for post in p.posts.all() if _is_held(post, localdate())]}
            for p in page
        ],
        "filters": filters,
        "may_change": queries.may(request.user, Permission.PERSON_CHANGE),
    }
    return render(request, "people/list.html", context)


def _is_held(post: Post, on: date) -> bool:
    return post.held_from <= on and (post.held_until is None or post.held_until >= on)


@never_cache
def add(request: SignedIn) -> HttpResponse:
    """A new user together with the first post."""
    _need(request, Permission.PERSON_CHANGE)
    posted = request.POST if request.method == "POST" else None
    form = forms.NewPersonForm(posted)
    post_form = _post_form(request, posted)
    if posted is not None and form.is_valid() and post_form.is_valid():
        try:
            person = _add(request.user, form.cleaned_data, post_form.cleaned_data)
        except actions.Refused as refusal:
            post_form.add_error("role", str(refusal))
        else:
            return _link_page(request, person)
    context = {"form": form, "post_form": post_form}
    return render(request, "people/new.html", context, status=422 if posted else 200)


@transaction.atomic
def _add(by: Person, facts: dict[str, Any], post: dict[str, Any]) -> Person:
    person = actions.add_person(by=by, at=now(), **facts)
    actions.give_post(person, by=by, at=now(), **post)
    return person


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """One user: posts, access, history."""
    _need(request, Permission.PERSON_VIEW)
    return _detail(request, _seen(request, pk))


def _detail(
    request: SignedIn, person: Person, *, status: int = 200, **context: Any
) -> HttpResponse:
    on = localdate()
    managed = queries.people_visible_to(request.user, Permission.PERSON_CHANGE)
    is_managed = managed.filter(pk=person.pk).exists()
    holds_more = is_managed and queries.holds_more_than(person, request.user)
    facts = {
        "person": person,
        "posts": [
            {"post": post, "is_held": _is_held(post, on), "is_to_come": post.held_from > on}
            for post in person.posts.all()
        ],
        "may_change": is_managed and not holds_more,
        "holds_more": holds_more,
        "is_oneself": person == request.user,
        "post_form": _post_form(request, None) if is_managed else None,
        "end_form": forms.EndPostForm(initial={"until": on}),
        "reason_form": forms.LeavingForm(),
        "history": queries.history_of_person(person)[:HISTORY],
        "has_second_factor": bool(queries.factors_of(person)),
        "locked_until": queries.locked_until(person.username, at=now()),
    }
    return render(request, "people/detail.html", facts | context, status=status)


def change(request: SignedIn, pk: int) -> HttpResponse:
    """Name and work contact of a user one manages."""
    _need(request, Permission.PERSON_CHANGE)
    person = _seen(request, pk)
    form = forms.PersonForm(request.POST or None, instance=queries.as_stored(person))
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            person,
            lambda: actions.change_person(person, by=request.user, at=now(), **form.cleaned_data),
            _("Đã lưu."),
        )
    status = 422 if request.method == "POST" else 200
    return render(request, "people/change.html", {"form": form, "person": person}, status=status)


@require_POST
def give_post(request: SignedIn, pk: int) -> HttpResponse:
    _need(request, Permission.PERSON_CHANGE)
    person = _seen(request, pk)
    form = _post_form(request, request.POST)
    if not form.is_valid():
        return _detail(request, person, status=422, post_form=form)
    return _do(
        request,
        person,
        lambda: actions.give_post(person, by=request.user, at=now(), **form.cleaned_data),
        _("Đã giao vai trò."),
    )


@require_POST
def end_post(request: SignedIn, pk: int, post_pk: int) -> HttpResponse:
    _need(request, Permission.PERSON_CHANGE)
    person = _seen(request, pk)
    post = get_object_or_404(person.posts.select_related("unit", "person"), pk=post_pk)
    form = forms.EndPostForm(request.POST)
    if not form.is_valid():
        return _detail(request, person, status=422, end_form=form)
    return _do(
        request,
        person,
        lambda: actions.end_post(post, by=request.user, at=now(), **form.cleaned_data),
        _("Đã ghi ngày thôi giữ vai trò."),
    )


@require_POST
def deactivate(request: SignedIn, pk: int) -> HttpResponse:
    _need(request, Permission.PERSON_CHANGE)
    person, form = _seen(request, pk), forms.LeavingForm(request.POST)
    if not form.is_valid():
        return _detail(request, person, status=422, reason_form=form)
    return _do(
        request,
        person,
        lambda: actions.deactivate(person, by=request.user, at=now(), **form.cleaned_data),
        _("Tài khoản đã ngừng dùng và đã bị đăng xuất khỏi mọi thiết bị."),
    )


@require_POST
def reactivate(request: SignedIn, pk: int) -> HttpResponse:
    _need(request, Permission.PERSON_CHANGE)
    person = _seen(request, pk)
    return _do(
        request,
        person,
        lambda: actions.reactivate(person, by=request.user, at=now()),
        _("Tài khoản dùng lại được."),
    )


@require_POST
def unlock(request: SignedIn, pk: int) -> HttpResponse:
    _need(request, Permission.PERSON_CHANGE)
    person = _seen(request, pk)
    return _do(
        request,
        person,
        lambda: actions.unlock(person, by=request.user, at=now()),
        _("Đã mở khóa đăng nhập."),
    )


@require_POST
def drop_second_factor(request: SignedIn, pk: int) -> HttpResponse:
    _need(request, Permission.PERSON_CHANGE)
    person = _seen(request, pk)
    return _do(
        request,
        person,
        lambda: actions.drop_second_factor(person, by=request.user, at=now()),
        _("Đã gỡ bước xác thực thứ hai."),
    )


@never_cache
@require_POST
def reset_link(request: SignedIn, pk: int) -> HttpResponse:
    """End the old password and show, once, the link by which the user chooses a new one."""
    _need(request, Permission.PERSON_CHANGE)
    person = _seen(request, pk)
    try:
        actions.note_reset_link(person, by=request.user, at=now())
    except actions.Refused as refusal:
        return _detail(request, person, status=409, refusal=str(refusal))
    return _link_page(request, person)


def _link_page(request: SignedIn, person: Person) -> HttpResponse:
    token = default_token_generator.make_token(person)
    address = reverse("people:set-password", args=[person.pk, token])
    context = {"person": person, "link": request.build_absolute_uri(address)}
    return render(request, "people/reset_link.html", context)


@require_GET
def unit_options(request: SignedIn) -> HttpResponse:
    """The options of find-as-you-type: today's units within one's own reach."""
    _need(request, Permission.PERSON_CHANGE)
    words = request.GET.get("unit", "")
    found = queries.units_to_give(request.user, words, on=localdate())[:SUGGESTIONS]
    options = [forms.unit_label(unit) for unit in found] if words.strip() else []
    return render(request, "people/unit_options.html", {"options": options})


def _post_form(request: SignedIn, posted: Any) -> forms.PostForm:
    suggest = reverse("people:unit-options")
    return forms.PostForm(posted, by=request.user, on=localdate(), suggest=suggest)


def _need(request: SignedIn, permission: Permission) -> None:
    if not queries.may(request.user, permission):
        raise PermissionDenied


def _seen(request: SignedIn, pk: int) -> Person:
    """404 for a user outside one's reach."""
    seen = queries.people_visible_to(request.user)
    return get_object_or_404(queries.with_posts(seen), pk=pk)


def _do(request: SignedIn, person: Person, action: Callable[[], Any], done: str) -> HttpResponse:
    """Carry out and go back to the user's page, or show there why it can't be done."""
    try:
        action()
    except actions.Refused as refusal:
        return _detail(request, person, status=409, refusal=str(refusal))
    messages.success(request, done)
    return redirect("people:detail", pk=person.pk)
