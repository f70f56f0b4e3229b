"""One's own account, the link to a new password, and the door that stays shut for a while."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from .. import actions, forms, queries
from ..queries import SignedIn


def me(request: SignedIn) -> HttpResponse:
    """What is held about oneself, and how one signs in."""
    person = request.user
    form = forms.PersonForm(request.POST or None, instance=queries.as_stored(person))
    if request.method == "POST" and form.is_valid():
        actions.change_person(person, by=person, at=now(), **form.cleaned_data)
        messages.success(request, _("Đã lưu."))
        return redirect("people:me")
    context = {
        "form": form,
        "posts": queries.posts_held(person, on=localdate()),
        "factors": queries.factors_of(person),
        "held": queries.held_about(person),
    }
    return render(request, "people/me.html", context, status=422 if form.errors else 200)


@require_GET
def my_data(request: SignedIn) -> JsonResponse:
    """Everything held about oneself, as a file (Law 91/2025/QH15: the right to a copy)."""
    response = JsonResponse(
        queries.everything_about(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="binhyen-du-lieu-cua-toi.json"'
    return response


@never_cache
@login_not_required
@sensitive_post_parameters()
def set_password(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Choose a password through an administrator's link; it works once and for a day."""
    person = queries.invited(pk)
    if person is None or not default_token_generator.check_token(person, token):
        return render(request, "people/link_spent.html", status=410)
    form = forms.NewPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        actions.set_password(person, form.cleaned_data["password"], by=person, at=now())
        messages.success(request, _("Mật khẩu mới đã được lưu. Hãy đăng nhập."))
        return redirect("account_login")
    context = {"form": form, "person": person}
    return render(request, "people/set_password.html", context, status=422 if form.errors else 200)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """After five wrong passwords: says until when, and what to do."""
    name = queries.sign_in_name(request)
    context = {"until": queries.locked_until(name, at=now())}
    return render(request, "people/locked.html", context, status=429)


@login_not_required
def not_offered(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """Addresses that allauth wants to name and we don't offer: signing up, e-mail, connections."""
    raise Http404
