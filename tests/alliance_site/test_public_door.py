"""The public door (`SERVES=public`): what it answers, and what the database refuses its account."""

import base64
import pickle
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import get_resolver
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, Site

from alliance_site import jobs, public_role, public_urls
from alliance_site.publishing.contents import SiteContents
from alliance_site.settings.doors import Door, for_visitors
from alliance_site.settings.environment import choice
from media.models import SiteRendition
from pages.models import FormPage
from pages.models.form import guard as form_guard
from pages.redirects import missing
from schools.finder import misses
from schools.mistakes.views import guard as report_guard
from schools.models import MistakeReport
from tests.alliance_site.admin_addresses import PARAMETER, walk
from toolkit.backups import restore
from toolkit.form_guard import take_place, was_taken
from toolkit.published_copy.models import content_version

pytestmark = pytest.mark.django_db
ROLE = "public_door_of_tests"
QUESTIONS = [
    *("/search/?q=uniforms", "/es/buscar/?q=uniformes", "/search/?q=zzxxqq", "/schools/?near=90044&grade=9"),
    *("/schools/?q=colege", "/es/escuelas/?near=Boyle+Heights", "/schools/?near=Florence+and+Normandie", "/readyz"),
    "/schools/compare/?school=gertz-ressler&school=simon-tech",
]
REFUSED = Path(__file__).with_name("refused_statements.sql").read_text(encoding="utf-8").splitlines()


def sql(statement, values=None):
    """The first cell of what the database answers, if it does."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def account(settings):
    """Act as the account of the public door until the test ends."""
    settings.PUBLIC_ROLE = ROLE
    sql(f"CREATE ROLE {ROLE}")
    public_role.grant()
    sql(f"SET LOCAL ROLE {ROLE}")
    yield
    sql("RESET ROLE")


@pytest.fixture
def visitor(account, settings, monkeypatch):
    """A visitor at the public door, who has taken the time to read a form."""
    settings.SERVES = Door.PUBLIC
    settings.ROOT_URLCONF = public_urls.__name__
    settings.MIDDLEWARE = for_visitors(settings.MIDDLEWARE)
    for guard in (form_guard, report_guard):
        monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))
    for counts in (missing, misses):  # at most one a second
        monkeypatch.setattr(counts, "_last", -1000.0)
    return Client()


@contextmanager
def as_staff():
    """Act as the site's own account meanwhile."""
    sql("RESET ROLE")
    yield
    sql(f"SET LOCAL ROLE {ROLE}")


def test_it_answers_every_public_address_without_a_cookie(visitor):
    site = Site.objects.get(is_default_site=True)
    addresses = [address.path for address in SiteContents().addresses(site)] + QUESTIONS
    assert len(addresses) > 100
    answers = [visitor.get(address) for address in addresses]
    assert [one.request["PATH_INFO"] for one in answers if one.status_code != 200 or one.cookies] == []


def test_no_address_of_the_editor_or_of_signing_in_is_there(visitor):
    routes = [route for _name, route in walk(get_resolver("alliance_site.urls").url_patterns)]
    staff_only = [route for route in routes if route.startswith(("admin/", "accounts/")) and "(?P" not in route]
    assert len(staff_only) > 300
    addresses = [f"/{PARAMETER.sub('1', route)}" for route in staff_only]
    addresses += ["/admin/", "/admin", "/es/accounts/login/", "/_util/login/", "/es/_util/login/"]
    assert [address for address in addresses if visitor.get(address, follow=True).status_code != 404] == []


def test_a_private_page_leads_to_signing_in_at_the_other_door(visitor):
    for slug, kind in (("mission", "login"), ("about", "groups")):
        with as_staff():
            page = Page.objects.get(slug=slug, locale__language_code="en")
            page.view_restrictions.create(restriction_type=kind).groups.set(Group.objects.all()[:1])
        response = visitor.get(f"/{slug}/")
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next=/{slug}/")


