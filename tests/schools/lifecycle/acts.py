"""The office's steps, with and without HTTP, and everything that a guided change may touch, row by row."""

from contextlib import suppress

from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Locale

from schools.changes.agreement import Refused
from schools.lifecycle import execution, kinds
from schools.models import Campus, Enrollment, FormerName, NextSchool, School, SchoolPage
from tests.factories import profile_of, reread
from tests.html import sent_by, soup, words

OF_ITSELF = ("changed", "latest_revision_id")  # of records
OF_TEXTS = ("slug", "title", "summary", "expire_at")
OF_PAGES = ("url_path", "draft_title", "live", "expired", "has_unpublished_changes", "school_id", "locale_id")


def rows(model) -> dict:
    """Each row as text, by the school, address, or key that it is about, and its own key."""
    found = {}
    for row in model.objects.order_by("pk").values():
        about = row.get("school_id") or row.get("old_path") or row["id"]
        found[about, row["id"]] = str({name: value for name, value in row.items() if name not in OF_ITSELF})
    return found


def _texts(page) -> str:
    """What its readers see of it, or of its draft."""
    return str([page.body.get_prep_value(), *(getattr(page, name) for name in OF_TEXTS)])


def everything() -> dict:
    """All content that people created or see. For drafts, their content; revisions and save times do not count."""
    models = (School, Campus, FormerName, NextSchool, Enrollment, Redirect)
    found: dict = {model.__name__: rows(model) for model in models}
    found["Program"] = sorted(School.programs.through.objects.values_list("school", "program"))
    pages = list(SchoolPage.objects.select_related("latest_revision").order_by("pk"))
    found["SchoolPage"] = {
        (page.pk, page.pk): _texts(page) + str([getattr(page, name) for name in OF_PAGES]) for page in pages
    }
    found["drafts"] = {page.pk: _texts(page.get_latest_revision_as_object()) for page in pages}
    found["groups"] = [
        (group.name, sorted(group.user_set.values_list("username", flat=True)))
        for group in Group.objects.order_by("name")
    ]
    found["collections"] = list(Collection.objects.order_by("path").values_list("depth", "name"))
    return found


def differences(before: dict, after: dict) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def translated(school, slug: str) -> SchoolPage:
    """A public profile of `school` in Spanish."""
    spanish = Locale.objects.get(language_code="es")
    page = school.pages.filter(locale=spanish).first() or profile_of(school).copy_for_translation(spanish)
    page.slug = slug
    page.save_revision().publish()
    return reread(page)


def cleaned(kind: str, school, fields: dict) -> dict | None:
    """The answers of the office as the form of a change takes them; None if it refuses them."""
    form = kinds.ALL[kind].form(fields | {"reason": "The board decided so."}, school=school)
    return form.cleaned_data if form.is_valid() else None


def made(kind: str, school, fields: dict, user):
    """Make a guided change without its preview; None if its form or its rules refuse it."""
    if (data := cleaned(kind, school, fields)) is None:
        return None
    with suppress(Refused), transaction.atomic():
        return execution.make(kinds.ALL[kind], school, data, user)[0]


def taken_back(batch, user) -> None:
    execution.take_back(batch, user, reason="A mistake.", digest=execution.preview_undo(batch, user).digest)


def form(school, kind: str) -> str:
    return reverse("school_change", args=[kind, school.slug])


def hidden(response) -> dict:
    """What a browser sends with the page's buttons."""
    return sent_by(soup(response).select_one("form:has(input[name=digest])"))


def seen(client, address: str) -> str:
    """The version of the plan that a page shows: beside a form of the plan, or in the form to cancel it."""
    return soup(client.get(address)).select_one("input[name=plan-digest], input[name=digest]")["value"]


def ask(client, address: str, **data):
    """Submit the form; return the preview."""
    data["reason"] = data.get("reason", "The board decided so.")
    if "planned=" in address:
        data["plan-digest"] = seen(client, address)
    response = client.post(address, data)
    assert response.context["impact"], words(response)
    return response


def agree(client, address: str, asked):
    return client.post(address, hidden(asked) | {"apply": "1"}, follow=True)


def do(client, address: str, **data):
    """Preview and confirm; return the result page."""
    response = agree(client, address, ask(client, address, **data))
    assert response.redirect_chain, words(response)
    return response


def look(client, done):
    """Return the preview of the undo."""
    return client.post(reverse("school_change_done", args=[done.context["change_set"].pk]), {"look": "1"})


def take_back(client, done, looked=None, reason="A mistake."):
    looked = looked or look(client, done)
    assert looked.context["back"], looked.context["refused"]
    address = reverse("school_change_done", args=[done.context["change_set"].pk])
    return client.post(address, hidden(looked) | {"undo": "1", "reason": reason}, follow=True)
