"""No page asks the database more often because there is more to show."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import now

from binhyen.demo.actions import load_province
from binhyen.evidence.models import Run
from binhyen.intake.actions import put_in
from binhyen.intake.models import Batch
from binhyen.kernel.models import Entry
from binhyen.people.models import Person
from binhyen.people.queries import log_reach
from binhyen.programmes.exports import sites_workbook
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

QUERIES = 12
# A file with everything held about oneself: a query for each kind of record, whatever the number.
FILES = {"/people/me/data/": 24}
PROVINCE, DISTRICT, COMMUNE, ANOTHER, FORMER = "68", "662", "24611", "24640", "24611"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LISTS = {
    *("/", "/programmes/", "/sites/", "/movements/", "/units/"),
    *("/history/", "/people/", "/import/", "/map/"),
    *("/dossiers/", "/dossiers/programmes/", "/dossiers/checklists/"),
    *("/cases/", "/cases/mine/", "/cases/new/", "/procedures/"),
    *("/papers/", "/papers/templates/", "/papers/issuers/"),
    *("/reviews/", "/reviews/sheets/", "/reviews/new/"),
    *("/figures/indicators/", "/figures/periods/", "/figures/definitions/", "/figures/files/"),
    *("/figures/", "/figures/read/", "/figures/boards/"),
    *("/evidence/", "/evidence/studies/", "/evidence/studies/new/"),
    *("/planning/", "/planning/new/"),
    *("/planning/draws/", "/planning/draws/new/", "/planning/draws/check/"),
    "/committee/",
    *("/reports/", "/reports/new/", "/reports/frames/", "/reports/frames/new/"),
}
ROLES = [
    "quan-tri",
    "can-bo-tinh",
    "can-bo-bac-gia-nghia",
    "phu-trach-diem",
    "nguoi-xem",
    "kiem-tra",
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.usefixtures("the_province"),
]


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address without arguments, but for those of the sign-in packages."""
    for entry in resolver.url_patterns:
        piece = str(entry.pattern)
        if set(piece) & set("<(\\"):
            continue
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + piece)
        elif isinstance(entry, URLPattern):
            yield prefix + piece


PAGES = sorted(
    {each for each in addresses(get_resolver()) if not each.startswith("/account/")} | LISTS
)


@pytest.fixture(scope="module")
def the_province(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_province()
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        for statement in connection.ops.sequence_reset_sql(no_style(), [Person]):
            connection.cursor().execute(statement)
        connection.close()


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username), BACKEND)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_at_most_twelve_queries(address):
    client = client_of("quan-tri")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if address in LISTS:
        assert response.status_code == 200
    statements = [query["sql"][:160] for query in captured]
    assert len(statements) <= FILES.get(address, QUERIES), "\n".join(statements)


@pytest.mark.parametrize("username", ROLES)
@pytest.mark.parametrize("address", ["/", "/programmes/", "/sites/", "/units/", "/map/"])
def test_so_it_is_for_every_role(address, username):
    client = client_of(username)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len(captured) <= QUERIES


def details(person: Person) -> dict[str, str]:
    """Addresses of single records that a person may open, those with the most to show."""
    sites = Site.objects.visible_to(person)
    placed = sites.exclude(lat=None).exclude(decision=None)
    boarded = sites.filter(boards__seats__isnull=False).order_by("pk").first()
    former = placed.exclude(unit__valid_to=None).order_by("-unit__successions__is_main", "pk")
    divided = placed.filter(unit__successions__kind="part").order_by("pk").first()
    some = divided or former.first() or placed.first()
    assert some is not None
    programme = Programme.objects.filter(boards__isnull=False, sites__in=sites).first()
    found = {
        "site": some.get_absolute_url(),
        "site of today": placed.order_by("unit__valid_to").last().get_absolute_url(),
        "site, to change": f"{some.get_absolute_url()}change/",
        "programme": (programme or some.programme).get_absolute_url(),
        "programme, to change": f"{some.programme.get_absolute_url()}change/",
        "former unit": some.unit.get_absolute_url(),
        "district": f"/units/{DISTRICT}/?on=2024-06-01",
        "province": f"/units/{PROVINCE}/",
        "commune": f"/units/{COMMUNE}/",
        "another's commune": f"/units/{ANOTHER}/",
        "person": person.get_absolute_url(),
        "checked log": "/history/check/",
    }
    if studied := Programme.objects.filter(studies__runs__isnull=False, sites__in=sites).first():
        found["evidence"] = f"/evidence/{studied.code}/"
    if run := Run.objects.visible_to(person).order_by("pk").first():
        found["run"], found["study"] = run.get_absolute_url(), run.study.get_absolute_url()
    if boarded:
        found["site with a board"] = boarded.get_absolute_url()
    for kind in ("programmes.site", "programmes.contribution", "people.post"):
        if entry := Entry.objects.filter(log_reach(person), kind=kind).order_by("batch").last():
            found[f"entry of {kind}"] = f"/history/{entry.number}/"
    if batch := Batch.objects.visible_to(person).first():
        found["import"] = f"/import/{batch.key}/"
    return found


@pytest.fixture(scope="module")
def an_import(the_province: None, django_db_blocker: Any) -> None:
    """The province's own list, put in again and left in preview."""
    with django_db_blocker.unblock():
        book, officer = BytesIO(), Person.objects.get(username="can-bo-tinh")
        sites_workbook(Site.objects.visible_to(officer).filter(unit__code=FORMER), book)
        unit = Unit.objects.get(code=PROVINCE, valid_to=None)
        put_in(book.getvalue(), name="so.xlsx", unit=unit, by=officer, at=now())


@pytest.mark.usefixtures("an_import")
@pytest.mark.parametrize("username", ROLES)
def test_so_it_is_for_every_record(username):
    client, person = client_of(username), Person.objects.get(username=username)
    counts = {}
    for name, address in details(person).items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code in {200, 403}, (name, address)
        counts[name, address] = len(captured)
    assert {name: count for name, count in counts.items() if count > QUERIES} == {}


def test_a_list_of_919_takes_no_more_queries_than_one_of_a_single_commune():
    counts = {}
    for username in ("can-bo-tinh", "can-bo-cu-jut"):
        client = client_of(username)
        client.get("/sites/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/sites/")
        counts[username] = len(captured)
    assert abs(counts["can-bo-tinh"] - counts["can-bo-cu-jut"]) <= 1
