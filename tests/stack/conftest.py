"""Real nginx in front of the site, of an application that counts requests, and of one that is down."""

import shutil
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from pytest_django.live_server_helper import LiveServer
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from deploy.nginx.server import NOWHERE
from media.models import SiteDocument
from schools.models import SchoolPage
from tests.nginx import RunningNginx
from tests.stack.origin import Origin
from toolkit.published_copy import render
from toolkit.published_copy.publisher import publishing
from toolkit.published_copy.render import document_files

HASHED = "css/site.0123456789ab.css"
MOVED = (  # from, to, permanent
    ("/moved-here", "/about/", True),
    ("/verlegt-für-immer", "/mission/", True),
    ("/found-here", "/contact/", False),
)
DOCUMENTS = ("agenda.pdf", "AGENDA.PDF", "resumen-año.docx", "presupuesto.xlsx", "a.pptx", "datos.csv", "notas.txt")


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """The folder of the published copy."""
    return tmp_path_factory.mktemp("data") / "published"


@pytest.fixture(scope="session")
def answers(published, django_db_setup, django_db_blocker):
    """Publish every public address; return the site's own response for each. The database is rolled back."""
    storage = {"BACKEND": "toolkit.atomic_files.WholeFileStorage", "OPTIONS": {"location": str(published)}}
    stored = override_settings(
        STORAGES={**settings.STORAGES, "published": storage},
        SECURITY_CONTACT=["mailto:security@example.org"],
        SECURITY_EXPIRES=timezone.localdate() + timedelta(days=200),
    )
    with django_db_blocker.unblock(), stored, answers_kept() as answers, transaction.atomic():
        SchoolPage.objects.exclude(slug__in=("merkin", "gertz-ressler")).update(live=False)  # few are soon published
        for old, new, is_permanent in MOVED:
            Redirect.objects.create(old_path=old, redirect_link=new, is_permanent=is_permanent)
        for name in DOCUMENTS:
            SiteDocument.objects.create(title=name, file=ContentFile(b"%PDF-1.4 of a test", name=name))
        with publishing() as publisher:
            assert not publisher.sweep_on().failed
        for address in document_files():
            render.render(Site.objects.get(is_default_site=True), address)
        transaction.set_rollback(True)
    return answers


@contextmanager
def answers_kept():
    """The site's responses by address, with the published content as `kept`."""
    answers, handler = {}, render._handler()
    ask = handler.get_response

    def ask_and_keep(request):
        response = answers[iri_to_uri(request.path)] = ask(request)
        response.kept = response.getvalue()
        if response.streaming:
            response.streaming_content = [response.kept]
        return response

    with patch.object(handler, "get_response", ask_and_keep):
        yield answers


@pytest.fixture(scope="session")
def data(published, answers):
    """DATA_ROOT with the published copy, and a few static and uploaded files."""
    root = published.parent
    for name in (HASHED, "css/site.css", "img/favicon.ico", "img/mark.svg"):
        file = root / "static" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("static")
    (root / "static" / f"{HASHED}.gz").write_bytes(b"packed")
    for name in ("maintenance.html", "sign-in-busy.html", "too-large.html"):
        shutil.copy(finders.find(name), root / "static")
    for name in (
        *("images/a.webp", "images/a.svg", "images/a.html", "images/.hidden.png"),
        *("avatar_images/b.png", "original_images/c.png", "documents/d.pdf"),
    ):
        file = root / "media" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("media")
    return root


@pytest.fixture(scope="session")
def start(tmp_path_factory, data):
    """Start nginx in front of an application until the tests end."""
    with ExitStack() as running:

        def in_front_of(application, **options):
            nginx = RunningNginx(tmp_path_factory.mktemp("nginx"), data=data, public=application, **options)
            return running.enter_context(nginx)

        yield in_front_of


@pytest.fixture(scope="session")
def site(start, django_db_setup):
    """nginx in front of the site. Tests that use it are marked `django_db` and change nothing."""
    server = LiveServer("127.0.0.1")
    yield start(server.url.removeprefix("http://"))
    server.stop()


@pytest.fixture(scope="session")
def origin():
    with Origin() as running:
        yield running


@pytest.fixture(scope="session")
def counted(start, origin):
    """nginx in front of the application that counts requests."""
    return start(origin.address)


@pytest.fixture(scope="session")
def down(start):
    """nginx whose application is down."""
    return start(NOWHERE)
