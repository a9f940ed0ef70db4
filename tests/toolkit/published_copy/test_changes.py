"""Every change on the site reaches the copy right away, and nothing else changes."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, ReferenceIndex, Site

from pages.models import Figure, Menu, MissionPage, PillarPage, StoryIndexPage
from schools.models import Campus, NextSchool, Result, School, SchoolPage
from tests import factories
from toolkit.published_copy.dependencies import pages_showing
from toolkit.published_copy.models import Change, PublishedFile

from .conftest import about, edit

WORD = "Zebracorn"
SCHOOL = "/schools/gertz-ressler/"


def record():
    return School.objects.get(slug="gertz-ressler")


def a_figure(word):
    figure = ReferenceIndex.objects.filter(to_content_type__model="figure", base_content_type__model="page").first()
    Figure.objects.filter(pk=figure.to_object_id).update(label=word)


def a_phone_number(number):
    School.objects.filter(slug="gertz-ressler").update(phone=f"(213) {number}")


def a_name(word):
    school = record()
    school.name = word
    school.save()


def a_result(number):
    links = record().record_links.values("record")
    assert Result.objects.filter(record__in=links, measure="enrollment").update(value=number.replace(",", ""))


def a_notice(word):
    day = timezone.localdate()
    record().notices.create(text=word, first_day=day, last_day=day)


KINDS = {  # how each change is made, and where it shows
    "page": (lambda word: edit(PillarPage.objects.get(slug="equity"), summary=word), ("/mission/equity/", "/mission/")),
    "title in the menu": (lambda word: edit(title=word), ("/", "/about/", "/data/", SCHOOL)),
    "story": (lambda word: factories.story(word, schools=[record()]), ("/stories/", "/stories/feed/", SCHOOL)),
    "figure": (a_figure, ("/",)),
    "result": (a_result, (SCHOOL, "/data/results.csv")),
    "phone number": (a_phone_number, (SCHOOL, "/data/schools.json")),
    "campus": (
        lambda word: Campus.objects.filter(schools__slug="gertz-ressler").update(street=f"1 {word} Street"),
        (SCHOOL, "/data/schools.csv"),
    ),
    "name": (a_name, (SCHOOL, "/schools/", "/data/schools.csv")),
    "notice": (a_notice, (SCHOOL,)),
}
WORDS = {change: f"Zebracorn {number}" for number, change in enumerate(KINDS)}
WORDS |= {"phone number": "555-0142", "result": "98,765"}
SHOWN_FIRST = {"page", "figure", "phone number", "campus", "name", "story"}


def test_each_change_is_shown_before_the_sweep_which_brings_it_everywhere_and_touches_no_other_file(client, copy):
    before, said = copy.times(), {address: copy.text(address) for address in copy.addresses()}
    for change, (make, _shows) in KINDS.items():
        versions = dict(PublishedFile.objects.values_list("address", "version"))
        assert not [address for address in copy.addresses() if shows(copy, address, change)], change
        noted = Change.objects.count()
        make(WORDS[change])
        assert Change.objects.count() > noted, change
        if change in SHOWN_FIRST:
            shown_first(copy, change, versions)
    copy.publish()
    for change, (_make, addresses) in KINDS.items():
        assert [address for address in addresses if not shows(copy, address, change)] == []
    for address in copy.addresses():
        assert copy.file(address).read_bytes() == client.get(address).getvalue(), address
    after = copy.times()
    written = {name for name in after if after[name] != before.get(name)}
    differ = {str(copy.file(a).relative_to(copy.root)) for a in copy.addresses() if copy.text(a) != said.get(a)}
    assert {name.removesuffix(".gz").removesuffix(".br") for name in written} == differ
    assert not Change.objects.exists()


def shown_first(copy, change, versions):
    run = copy.show()
    assert [address for address in KINDS[change][1] if not shows(copy, address, change)] == []
    assert run.written < len(copy.addresses())
    file = PublishedFile.objects.get(address=KINDS[change][1][0])
    assert file.version > versions[file.address]
    assert change != "page" or "wagtailcore.page" in file.reason
    assert PublishedFile.objects.get(address="/robots.txt").version == versions["/robots.txt"]
    assert Change.objects.filter(is_shown=True).exists(), "the sweep is still to come"


def shows(copy, address, change) -> bool:
    text, word = copy.text(address), WORDS[change]
    return word in text or (change == "result" and word.replace(",", "") in text)


def test_a_campus_is_shown_on_the_profiles_of_schools_that_lead_to_its_school(db):
    """Campus → school → the school before it → its profile: not left to the sweep, which waits for other changes."""
    middle = School.objects.get(slug="odonovan")
    middle.next_schools.add(NextSchool(high_school=record()))
    middle.save()
    shown = pages_showing([("schools.campus", str(record().campus_id))])
    assert {profile().pk, factories.profile_of(middle).pk} <= {*shown}


def test_a_draft_or_a_rolled_back_change_publishes_nothing(db):
    Change.objects.all().delete()
    page = about()
    page.title = WORD
    page.save_revision()
    menu = Menu.load()
    menu.footer = []
    menu.save_revision()
    assert not Change.objects.exists()
    with transaction.atomic():
        a_phone_number("555-0142")
        assert Change.objects.exists()
        transaction.set_rollback(True)
    assert not Change.objects.exists()


def profile():
    return factories.profile_of(record())


def expire():
    SchoolPage.objects.filter(school=record()).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


GO = {
    "deleted": lambda: profile().delete(),
    "private": lambda: PageViewRestriction.objects.create(page=profile().get_parent(), restriction_type="login"),
    "moved": lambda: edit(profile(), slug="another"),
    "expired": expire,
}


@pytest.mark.parametrize("how", GO)
def test_a_page_that_is_no_longer_public_is_deleted_in_all_forms(copy, how, django_capture_on_commit_callbacks):
    assert copy.file(SCHOOL).exists()
    with django_capture_on_commit_callbacks(execute=True):
        GO[how]()
    copy.show()
    folder = copy.site / SCHOOL.strip("/")
    assert not folder.exists()
    assert SCHOOL not in copy.addresses()
    if how == "moved":
        copy.publish()
        assert not folder.exists()
        assert copy.file("/schools/another/").exists()
        assert f'"{SCHOOL}" "/schools/another/";' in (copy.root / "nginx" / "moved.map").read_text()


def test_what_is_no_longer_public_is_in_no_menu_even_before_the_sweep(copy):
    assert 'href="/about/"' in copy.text("/mission/")
    PageViewRestriction.objects.create(page=about(), restriction_type="login")
    copy.show()
    assert 'href="/about/"' not in copy.text("/mission/")


def test_a_scheduled_page_is_published_and_a_closed_school_leaves_the_list_the_day_after(copy, monkeypatch):
    page = factories.standard(WORD, live=False, go_live_at=timezone.now() - timedelta(minutes=1))
    page.save_revision(approved_go_live_at=page.go_live_at)
    copy.show()
    assert not copy.file("/zebracorn/").exists()
    call_command("publish_scheduled")
    copy.show()
    assert WORD in copy.text("/zebracorn/")
    School.objects.filter(slug="gertz-ressler").update(closed=date(2030, 6, 30))
    copy.show()
    assert SCHOOL in copy.text("/schools/")
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2030, 7, 1))
    copy.publish("sweep")
    assert f'href="{SCHOOL}"' not in copy.text("/schools/").partition("closed")[0]


def test_moved_pages_are_at_their_new_address_only_and_in_their_new_order(client, copy):
    first, *_others, last = MissionPage.objects.get(locale__language_code="en").get_children()
    last.move(first, pos="left")
    PillarPage.objects.get(slug="equity").move(profile().get_parent(), pos="last-child")
    copy.publish()
    assert copy.file("/mission/").read_bytes() == client.get("/mission/").content
    assert not copy.file("/mission/equity/").exists()
    assert copy.file("/schools/equity/").exists()


LIVE = (  # addresses that the application serves, in the copy or not
    *("/search", "/schools/compare", "/Schools/Compare", "/schools/results.json", "/es/buscar", "/es/search"),
    *("/es/escuelas/comparar", "/es/escuelas/compare", f"{SCHOOL}report", f"{SCHOOL}report/thanks", "/stories/feed"),
    *("/admin", "/admin/pages", "/robots.txt", "/data", "/private", "/niños", "/hidden-stories/feed"),
    *("/mission", "/Stories"),
)
FREE = ("/old", "/es/buscar/old", "/schools/compare/old", "/stories/feed/old", "/search-old", "/draft", "/es/old")


def test_redirects_are_written_and_hide_no_page_and_no_address_of_the_application(client, copy):
    factories.standard("Draft", live=False)
    hidden = factories.home().add_child(instance=StoryIndexPage(title="Hidden", slug="hidden-stories"))
    for page in (factories.standard("Private"), factories.standard("Niños", slug="niños"), hidden):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    Redirect.objects.create(old_path="/now", redirect_page=about(), is_permanent=False)
    Redirect.objects.create(old_path="/twice", redirect_link="/all/")
    Redirect.objects.create(old_path="/twice", redirect_link="/own/", site=Site.objects.get())
    for old, new in (("/short", "/about/"), ("/Short", "/contact/"), ('/x"; return 200 "', "/about/")):
        Redirect.objects.create(old_path=old, redirect_link=new)
    for old in (*LIVE, *FREE):
        Redirect.objects.create(old_path=old, redirect_link="/contact/?moved")
    copy.publish()
    text, found = ((copy.root / "nginx" / name).read_text() for name in ("moved.map", "found.map"))
    assert '"/old" "/contact/?moved";\n"/old/" "/contact/?moved";\n' in text
    assert '"/now" "/about/";' in found
    assert '"/twice" "/own/";' in text
    assert text.lower().count('"/short/"') == 1, "nginx does not start with two that differ in capitals only"
    assert "return 200" not in text
    moved = set(re.findall(r'^"([^"]+)" ', text, re.MULTILINE))
    for old in (*LIVE, *FREE):
        for path in (old, f"{old}/"):
            by_django = client.get(path.lower() if old in LIVE else path).headers.get("Location")
            assert path not in moved or by_django == "/contact/?moved", path
    of_the_site = {(old if old.endswith((".json", ".txt")) else f"{old}/").lower() for old in LIVE}
    assert not of_the_site & {path.lower() for path in moved}
    assert {f"{old}/" for old in FREE} <= moved
