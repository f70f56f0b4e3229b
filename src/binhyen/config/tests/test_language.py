import pytest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from binhyen.config.language import ChosenLanguage


def asked(**headers: str) -> HttpRequest:
    request = HttpRequest()
    request.META.update(headers)
    return request


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_language())


def test_an_english_browser_still_reads_vietnamese():
    response = ChosenLanguage(answer)(asked(HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9"))
    assert response.content == b"vi"
    assert response["Content-Language"] == "vi"


@pytest.mark.parametrize(
    ("cookie", "language"), [("en", "en"), ("vi", "vi"), ("xx", "vi"), ("../x", "vi"), ("", "vi")]
)
def test_a_reader_gets_the_language_they_chose_here(cookie, language):
    request = asked()
    request.COOKIES["language"] = cookie
    assert ChosenLanguage(answer)(request).content == language.encode()


def test_one_readers_choice_does_not_outlive_the_request():
    request = asked()
    request.COOKIES["language"] = "en"
    before = get_language()
    ChosenLanguage(answer)(request)
    assert get_language() == before


@pytest.mark.django_db
def test_a_reader_chooses_before_signing_in_as_well(client):
    response = client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert response["Location"] == "/account/login/"
    assert client.cookies["language"].value == "en"


@pytest.mark.django_db
def test_choosing_a_language_never_leads_to_another_site(client):
    response = client.post("/language/", {"language": "en", "next": "https://example.org/"})
    assert response["Location"] == "/"
