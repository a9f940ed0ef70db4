"""The first row of the home page: what this person most often begins, one click away."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Locale, Page

from pages.models import StoryPage
from schools.models import EventPage

SNIPPETS = "wagtailsnippets_"


@dataclass(frozen=True)
class Action:
    text: str
    icon: str
    url: str


class StartPanel(Component):
    name = "start"
    template_name = "wagtailadmin/home/start.html"
    order = 45

    def __init__(self, actions: list[Action]):
        self.actions = actions

    def get_context_data(self, parent_context):
        return {"actions": self.actions}


def actions(user) -> list[Action]:
    offered = [
        _new_page(user, _("Write a story"), "doc-full", StoryPage),
        _new_page(user, _("Add an event"), "date", EventPage),
        _with_right(
            user, "pages.add_announcement", _("Post an announcement"), "warning", f"{SNIPPETS}pages_announcement:add"
        ),
        _with_right(user, "pages.change_figure", _("Update a figure"), "order", f"{SNIPPETS}pages_figure:list"),
        _with_right(
            user, "schools.change_school", _("Correct a school"), "group", "wagtailsnippets_schools_school:list"
        ),
        _with_right(user, "schools.change_school", _("Import a spreadsheet"), "download", "schools_import_file"),
        _with_right(user, "schools.change_posting", _("Post a required document"), "doc-full-inverse", "postings"),
        _photos(user),
    ]
    return [action for action in offered if action]


def _with_right(user, right: str, text: str, icon: str, view: str) -> Action | None:
    return Action(text, icon, reverse(view)) if user.has_perm(right) else None


def _new_page(user, text: str, icon: str, model: type[Page]) -> Action | None:
    """Return the action for a new page below the list of its kind, in the default language."""
    (list_model,) = model.allowed_parent_page_models()
    parent = list_model.objects.filter(locale=Locale.get_default()).first()
    if parent is None or not parent.permissions_for_user(user).can_add_subpage():
        return None
    return Action(text, icon, reverse("wagtailadmin_pages:add", args=[*model._meta.label_lower.split("."), parent.pk]))


def _photos(user) -> Action | None:
    may_add = images.user_has_permission(user, "add")
    return Action(_("Upload photos"), "image", reverse("wagtailimages:add_multiple")) if may_add else None


def add_panel(request, panels) -> None:
    if found := actions(request.user):
        panels.append(StartPanel(found))
