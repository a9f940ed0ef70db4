"""What was public is unpublished, not deleted: visitors and links go to another page until it is published again."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, PageViewRestriction

from pages import redirects
from pages.models import Announcement, Menu, PillarPage, StandardPage
from schools.models import Answer
from tests.factories import home, standard
from tests.html import soup, words
from tests.pages.forms import bulk_url, edit_url, said
from tests.pages.translation.pages import publish, translated
from tests.schools.postings.samples import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    """A public page."""
    return added("Visit us", slug="visit")


@pytest.fixture
def visita(visit):
    """Its Spanish translation."""
    return translated(visit)


def added(title, parent=None, **fields):
    return publish(standard(title, parent, **fields))


def body(target):
    """Blocks that link to `target` in a text and with a button."""
    text = f'<p>You can <a id="{target.pk}" linktype="page">visit a school</a>.</p>'
    return StandardPage.body.field.stream_block.to_python(
        [
            {"type": "section", "value": {"heading": "Visits", "text": text}},
            {"type": "call_to_action", "value": {"heading": "Come", "page": target.pk}},
        ]
    )


def linked(page) -> list[int]:
    """The pages that a page with `body` links to."""
    return [int(page.body[0].value["text"].source.split('id="')[1].split('"')[0]), page.body[1].value["page"].pk]


def address(page):
    return reverse("wagtailadmin_pages:unpublish", args=[page.pk])


def test_old_addresses_lead_to_another_page_until_it_is_published_again(sign_in, visit, visita, about):
    for role in ("Writer", "Listings manager"):
        sign_in(role).post(address(visit), {"target": about.pk})
        visit.refresh_from_db()
        assert visit.live
    client = sign_in("Publisher")
    response = client.post(address(visit), {"target": about.pk})
    assert "“Visit us” is unpublished. Its address now redirects to" in said(response)
    again = client.post(address(visit), {"target": about.pk}, follow=True)
    assert "“Visit us” has already been unpublished. Nothing was changed." in said(again)
    translated = about.get_translations().get()
    for old, new in ((visit, about), (visita, translated)):
        answer = client.get(old.url)
        assert (answer.status_code, answer["Location"]) == (302, new.url)
    visit.refresh_from_db()
    assert (visit.live, visit.slug, visit.get_parent().slug) == (False, "visit", about.get_parent().slug)
    for page in (visit, visita):
        page.get_latest_revision().publish()
        assert client.get(page.url).status_code == 200
    assert not Redirect.objects.filter(old_path__in=["/visit", visita.url.rstrip("/")]).exists()
    parent = visita.get_parent()
    answer = client.post(address(visita), {"target": visit.pk})  # named in the language of the address
    assert f"Its address now redirects to “{parent.title}”." in said(answer)
    assert client.get(visita.url)["Location"] == parent.url


def test_visitors_get_the_page_again_if_it_moved_and_its_address_changed_in_the_meantime(sign_in, visit, about):
    client = sign_in("Publisher")
    client.post(address(visit), {"target": about.pk})
    visit.refresh_from_db()
    visit.move(Page.objects.get(slug="privacy", locale=home().locale), pos="last-child")
    assert client.get("/visit/", follow=True).redirect_chain[-1] == (about.url, 302)
    draft = StandardPage.objects.get(pk=visit.pk).get_latest_revision_as_object()
    publish(draft, slug="visits")
    Redirect.objects.filter(old_path="/visit").update(redirect_page=visit)  # as Wagtail does after the commit
    assert client.get("/visit/", follow=True).redirect_chain[-1][0] == f"{draft.get_parent().url}visits/"


@pytest.mark.parametrize("is_permanent", [True, False])
@pytest.mark.parametrize("is_automatic", [True, False])
def test_publishing_ends_a_detour_and_an_undo_what_wagtail_made_but_no_redirect_of_staff(
    visit, about, is_permanent, is_automatic, django_capture_on_commit_callbacks
):
    values = {"is_permanent": is_permanent, "automatically_created": is_automatic, "site": visit.get_site()}
    made = Redirect.objects.create(old_path="/visit", redirect_page=about, **values)
    visit.save_revision().publish()
    assert Redirect.objects.filter(pk=made.pk).exists() != (is_automatic and not is_permanent)
    made.save()
    for page in (visit, about):  # only what leads to the page that left
        with django_capture_on_commit_callbacks(execute=True):
            redirects.delete_automatic(redirects.addresses(visit), page)
        assert Redirect.objects.filter(pk=made.pk).exists() == (page == visit or not is_automatic)
    made.save()
    undo = redirects.remove_from(redirects.addresses(visit), visit)
    assert not Redirect.objects.filter(old_path="/visit").exists()
    redirects.restore(undo)
    assert Redirect.objects.get(pk=made.pk).is_permanent == is_permanent


def test_pages_below_go_too_if_asked_for_and_keep_links_among_themselves(sign_in, visit, visita, about):
    below = added("Parking", visit, body=body(visit))
    of_translation = added("Estacionamiento", visita)
    client = sign_in("Publisher")
    assert soup(client.get(address(below))).find("input", attrs={"name": "target"})["value"] == str(visit.pk)
    client.post(address(visit), {"target": about.pk})
    assert client.get("/visit/parking/").status_code == 200
    Page.objects.get(pk=visit.pk).get_latest_revision().publish()
    client.post(address(visit), {"target": about.pk, "include_descendants": "on", "change_links": "on"})
    assert client.get("/visit/parking/")["Location"] == about.url
    assert client.get(of_translation.url)["Location"] == about.get_translations().get().url
    below = Page.objects.get(pk=below.pk)
    assert not below.live
    assert linked(below.get_latest_revision_as_object()) == [visit.pk, visit.pk]


def test_links_change_in_pages_drafts_both_languages_search_answers_menu_and_announcements(
    sign_in, visit, visita, about
):
    a_propos = about.get_translations().get()
    source, drafted = added("Links", body=body(visit)), added("Other", body=body(visit))
    spanish = added("Enlaces", visita.get_parent(), body=body(visita))
    in_draft = added("In the draft")
    drafted.title = "New title"
    drafted.save_revision()
    in_draft.body = body(visit)
    in_draft.save_revision()
    pillar = PillarPage.objects.filter(locale=home().locale).first()
    publish(pillar, statement=f'<p><a id="{visit.pk}" linktype="page">Visit a school</a> this fall.</p>')
    answer = Answer.objects.create(key="give", title="Give", text="Come.", page=visit)
    promoted = SearchPromotion.objects.create(query=Query.get("tour"), page=visit)
    notice = Announcement.objects.create(text="Come", link_text="Visit", link_page=visit)
    menu = Menu.load()
    publish(menu, header=[*menu.header.get_prep_value(), {"type": "item", "value": {"page": visit.pk}}])

    client = sign_in("Publisher")
    form = words(client.get(address(visit)))
    assert "9 places link there" in form
    for place in ("Search answer “Give” (English)", "Search promotion “tour”", "Menu and footer", "Enlaces (Spanish)"):
        assert place in form
    assert "In the draft (English) – in the draft" in form
    response = client.post(address(visit), {"target": about.pk, "change_links": "on"})
    assert "Links changed in 8 places." in said(response)
    assert "Links changed in 1 draft." in said(response)

    def stored(page):
        return type(page).objects.get(pk=page.pk)

    assert linked(stored(source)) == linked(stored(drafted)) == [about.pk, about.pk]
    assert linked(stored(spanish)) == [a_propos.pk, a_propos.pk]
    draft = stored(drafted).get_latest_revision_as_object()
    assert (draft.title, linked(draft), stored(drafted).title) == ("New title", [about.pk, about.pk], "Other")
    assert linked(stored(in_draft).get_latest_revision_as_object()) == [about.pk, about.pk]
    assert stored(in_draft).title == "In the draft"
    assert f'id="{about.pk}"' in stored(pillar).statement
    assert [stored(each).page_id for each in (answer, promoted)] == [about.pk, about.pk]
    assert stored(notice).link_page_id == about.pk
    assert stored(menu).header[-1].value["page"].pk == about.pk
    assert not stored(menu).has_unpublished_changes


def test_links_to_pages_below_are_not_counted_as_left_and_those_that_wait_for_approval_are(
    sign_in, visit, visita, about
):
    below = added("Parking", visit)
    added("To the page", body=body(visit))
    to_below = added("To below", body=body(below))
    both = added("Both", body=body(below))
    both.body = body(visit)
    both.save_revision()
    waiting = added("Waiting", body=body(visit))
    waiting.get_workflow().start(waiting, get_user_model().objects.create_user("other"))
    client = sign_in("Publisher")
    assert "Unpublish the page below it, too" in words(client.get(address(visit)))
    added("Buses", visit)
    assert "Unpublish the 2 pages below it, too" in words(client.get(address(visit)))
    refused = client.post(address(visit), {"target": "", "change_links": "on"})
    assert "Choose the page that links should lead to" in soup(refused).get_text()
    response = client.post(address(visit), {"target": about.pk, "change_links": "on"})
    assert "Links changed in 1 place. Links changed in 1 draft." in said(response)
    assert "1 place still has the link." in said(response)
    for page, target in ((to_below, below), (waiting, visit)):
        assert linked(StandardPage.objects.get(pk=page.pk)) == [target.pk, target.pk]
    assert linked(StandardPage.objects.get(pk=both.pk).get_latest_revision_as_object()) == [about.pk, about.pk]


def test_visitors_are_never_sent_to_what_they_cannot_see(sign_in, visit, visita, about):
    below = added("Parking", visit)
    draft = standard("Draft", live=False)
    private = added("Private")
    below_private = added("Below", private)
    restriction = {"page": private, "restriction_type": "login"}
    PageViewRestriction.objects.create(**restriction)
    client, root = sign_in("Publisher"), Page.objects.get(depth=1)
    for page in (root, visit, below, visita, draft, private, below_private, Page(pk=99_999_999)):
        response = client.post(address(visit), {"target": page.pk})
        assert "Visitors won't see this page." in soup(response).get_text(), page
    visit.refresh_from_db()
    assert visit.live
    assert not Redirect.objects.filter(old_path="/visit").exists()
    client.post(address(visit), {"target": about.pk})
    assert redirects.targets([visit]) == {visit.pk: about}
    PageViewRestriction.objects.create(**restriction | {"page": about})
    assert redirects.targets([visit]) == {}


def test_only_a_current_posting_keeps_a_page_public(sign_in, visit, about):
    posting, client = post(page=visit), sign_in("Publisher")
    response = client.post(address(visit), {"target": about.pk})
    assert "is a required posting. Post something else in its place first." in soup(response).get_text()
    visit.refresh_from_db()
    assert visit.live
    posting.archived = timezone.now()
    posting.save()
    assert "replaced: it stays as it is" in words(client.get(address(visit)))
    client.post(address(visit), {"target": about.pk, "change_links": "on"})
    visit.refresh_from_db()
    posting.refresh_from_db()
    assert (visit.live, posting.page_id) == (False, visit.pk)


@pytest.mark.parametrize("is_below", [False, True])
def test_the_list_of_pages_unpublishes_no_page_of_a_current_posting_and_names_it(sign_in, visit, is_below):
    other, below = added("Other"), added("Parking", visit)
    named = below if is_below else visit
    posting = post(page=named)
    bulk = bulk_url("unpublish", visit, other)
    client, data = sign_in("Publisher"), {"include_descendants": "on"} if is_below else {}
    refused = client.post(bulk, data)
    assert f"“{named.title}” is a required posting. Post something else in its place first." in said(refused)
    assert Page.objects.filter(pk__in=[visit.pk, other.pk, below.pk], live=True).count() == 3
    posting.archived = timezone.now()
    posting.save()
    client.post(bulk, data)
    assert Page.objects.filter(pk__in=[visit.pk, other.pk, below.pk], live=True).count() == (0 if is_below else 1)


@pytest.mark.parametrize("role", ["Publisher", "Listings manager", "Writer", "Site admin"])
def test_nobody_deletes_what_is_public_and_only_admins_what_was(sign_in, visit, about, role):
    def try_to_delete(page):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        client.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, "delete"]))
        client.post(bulk_url("delete", page))

    parent = standard("Never", about, live=False)
    below = added("Below", parent)
    client = sign_in("Publisher" if role == "Site admin" else role)
    get_user_model().objects.filter(username="Publisher").update(is_superuser=role == "Site admin")
    for page in (visit, parent):
        try_to_delete(page)
    assert Page.objects.filter(pk__in=[visit.pk, below.pk], live=True).count() == 2
    visit.unpublish()
    edit = soup(client.get(edit_url(visit)))
    if role != "Site admin":
        assert "Delete for good" not in [link.get_text(strip=True) for link in edit.select("a[href]")]
    try_to_delete(visit)
    assert Page.objects.filter(pk=visit.pk).exists() == (role != "Site admin")
