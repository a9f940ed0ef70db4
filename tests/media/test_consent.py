"""Every picture says what and who is in it, and one of scholars has a release and a last day."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from media.models import HIDDEN, UNPUBLISHABLE, People, SiteImage, Status
from tests.cases import cases, fields
from tests.hostile.files import picture as photo
from tests.hostile.upload_forms import upload
from tests.html import sent_by
from tests.schools.people import person

pytestmark = pytest.mark.django_db
TODAY = date(2030, 6, 15)


@pytest.mark.parametrize(("people", "release", "until", "withdrawn", "expected"), cases(__file__, "statuses.csv"))
def test_the_record_decides(people, release, until, withdrawn, expected, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    days = {"consent_until": parse_date(until), "consent_withdrawn": parse_date(withdrawn)}
    assert SiteImage(people=people, release=release, **days).consent_status == expected
    assert {Status.MISSING, Status.ENDED, Status.WITHDRAWN} == HIDDEN < UNPUBLISHABLE
    assert not UNPUBLISHABLE & {Status.VALID, Status.ENDS_SOON, Status.NOT_NEEDED}


def test_a_day_ends_at_midnight_in_los_angeles(monkeypatch):
    image = SiteImage(collection_id=1, people="scholars", release="Binder 3", consent_until=TODAY)
    for hour, shown in ((6, True), (8, False)):  # UTC; midnight in Los Angeles is at 7:00
        now = datetime(2030, 6, 16, hour, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        assert image.may_be_shown is shown


def form(instance=None, new_file=None, **fields):
    user = get_user_model().objects.filter(is_superuser=True).first() or get_user_model().objects.create_superuser("a")
    data = {"title": "Lab", "description": "Two scholars in a lab", "collection": Collection.get_first_root_node().pk}
    files = {"file": new_file or upload("photo.png", photo())} if new_file or not instance else {}
    return get_image_form(SiteImage)(data | fields, files, instance=instance, user=user)


@pytest.mark.parametrize(("entered", "missing"), cases(__file__, "records.csv"))
def test_the_form_asks_for_what_the_choice_needs(entered, missing):
    found = form(**fields(entered))
    assert set(found.errors) == set(missing.split())
    assert all(len(messages) == 1 for messages in found.errors.values())
    assert missing or found.save().default_alt_text == "Two scholars in a lab"


def test_a_refused_upload_keeps_the_other_fields(client):
    client.force_login(person("will", "Writer"))
    record = {"people": "scholars", "release": "Binder 3", "consent_until": "2099-06-30", "credit": "Ana Ruiz"}
    data = {"title": "Lab", "description": "Two scholars in a lab", "collection": Collection.get_first_root_node().pk}
    for address in (reverse("wagtailimages:add"), reverse("wagtailimages_chooser:create")):
        prefix = "image-chooser-upload-" if "chooser" in address else ""
        sent = {f"{prefix}{name}": value for name, value in (data | record).items()}
        response = client.post(address, sent | {f"{prefix}file": upload("photo.png", b"no picture")})
        html = response.json()["htmlFragment"] if prefix else response.content.decode()
        shown = BeautifulSoup(html, "html.parser")
        said = {name: value[0] if isinstance(value, list) else value for name, value in sent_by(shown).items()}
        assert {name: said.get(name) for name in sent} == {name: str(value) for name, value in sent.items()}
        assert not shown.select("input[type=file][data-action]"), "the next file's name replaces no title"
    assert not SiteImage.objects.exists()


def test_another_file_needs_its_own_record_and_another_title_does_not(picture):
    image = picture()

    def errors(**fields):
        found = form(image, upload("photo.png", photo(size=(50, 50))), **fields)
        return set(found.errors), "record_confirmed" in found.fields

    assert errors(people="no_one") == ({"people"}, True)
    assert errors(people="no_one", record_confirmed="on") == (set(), False)
    assert errors(people="adults") == (set(), False)
    assert errors(people="") == ({"people"}, False), "the field is required anyway"
    assert not form(image, title="Other", people="no_one").errors
    SiteImage.objects.update(people=People.SCHOLARS, release="Binder 3", consent_until=date(2020, 6, 30))
    image.refresh_from_db()
    same = {"people": "scholars", "release": "Binder 3", "consent_until": "2020-06-30"}
    assert form(image, title="Other", **same).is_valid()
