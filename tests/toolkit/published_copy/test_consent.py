"""When consent for a picture ends or is withdrawn, it is gone from the copy, and its addresses stop working."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from media.models import SiteImage
from media.removal import delete_files, take_down_hidden, withdraw
from pages.models import StandardPage
from schools.models import SchoolPage
from tests.factories import story
from tests.jobs import work
from toolkit.published_copy import archive
from toolkit.published_copy.models import Unpurged

from .conftest import edit

PROFILE = "/schools/gertz-ressler/"
PICTURE = re.compile(r"/media/images/[^\s\"',]+")
CAPTION = "Chemistry in 2019"


@pytest.fixture
def scholars(db, picture):
    """A picture of scholars in two sizes, with consent until tomorrow."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    image = picture(size=(1300, 700), people="scholars", release="Binder 3", consent_until=tomorrow)
    image.get_renditions("width-480|format-avif", "width-480")
    return image


@pytest.fixture
def image(scholars, copy, django_capture_on_commit_callbacks):
    """The picture at the top of pages, in lists, and in running text."""
    contact = StandardPage.objects.get(slug="contact", locale__language_code="en")
    contact.body = [("picture", {"image": scholars, "caption": CAPTION})]
    story(slug="a-story", listing_image=scholars)
    for page in (contact, SchoolPage.objects.get(slug="gertz-ressler", locale__language_code="en")):
        edit(page, listing_image=scholars)
    with django_capture_on_commit_callbacks(execute=True):
        copy.show()
    return scholars


def shown(copy) -> dict[str, set[str]]:
    """The addresses of pictures in each file of the copy that has any."""
    texts = {address: copy.text(address) for address in copy.addresses() if address.endswith("/")}
    return {address: found for address, text in texts.items() if (found := set(PICTURE.findall(text)))}


def files(image) -> list[Path]:
    return [Path(rendition.file.path) for rendition in image.renditions.all()]


def test_a_withdrawn_picture_is_removed_everywhere_and_returns_with_a_new_release(
    copy, image, client, django_capture_on_commit_callbacks, settings
):
    with django_capture_on_commit_callbacks(execute=True):
        copy.publish()
    pages = shown(copy)
    assert {"/contact/", "/stories/", "/stories/a-story/", PROFILE, "/schools/"} <= set(pages)
    assert "og:image" in copy.text(PROFILE)
    addresses = {address.split("testserver")[-1] for found in pages.values() for address in found}
    assert len(addresses) > 10
    assert CAPTION in copy.text("/contact/")
    settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend"}}
    before = files(image)
    assert all(client.get(address).status_code == 200 for address in addresses)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw([image], "A parent called")
    assert addresses <= set(Unpurged.objects.values_list("address", flat=True)), "CDNs forget them too"
    settings.WAGTAILFRONTENDCACHE = {}
    assert {client.get(address).status_code for address in addresses} == {404}
    assert not any(file.exists() for file in before)
    copy.show()
    assert shown(copy) == {}, "before everything else is rendered"
    assert CAPTION not in copy.text("/contact/")
    assert 'property="og:image" content="http://testserver/share/' in copy.text(PROFILE)
    copy.publish()
    assert shown(copy) == {}
    assert not image.renditions.exists(), "no page made them again"
    image.refresh_from_db()
    image.consent_withdrawn = image.taken_down_at = None
    image.save()
    copy.show()
    assert {"/contact/", "/stories/a-story/", PROFILE} <= set(shown(copy))
    (address,) = {one for one in shown(copy)[PROFILE] if "1600x640" in one and one.endswith("avif")}
    assert client.get(address).status_code == 200


def test_a_picture_goes_at_midnight_when_its_consent_ends(
    copy, image, client, monkeypatch, django_capture_on_commit_callbacks
):
    address = min(shown(copy)[PROFILE])
    take_down_hidden.call()
    copy.show()
    assert PROFILE in shown(copy), "the last day"
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=2))
    assert "/media/images/" not in client.get(PROFILE).content.decode(), "even if the worker is late"
    with django_capture_on_commit_callbacks(execute=True):
        take_down_hidden.call()
    assert client.get(address).status_code == 404
    copy.show()
    assert shown(copy) == {}


@pytest.mark.parametrize("is_erased", [False, True])
def test_the_record_keeps_the_text_of_past_pages_unless_the_policy_erases_them(
    copy, image, settings, is_erased, monkeypatch
):
    settings.ERASE_PAST_PAGES = is_erased
    past = archive.history("/contact/").last()
    other = archive.history("/about/").last()
    withdraw([image], "A parent called")
    copy.show()
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(minutes=16))
    work()
    if is_erased:
        with pytest.raises(FileNotFoundError):
            archive.content(past)
    else:
        assert CAPTION in archive.content(past).decode()
    assert archive.content(other)
    assert archive.content(archive.history("/contact/").last()), "what the page says now"


def test_a_request_during_the_removal_leaves_nothing(scholars, client, monkeypatch):
    reading, before = SiteImage.objects.get(pk=scholars.pk), files(scholars)
    withdraw([scholars], "A parent called")
    made_again = Path(reading.get_rendition("width-480|format-avif").file.path)
    in_editor = Path(scholars.get_rendition("width-480").file.path)
    assert in_editor not in before, "or the worker might delete it with them"
    work()
    assert made_again.exists(), "not yet"
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(minutes=1, seconds=1))
    work()
    assert files(scholars) == [in_editor]
    assert (made_again.exists(), in_editor.exists()) == (False, True)


def test_the_worker_deletes_files_that_were_left_but_none_in_use_again(scholars, monkeypatch, caplog):
    before = files(scholars)
    withdraw([scholars], "A parent called")  # without a commit, so Wagtail has deleted none
    assert all(file.exists() for file in before)
    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "delete", lambda self, name: 1 / 0)
        work()
    assert "will retry: ZeroDivisionError" in caplog.text
    assert all(file.exists() for file in before)
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(seconds=16))
    work()
    assert not any(file.exists() for file in before)
    scholars.get_rendition("width-480|format-avif")
    (first, *_others) = files(scholars)
    name = scholars.renditions.all()[0].file.name
    delete_files.call([name, "images/missing.avif"])
    assert first.exists()


def test_the_nightly_check_leaves_old_ones_alone_and_searches_the_record_once(scholars, picture, settings):
    withdraw([scholars], "A parent called")
    thumbnail = scholars.get_rendition("max-165x165")
    SiteImage.objects.update(taken_down_at=timezone.now() - timedelta(days=3))
    take_down_hidden.call()
    assert scholars.renditions.get() == thumbnail
    SiteImage.objects.update(taken_down_at=timezone.now() - timedelta(days=1))
    take_down_hidden.call()
    assert not scholars.renditions.exists()
    settings.ERASE_PAST_PAGES = True
    SiteImage.objects.update(consent_withdrawn=None, taken_down_at=None)
    scholars.get_rendition("width-480|format-avif")
    picture().get_rendition("width-480|format-avif")
    SiteImage.objects.update(people="scholars", consent_until=timezone.localdate() - timedelta(days=1))
    take_down_hidden.call()
    (job,) = (job for job in DBTaskResult.objects.all() if job.task_path.endswith("erase_past_pages"))
    assert len(job.args_kwargs["args"][0]) > 1
