"""The pages for what went wrong stand by themselves, in both languages, with a way out."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

PAGES = [f"{name}.html" for name in ("400", "403", "403_csrf", "404", "405", "409", "500")]
TITLE = re.compile(r"<title>\s*(.+?) · Bình Yên</title>")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_error_page_needs_no_request_and_says_what_to_do(name, language):
    with override(language):
        page = render_to_string(name)
    assert f'lang="{language}"' in page
    assert "<h1>" in page
    assert 'href="/"' in page
    assert "<nav" not in page


def test_no_two_error_pages_bear_one_title_and_english_is_english():
    titles = set()
    for language in ("vi", "en"):
        with override(language):
            titles |= {TITLE.search(render_to_string(name))[1] for name in PAGES}
    assert len(titles) == 2 * len(PAGES)
