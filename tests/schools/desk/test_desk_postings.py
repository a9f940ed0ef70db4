"""A School editor manages their own school's required documents on the desk, not the network's or another school's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import CollectionViewRestriction

from alliance_site.notifications import postings
from media.models import SiteDocument
from schools.models import Posting, Requirement
from tests.factories import today
from tests.html import assert_says, soup, words
from tests.reminders import body, remind
from tests.schools.people import person
from tests.schools.postings.samples import answers, document, pdf, post

from .pages import more

pytestmark = pytest.mark.django_db
MATRIX, OWN, THEIRS = "/admin/postings/", "/admin/postings/sarc/gertz-ressler/", "/admin/postings/sarc/kory-hunter/"
NETWORK = "/admin/postings/board-agenda/network/"
EVENT = "/admin/postings/homeless-liaison/gertz-ressler/"


def test_a_school_cannot_post_documents_of_another_or_private_ones(desk, school, other):
    """Not even public documents, or the other school could no longer replace or delete them."""
    of_other = document(collection=other.team.collection)
    private = document(collection=school.team.collection.add_child(name="Private"))
    CollectionViewRestriction.objects.create(collection=private.collection, restriction_type="login")
    answered = set()
    for place in (of_other.url, private.url, "/documents/999999/x.pdf"):
        response = desk.post(f"{OWN}post/", answers(address=place))
        assert_says(response, "can’t post this document")
        answered.add(words(response).replace(place, ""))
    assert len(answered) == 1  # does not reveal which numbers are files
    assert_says(desk.post(f"{OWN}post/", answers(address=other.pages.first().url)), "another school’s profile")
    assert not Posting.objects.exists()
    of_other.delete()


def test_a_school_posts_files_documents_pages_links_contacts_and_decisions(desk, school, other, editor):
    editor.groups.add(other.team.group)
    for path in (OWN, THEIRS):
        file = SimpleUploadedFile("sarc.pdf", pdf(title=path), "application/pdf")
        assert desk.post(f"{path}post/", answers(file=file)).url == path
    for one in Posting.objects.all():
        assert (one.document.collection, one.posted_by) == (one.school.team.collection, editor)
    own, network = document(collection=school.team.collection), document()
    for place in (own.url, network.url, school.pages.first().url, "/about/", "https://example.org/sarc"):
        assert desk.post(f"{OWN}post/", answers(address=place)).status_code == 302, place
    decision = "/admin/postings/athletics/gertz-ressler/does-not-apply/"
    assert desk.post(decision, {"reason": "No teams."}).status_code == 302
    assert desk.post(f"{EVENT}post/", answers(contact="The office")).status_code == 302
    assert desk.post(f"{EVENT}happened/", {"day": str(today())}).status_code == 302
    linked = Posting.objects.get(url="https://example.org/sarc")
    assert desk.post(f"{OWN}{linked.pk}/archive/").status_code == 302
    assert Posting.objects.current().count() == 3


def test_the_desk_groups_its_postings_by_status_the_overdue_first(desk, school):
    post(days=300)
    post("lcap", days=3)
    post("privacy-and-access", contact="The office", languages=["en", "es"], days=-3)
    post("athletics", not_applicable=True, reason="No teams.", languages=[])
    found = soup(desk.get(more(school))).select_one("#postings-section")
    groups = {one.summary.get_text().partition(":")[0]: one for one in found.select("details")}
    assert list(groups)[:2] == ["Overdue", "Due in 30 days"]
    assert [name for name, group in groups.items() if group.has_attr("open")] == ["Overdue"]
    shown = (("Due in 30 days", "Local Control"), ("Current", "School Acc"), ("Not applicable", "No teams."))
    assert all(said in groups[name].get_text() for name, said in shown)
    assert not groups["Not applicable"].select("a.button")
    assert not [theirs for theirs in ("/network/", "/kory-hunter/") if theirs in str(found)]


def test_an_editor_deletes_only_what_they_posted_and_archives_nothing_of_others(desk, school, editor):
    theirs, network, own = post(slug="kory-hunter"), post("board-agenda", None), post("lcap")
    mine = post(posted_by=editor)
    before = list(Posting.objects.order_by("pk").values())
    for end in (f"{theirs.pk}/archive/", f"{network.pk}/archive/", f"{theirs.pk}/delete/"):
        assert desk.post(f"{OWN}{end}").status_code in (302, 404)
    of_the_office = OWN.replace("sarc", "lcap")
    assert desk.post(f"{of_the_office}{own.pk}/delete/").status_code == 302
    assert "/delete/" not in desk.get(of_the_office).content.decode()
    assert list(Posting.objects.order_by("pk").values()) == before
    assert f"{OWN}{mine.pk}/delete/" in desk.get(OWN).content.decode()
    desk.post(f"{OWN}{mine.pk}/delete/")
    assert not Posting.objects.filter(pk=mine.pk).exists()
    desk.post(f"/admin/documents/delete/{mine.document_id}/")
    assert SiteDocument.objects.filter(pk=mine.document_id).exists()  # it is in the office's collection


def test_an_editor_who_is_a_writer_too_sees_only_their_school_in_the_matrix(desk, school, editor):
    post(slug="kory-hunter")
    editor.groups.add(*person("wendy", "Writer").groups.all())
    page = soup(desk.get(MATRIX)).select(".matrix tbody tr th")
    assert [one.get_text() for one in page] == ["Gertz-Ressler High School"]
    file = desk.get(f"{MATRIX}?export=csv").getvalue().decode()
    assert not [name for name in ("Kory Hunter", "The network") if name in file]
    assert desk.get(THEIRS).status_code == desk.get(NETWORK).status_code == 404
    assert desk.get(f"{MATRIX}roll-over/").status_code == 302
    assert desk.post(f"{THEIRS}post/", answers(contact="Mine")).status_code == 404


def test_reminders_tell_a_school_editor_of_their_school_only_even_if_named_for_all(school, editor, mailoutbox):
    keeper = person("keeper", "Listings manager")
    Requirement.objects.update(person=editor)
    remind(postings.reminders)
    told = {mail.to[0]: body(mail) for mail in mailoutbox}
    assert told.keys() == {keeper.email, editor.email}
    names = (", Gertz-Ressler High School", "/admin/school-desks/", "Kory Hunter", "The network")
    assert [name in told[editor.email] for name in names] == [True, True, False, False]
    assert "/admin/postings/due/" in told[keeper.email]
