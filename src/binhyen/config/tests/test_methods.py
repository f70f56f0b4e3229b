"""Nobody is left at a blank page by the address of a form."""

import pytest

from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in


@pytest.mark.django_db
def test_the_address_of_a_step_opened_by_itself_leads_back():
    client = signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))
    answer = client.get("/figures/24611/month-2026-10/cells/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert 'href="/figures/24611/month-2026-10/"' in answer.text