def test_an_answer_to_a_form_is_kept_and_mailed_by_the_worker(visitor, caplog):
    with as_staff():
        caches["visitor_limits"].clear()
        question = {"type": "text", "id": "n", "value": {"label": "Your name", "required": True}}
        page = FormPage(title="Interest list", slug="interest", thanks="Thank you.", days=30, questions=[question])
        Page.objects.get(slug="about", locale__language_code="en").add_child(instance=page)
    field = page.get_form_class()(about=str(page.pk)).questions[0].name
    response = visitor.post(page.url, {field: "Ana", "stamp": form_guard.stamp(str(page.pk))})
    assert (response.status_code, response.url) == (302, f"{page.url}thanks/")
    assert visitor.get(response.url).status_code == 200
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    with as_staff():
        assert page.get_submissions().get().form_data == {field: "Ana"}
        assert DBTaskResult.objects.filter(task_path__contains="send_mails_about_answer").count() == 1


def test_a_report_is_kept_once_and_mailed_by_the_worker_and_can_be_sent_again_if_it_could_not_be_kept(
    visitor, monkeypatch
):
    caches["visitor_limits"].clear()
    visitor.raise_request_exception = False
    answer = {"text": "The phone number is an old one.", "stamp": report_guard.stamp("gertz-ressler")}
    with monkeypatch.context() as failing:
        failing.setattr(MistakeReport.objects, "create", lambda **_fields: 1 / 0)
        assert visitor.post("/schools/gertz-ressler/report/", answer).status_code == 500
    for _attempt in range(2):
        assert visitor.post("/schools/gertz-ressler/report/", answer).status_code == 302
    with as_staff():
        assert MistakeReport.objects.filter(school__slug="gertz-ressler").count() == 1
        assert DBTaskResult.objects.filter(task_path__contains="send_mails_about_mistake").count() == 1


def test_nothing_that_the_account_writes_is_run(account):
    """A cache in the database reads its values as pickles, which run code. A place of a visitor's is never read."""
    assert take_place("tests", "ana", 1)
    assert not was_taken("tests", "ana", timedelta(hours=1))
    harm = base64.b64encode(pickle.dumps(Harm())).decode()
    sql("UPDATE visitor_limits SET value = %s", [harm])
    assert not take_place("tests", "ana", 1)
    assert was_taken("tests", "ana", timedelta(hours=1))
    assert Harm.done == []


class Harm:
    done = []

    def __reduce__(self):
        return Harm.done.append, (1,)


def test_counts_of_what_families_miss_are_written(visitor):
    for address in ("/an-old-page/", "/schools/?q=zzqqxx&grade=9"):
        visitor.get(address)
    with as_staff():
        assert sql("SELECT count(*) FROM pages_missingaddress WHERE path = '/an-old-page'") == 1
        assert sql("SELECT count(*) FROM schools_searchmiss") > 0


def test_a_new_size_of_a_picture_is_made_on_the_way(visitor, picture):
    with as_staff():
        image = picture()
    version = content_version()
    image.get_rendition("width-40")
    with as_staff():
        assert SiteRendition.objects.filter(image=image, filter_spec="width-40").exists()
    assert content_version() != version


def test_the_database_refuses_what_visitors_never_do(account):
    for statement in REFUSED:
        with pytest.raises(Error, match=r"permission denied|must be owner"), transaction.atomic():
            sql(statement)
    with pytest.raises(Error, match="may not queue"), transaction.atomic():
        jobs.tidy.enqueue()
    with as_staff():  # a backup has no rights of accounts; `restore` ends with this
        sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
        restore.bring_up()
        assert sql("SELECT has_table_privilege(%s, 'wagtailcore_page', 'SELECT')", [ROLE])


def test_an_account_or_door_that_is_not_there_is_refused_in_words(db, settings):
    settings.PUBLIC_ROLE = "nobody_of_that_name"
    with pytest.raises(CommandError, match=r"no account nobody_of_that_name\. Create it"):
        public_role.grant()
    with pytest.raises(ImproperlyConfigured, match="set it to one of both, public, editor"):
        choice("SERVES", "pubic", Door.BOTH)
