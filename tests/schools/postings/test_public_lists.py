"""“Required documents”: the public pages, the calendar of due dates, and the posted files."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from media.models import SiteDocument
from pages.models import HomePage
from pages.routing.sites import Site
from pages.routing.words import in_language
from schools.models import Posting, Requirement, School, SchoolPage
from schools.postings import LIST
from schools.postings.due_calendar import address
from tests.factories import profile, profile_of
from tests.html import assert_valid, main_of, shown, soup, words
from tests.schools.people import editor_of
from tests.schools.postings.samples import document, pdf, person, post, requirement, school
from toolkit.monitoring import logs
from toolkit.published_copy.contents import addresses

pytestmark = pytest.mark.django_db
SCHOOL, NETWORK = "/schools/gertz-ressler/required-documents/", "/required-documents/"
SPANISH_NETWORK = "/es/documentos-obligatorios/"
ENDS = re.compile("/(?:required-documents|documentos-obligatorios)/")


def test_without_postings_there_is_no_page_and_no_link_to_one(client):
    for path in (SCHOOL, NETWORK, "/schools/nowhere/required-documents/", "/about/us/required-documents/"):
        assert client.get(path).status_code == 404
    for path in ("/", "/schools/gertz-ressler/", "/sitemap.xml", "/robots.txt"):
        assert "required-documents" not in client.get(path).content.decode()
    assert not [one for one in addresses(Site.objects.get()) if "required-documents" in one.path]


def test_it_says_what_when_in_which_language_how_large_and_who_keeps_it_and_nothing_else(client):
    paper = post(board_date=timezone.localdate(), note="Only for us")
    response = client.get(SCHOOL)
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert client.post(SCHOOL).status_code == 405
    for word in ("complian", "overdue", "counsel", "only for us", "education code", "33126"):
        assert word not in response.content.decode().lower()
    assert_valid(response)
    main = shown(response)
    link = main.find("a", href=paper.document.url)
    year = paper.shown_year
    assert " ".join(link.get_text().split()).startswith(f"School Accountability Report Card, {year}, English (PDF, ")
    assert link["hreflang"] == "en"
    today = date_format(timezone.localdate())
    assert f"Posted {today}. Board date: {today}. Owner: Network office." in words(response)
    assert [one.get_text() for one in main.find_all("h2")] == ["Plans and reports"]


def test_entries_stand_by_topic_in_the_order_of_the_list_and_the_network_s_are_marked(client):
    post("epa", contact="Later in the list")
    post("lcap")
    post("sarc")
    post("foster-youth", None, contact="The liaison")
    main = shown(client.get(SCHOOL))
    assert [one.get_text() for one in main.find_all("h2")] == ["Rights and complaints", "Plans and reports", "Money"]
    assert [one.get_text().split(":")[0] for one in main.find_all("h3")] == [
        "Foster youth",
        "Local Control and Accountability Plan and budget overview for parents",
        "School Accountability Report Card",
        "Education Protection Account",
    ]
    assert main.get_text().count("For all our schools") == 1
    network = shown(client.get(NETWORK))
    assert "The liaison" in network.get_text()
    assert "For all our schools" not in network.get_text()
    assert "School Accountability" not in network.get_text()
    assert client.get("/schools/tennenbaum/required-documents/").status_code == 404
    old = post(slug="tennenbaum", school_year="2019-20", archived=timezone.now())
    main = shown(client.get("/schools/tennenbaum/required-documents/"))  # of a closed school
    assert main.find("details").find("a", href=old.document.url)
    assert "1 earlier one" in main.find("summary").get_text()
    assert "The liaison" not in main.get_text()


def test_pages_links_and_contacts_are_shown_as_what_they_are(client):
    page = profile()
    post("foster-youth", None, page=page)
    post("selpa", None, url="https://selpa.example.org/plan")
    post("homeless-liaison", None, contact='Liaison\n<b>(213) 555-0100</b>\nhelp@example.org "x"')
    main = main_of(client, NETWORK)
    assert main.find("a", href=page.url)
    assert "noopener" in main.find("a", href="https://selpa.example.org/plan")["rel"]
    assert main.find("a", href="mailto:help@example.org")
    assert not main.find("b")
    assert "<b>(213) 555-0100</b>" in main.get_text()


def test_what_is_private_is_neither_named_nor_linked(client):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    post("lcap", document=document(collection=private))
    post("epa", not_applicable=True, reason="No plan.", languages=[])
    page = profile()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    post("immigration", page=page)
    assert client.get(SCHOOL).status_code == 404
    post(contact="Of Gertz")
    text = client.get(SCHOOL).content.decode()
    assert "Of Gertz" in text
    for private in ("Local Control", "Education Protection", page.url):
        assert private not in text
    PageViewRestriction.objects.create(page=profile_of(school()), restriction_type="login")
    assert client.get(SCHOOL).status_code == 302  # as the profile
    assert SCHOOL not in {one.path for one in addresses(Site.objects.get())}


def test_it_is_linked_from_the_profile_and_in_the_sitemap_and_the_copy(client):
    post()
    assert soup(client.get("/schools/gertz-ressler/")).main.find("a", href=SCHOOL)
    assert "required-documents" not in client.get("/schools/merkin/").content.decode()
    assert len(re.findall(f"{ENDS.pattern}</loc>", client.get("/sitemap.xml").content.decode())) == 2  # one a language
    post("foster-youth", None, contact="The liaison")
    assert soup(client.get("/schools/merkin/")).main.find("a", href="/schools/merkin/required-documents/")
    profiles = SchoolPage.objects.live().filter(school__in=School.objects.open_today()).select_related("locale")
    wanted = {f"{page.url}{in_language(LIST, page.locale.language_code)}" for page in profiles}
    wanted |= {NETWORK, SPANISH_NETWORK}
    assert {one.path for one in addresses(Site.objects.get()) if ENDS.search(one.path)} == wanted
    assert len(re.findall(f"{ENDS.pattern}</loc>", client.get("/sitemap.xml").content.decode())) == len(wanted)


def test_both_languages_lead_to_each_other(client, spanish):
    post(languages=["es"])
    post("foster-youth", None, contact="The liaison")
    there = f"{spanish.url}documentos-obligatorios/"
    assert there.startswith("/es/")
    english, other = client.get(SCHOOL), client.get(there)
    assert_valid(other)
    assert "Informe de Responsabilidad Escolar (SARC), " in words(other)
    assert soup(other).html["lang"] == "es"
    links = [soup(page).head.select("link[rel=alternate][hreflang]") for page in (english, other)]
    pairs = [{one["hreflang"]: one["href"] for one in some} for some in links]
    addresses_of = {"en": f"http://testserver{SCHOOL}", "es": f"http://testserver{there}"}
    assert pairs[0] == pairs[1] == addresses_of | {"x-default": addresses_of["en"]}
    assert soup(english).find("a", hreflang="es", href=there)
    network = client.get(SPANISH_NETWORK)
    assert_valid(network)
    assert "Jóvenes en crianza temporal (foster care)" in words(network)
    assert soup(network).find("a", hreflang="en", href=NETWORK)
    HomePage.objects.get(locale__language_code="es").unpublish()
    assert client.get(SPANISH_NETWORK).status_code == 404


def test_the_newest_agenda_stands_on_the_home_page_itself(client):
    old = post("board-agenda", None, board_date=timezone.localdate().replace(year=2020, day=1))
    new = post("board-agenda", None, board_date=timezone.localdate())
    page = assert_valid(client.get("/"))
    main = page.main
    assert main.find("a", href=new.document.url)
    assert not main.find("a", href=old.document.url)
    assert not page.find("header").find("a", href=new.document.url)
    assert main.find("a", href=NETWORK)
    robots = client.get("/robots.txt").content.decode()
    assert f"Allow: {new.document.url}\n" in robots
    assert old.document.url not in robots
    special = post("board-agenda", None, board_date=timezone.localdate() + timedelta(days=2))
    undated = post("board-agenda", None)
    main = soup(client.get("/")).main
    shown_papers = [bool(main.find("a", href=one.document.url)) for one in (old, new, special, undated)]
    assert shown_papers == [False, True, True, False]  # both coming meetings


def events(client, user):
    """The events as (title, date) pairs."""
    response = client.get(address(user))
    assert response["Content-Type"].startswith("text/calendar")
    assert "no-store" in response["Cache-Control"]
    found = Calendar.from_ical(response.content).walk("VEVENT")
    assert len({event["uid"] for event in found}) == len(found)
    assert b"Overdue" not in response.content
    return {(str(event["summary"]), event["dtstart"].dt) for event in found}


def test_it_has_every_date_that_is_due_also_of_what_was_never_posted(client):
    keep = ["sarc", "lcap", "complaint-notice", "title-ix-state"]
    Requirement.objects.exclude(code__in=keep).update(in_use=False)
    School.objects.exclude(slug__in=["gertz-ressler", "merkin"]).update(closed=date(2020, 6, 30))
    post("sarc", school_year="2020-21")
    post("title-ix-state", contact="Coordinator", languages=["en", "es"], days=20)
    today, name = timezone.localdate(), "Gertz-Ressler High School"
    found = events(client, editor_of(school()))
    report, plan = requirement("sarc"), requirement("lcap")
    wanted = {
        (f"{report}, {name}", date(2023, 2, 1)),  # the first that was missed, and the next one
        (f"{report}, {name}", report.coming_date(today)),
        (f"{plan}, {name}", plan.coming_date(today)),
        (f"{requirement('title-ix-state')}, {name}", today + timedelta(days=20)),
        (f"{name}: 1 posting without a date", today),
    }
    assert wanted <= found
    assert {title.rpartition(", ")[0] for title, _day in found - wanted} <= {str(plan)}  # of July, if it has passed
    of_all = events(client, person())
    assert found < of_all
    assert ("The network: 1 posting without a date", today) in of_all
    assert any("Merkin" in title for title, _day in of_all)


def test_its_address_ends_with_the_password_the_account_or_the_role(client):
    user = person()
    url = address(user)
    assert re.fullmatch(r"/due-dates/\S+\.ics", urlsplit(url).path)
    assert logs.address(urlsplit(url).path) == "/due-dates/"  # so it is in no log
    assert client.get(url).status_code == 200
    for wrong in (url[:-8] + "x.ics", "/due-dates/a:b.ics"):
        assert client.get(wrong).status_code == 404
    user.set_password("another long password 42")
    user.save()
    assert client.get(url).status_code == 404
    url = address(user)
    user.groups.clear()
    assert client.get(url).status_code == 404
    user.is_active = False
    user.save()
    assert client.get(url).status_code == 404


def test_a_posted_file_is_neither_replaced_nor_deleted_nor_is_a_posted_page(client):
    client.force_login(person(None, "admin", is_superuser=True))
    made, free, page = post(document=document()), document(), post("lcap", page=profile()).page

    def edit(one, **sent):
        address = reverse("wagtaildocs:edit", args=[one.pk])
        return client.post(address, {"title": "New title", "collection": one.collection_id, "tags": ""} | sent)

    refused = edit(made.document, file=SimpleUploadedFile("another.pdf", pdf(title="Another")))
    assert "is posted for" in words(refused)
    assert edit(made.document).status_code == 302
    assert edit(free, file=SimpleUploadedFile("another.pdf", pdf(title="Another"))).status_code == 302
    for is_there in (True, False):
        client.post(f"/admin/documents/delete/{made.document_id}/")
        client.post(f"/admin/bulk/media/sitedocument/delete/?id={made.document_id}")
        client.post(f"/admin/pages/{page.pk}/delete/")
        assert SiteDocument.objects.filter(pk=made.document_id).exists() is is_there
        assert Page.objects.filter(pk=page.pk).exists() is is_there
        Posting.objects.all().delete()
