"""A School editor manages their own school's required documents on the desk, not the network's or another school's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from alliance_site.notifications import postings
from media.models import SiteDocument
from schools.models import Posting, Requirement
from schools.register.school_year import school_year
from tests.html import soup
from tests.reminders import body, remind
from tests.schools.people import person
from tests.schools.postings.samples import document, pdf, post

from .pages import more, text

pytestmark = pytest.mark.django_db
MATRIX, OWN, THEIRS = "/admin/postings/", "/admin/postings/sarc/gertz-ressler/", "/admin/postings/sarc/kory-hunter/"
NETWORK = "/admin/postings/board-agenda/network/"
EVENT = "/admin/postings/homeless-liaison/gertz-ressler/"


def answers(**fields):
    return {"school_year": school_year(timezone.localdate()), "languages": ["en"], "replaces": "on", **fields}


def section(client, school):
    return soup(client.get(more(school))).select_one("#postings-section")


def test_with_two_schools_each_file_lies_with_its_own(client, school, other, editor):
    editor.groups.add(other.team.group)
    client.force_login(editor)
    for path in (OWN, THEIRS):
        file = SimpleUploadedFile("sarc.pdf", pdf(title=path), "application/pdf")
        assert client.post(f"{path}post/", answers(file=file)).url == path
    assert Posting.objects.count() == 2
    for one in Posting.objects.all():
        assert (one.document.collection, one.posted_by) == (one.school.team.collection, editor)


def test_a_school_holds_fast_nothing_of_another(client, school, other, editor):
    """Not even public documents, or the other school could no longer replace or delete them."""
    client.force_login(editor)
    of_other = document(collection=other.team.collection)
    private = document(collection=school.team.collection.add_child(name="Private"))
    CollectionViewRestriction.objects.create(collection=private.collection, restriction_type="login")
    answered = set()
    for place in (of_other.url, private.url, "/documents/999999/x.pdf"):
        response = client.post(f"{OWN}post/", answers(address=place))
        assert "can’t post this document" in text(response)
        answered.add(text(response).replace(place, ""))
    assert len(answered) == 1  # does not reveal which numbers are files
    response = client.post(f"{OWN}post/", answers(address=other.pages.first().url))
    assert "another school’s profile" in text(response)
    assert not Posting.objects.exists()
    of_other.delete()


def test_a_school_posts_its_own_documents_the_networks_and_public_pages(client, school, editor):
    client.force_login(editor)
    own, network = document(collection=school.team.collection), document()
    for place in (own.url, network.url, school.pages.first().url, "/about/"):
        assert client.post(f"{OWN}post/", answers(address=place)).status_code == 302, place


def test_a_link_a_contact_and_a_decision_are_theirs_too(client, school, editor):
    client.force_login(editor)
    assert client.post(f"{OWN}post/", answers(address="https://example.org/sarc")).status_code == 302
    assert (
        client.post("/admin/postings/athletics/gertz-ressler/does-not-apply/", {"reason": "No teams."}).status_code
        == 302
    )
    assert client.post(f"{EVENT}post/", answers(contact="The office")).status_code == 302
    assert client.post(f"{EVENT}happened/", {"day": str(timezone.localdate())}).status_code == 302
    one = Posting.objects.get(url="https://example.org/sarc")
    assert client.post(f"{OWN}{one.pk}/archive/").status_code == 302
    assert Posting.objects.current().count() == 2


def test_the_desk_says_how_each_stands_what_is_urgent_first(client, school, editor):
    post(days=300)
    post("lcap", days=3)
    post("privacy-and-access", contact="The office", languages=["en", "es"], days=-3)
    post("athletics", not_applicable=True, reason="No teams.", languages=[])
    client.force_login(editor)
    found = section(client, school)
    groups = {one.summary.get_text().partition(":")[0]: one for one in found.select("details")}
    assert list(groups)[:2] == ["Overdue", "Due in 30 days"]
    assert [name for name, group in groups.items() if group.has_attr("open")] == ["Overdue"]
    for name, words in (
        ("Due in 30 days", "Local Control"),
        ("Current", "School Acc"),
        ("Not applicable", "No teams."),
    ):
        assert words in groups[name].get_text()
    assert not groups["Not applicable"].select("a.button")
    assert not [theirs for theirs in ("/network/", "/kory-hunter/") if theirs in str(found)]


def test_an_editor_archives_and_deletes_nothing_of_others_below_the_own_school(client, school, other, editor):
    theirs, network, own = post(slug="kory-hunter"), post("board-agenda", None), post()
    before = list(Posting.objects.order_by("pk").values())
    client.force_login(editor)
    for end in (f"{theirs.pk}/archive/", f"{network.pk}/archive/", f"{theirs.pk}/delete/"):
        assert client.post(f"{OWN}{end}").status_code in (302, 404)
    assert client.post(f"{OWN}{own.pk}/delete/").status_code == 302  # the office posted it
    assert list(Posting.objects.order_by("pk").values()) == before


def test_what_one_posted_oneself_one_may_delete_such_as_the_wrong_file(client, school, other, editor):
    mine, of_the_office = post(posted_by=editor), post("lcap")
    client.force_login(editor)
    cell = client.get(OWN)
    assert f"{OWN}{mine.pk}/delete/" in cell.content.decode()
    assert "/delete/" not in client.get(OWN.replace("sarc", "lcap")).content.decode()
    assert client.post(f"{OWN}{mine.pk}/delete/").status_code == 302
    assert list(Posting.objects.all()) == [of_the_office]
    client.post(f"/admin/documents/delete/{mine.document_id}/")
    assert SiteDocument.objects.filter(pk=mine.document_id).exists()  # it is in the office's collection


def test_who_is_a_writer_too_sees_the_own_school_in_the_matrix_and_no_other(client, school, editor):
    post(slug="kory-hunter")
    editor.groups.add(*person("wendy", "Writer").groups.all())
    client.force_login(editor)
    page = soup(client.get(MATRIX)).select(".matrix tbody tr th")
    assert [one.get_text() for one in page] == ["Gertz-Ressler High School"]
    file = client.get(f"{MATRIX}?export=csv").getvalue().decode()
    assert "Kory Hunter" not in file
    assert "The network" not in file
    assert client.get(THEIRS).status_code == client.get(NETWORK).status_code == 404
    assert client.get(f"{MATRIX}roll-over/").status_code == 302
    assert client.post(f"{THEIRS}post/", answers(contact="Mine")).status_code == 404


def test_reminders_tell_a_school_editor_of_the_own_school_even_if_named_for_all(school, editor, mailoutbox):
    keeper = person("keeper", "Listings manager")
    Requirement.objects.update(person=editor)
    remind(postings.reminders)
    told = {mail.to[0]: body(mail) for mail in mailoutbox}
    assert told.keys() == {keeper.email, editor.email}
    assert "Kory Hunter" not in told[editor.email]
    assert "The network" not in told[editor.email]
    assert ", Gertz-Ressler High School" in told[editor.email]
    assert "/admin/school-desks/" in told[editor.email]
    assert "/admin/postings/due/" in told[keeper.email]
