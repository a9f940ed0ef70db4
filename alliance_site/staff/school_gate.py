"""Restrict school editors to their desk, their profiles and their part of the library.

Wagtail checks permissions by model, and not everywhere: its page chooser lists the drafts of all schools, some image
views check nothing, and its reports cover everything. So this module has a list of allowed views. All other views are
forbidden, including any that a later version adds, and a view of one object is allowed only for the user's own objects.
"""

from functools import partial

from django.db.models import Exists, Q
from django.shortcuts import redirect, render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from alliance_site.middleware import ADMIN_PREFIX
from alliance_site.staff.roles import ROLES
from schools.models import School, SchoolPage, SchoolTeam
from toolkit.cache_control import has_session
from toolkit.mail import preferred_language
from toolkit.visibility import public

DESK = "school_desks"
IN_THE_MENU = {"school-desks", "images", "documents", "help"}
TO_THE_DESK = {"wagtailadmin_home", "wagtailadmin_explore_root", "wagtailadmin_explore"}  # Wagtail redirects to these


def teams_of(user) -> list[SchoolTeam]:
    """Return the teams of a user who is only a school editor, and an empty list for everyone else. Cached on the user.

    Users with one of the `ROLES` are not restricted. Groups created by hand make no difference.
    """
    if not hasattr(user, "_school_teams"):
        user._school_teams = _teams(user)
    return user._school_teams


def _teams(user) -> list[SchoolTeam]:
    if not user.is_authenticated or user.is_superuser:
        return []
    has_role = Exists(user.groups.filter(name__in=[role.name for role in ROLES]))
    return list(SchoolTeam.objects.filter(~has_role, group__in=user.groups.all()).select_related("collection"))


class SchoolEditorGate(MiddlewareMixin):
    """Check school editors' requests before every view of the editor."""

    def process_view(self, request, view, args, kwargs):
        if not request.path_info.startswith(ADMIN_PREFIX) or not has_session(request) or not teams_of(request.user):
            return None
        name = request.resolver_match.view_name
        if name in TO_THE_DESK:
            return redirect(DESK)
        check = OPEN.get(name)
        if check is None or not check(request, *args, **kwargs):
            with override(preferred_language(request.user)):
                return render(request, "wagtailadmin/closed.html", status=403)
        return None


# Allowed views


def allow(request, *args, **kwargs) -> bool:
    return True


def own_pages(user):
    return SchoolPage.objects.filter(school__in=[team.school_id for team in teams_of(user)])


def readable_pages(user):
    """Pages a link may lead to: public pages, the user's own profiles, and the root."""
    own = own_pages(user).values("pk")
    return Page.objects.filter(Q(pk__in=public(Page.objects.all()).values("pk")) | Q(pk__in=own) | Q(depth=1))


def own_collections(user):
    in_collections = Q(pk__in=[])
    for team in teams_of(user):
        if team.collection:
            in_collections |= Q(path__startswith=team.collection.path)
    return Collection.objects.filter(in_collections)


def own_desk(request, slug, *args, **kwargs) -> bool:
    """The desk's views check again (`schools.desk.access`)."""
    return School.objects.filter(slug=slug, team__in=teams_of(request.user)).exists()


def own_postings(request, *args, whose, **kwargs) -> bool:
    """The views of the tracker and of packets check again (`schools.postings.rights`)."""
    return own_desk(request, whose)


def _all_in(objects, values) -> bool:
    """Return whether there are keys among `values`, all of them of `objects`."""
    keys = {int(key) for key in map(str, values) if key.isdecimal() and len(key) < 19}
    return bool(keys) and objects.filter(pk__in=keys).count() == len(keys)


def own_page(request, page_id, *args, **kwargs) -> bool:
    return _all_in(own_pages(request.user), [page_id])


def own_files(model, request, *args, **kwargs) -> bool:
    """Allow a view of the user's own files: the one in its address, or those that it is asked for."""
    own = model.objects.filter(collection__in=own_collections(request.user))
    return _all_in(own, [*args, *kwargs.values()] or request.GET.getlist("id"))


own_images, own_documents = (partial(own_files, model) for model in (get_image_model(), get_document_model()))


def chosen_pages(request, parent_page_id=None) -> bool:
    """Allow the chooser below one page that the user can read, or for those that it is asked for."""
    keys = request.GET.getlist("id") if parent_page_id is None else [parent_page_id]
    return _all_in(readable_pages(request.user), keys)


def edited_page(request, app_label, model_name, object_id, session_id) -> bool:
    """Allow the list of people who are editing a page, for the user's own profiles only."""
    return _all_in(own_pages(request.user), [object_id])


def _views(check, space: str, *names: str) -> dict:
    """Return `check` for the views with these names, each after `space`."""
    return {f"{space}{name}": check for name in names}


OWN_PAGE = ("edit", "preview_on_edit", "view_draft", "usage", "history", "history_results")
OWN_VERSIONS = ("revisions_index", "revisions_view", "revisions_revert", "revisions_compare")
OWN_REVIEW = ("confirm_workflow_cancellation", "workflow_history", "workflow_history_detail")
OF_LIBRARY = ("index", "index_results", "add", "add_multiple", "delete_upload_multiple")
OWN_FILE = ("edit", "edit_multiple", "delete", "delete_multiple")

OPEN = {
    # The user's own account, and scripts, icons and words that are the same for everyone
    **_views(allow, "wagtailadmin_", "account", "logout", "dismissibles", "block_preview"),
    **_views(allow, "wagtailadmin_", "tag_autocomplete", "tag_model_autocomplete", "sprite", "javascript_catalog"),
    "wagtailadmin_editing_sessions:release": allow,  # Wagtail releases only the user's own sessions
    **_views(allow, "staff_", "guides", "guide"),
    DESK: allow,  # lists only the user's own schools
    "school_desk": own_desk,
    **_views(own_desk, "school_desk_", "more", "propose", "proposal", "withdraw", "confirm", "submit", "take_back"),
    **_views(own_desk, "school_desk_", "history", "history_csv", "event_new", "event"),
    **_views(own_desk, "school_notice", "_new", "", "_end"),
    # Single postings of the user's schools. The matrix, its exports and the new school year are for the office.
    **_views(own_postings, "posting_", "cell", "post", "decide", "event", "archive", "delete"),
    **_views(own_postings, "posting_packet", "", "_pdf", "_folder"),
    # Profiles
    **_views(own_page, "wagtailadmin_pages:", *OWN_PAGE, *OWN_VERSIONS, *OWN_REVIEW),
    **_views(own_page, "", "published_page", "translation_sections", "translation_file"),
    "wagtailadmin_editing_sessions:ping": edited_page,
    **_views(allow, "wagtailadmin_pages:", "search", "search_results"),  # Wagtail finds only pages the user may edit
    # Choosing a link; `filter_chooser_pages` limits the pages listed
    **_views(allow, "wagtailadmin_choose_page", "", "_search"),
    **_views(allow, "wagtailadmin_choose_page_", "external_link", "email_link", "phone_link", "anchor_link"),
    **_views(chosen_pages, "wagtailadmin_choose_page_", "child", "chosen_multiple"),
    # Choosing a figure for running text; the chooser lists published ones
    **_views(allow, "wagtailsnippetchoosers_pages_figure:", "choose", "choose_results", "chosen"),
    # The library; Wagtail lists only collections in which the user has a permission, and only the user's own uploads
    **_views(allow, "wagtailimages:", *OF_LIBRARY, "create_multiple_from_uploaded_image"),
    **_views(allow, "wagtaildocs:", *OF_LIBRARY, "create_multiple_from_uploaded_document"),
    **_views(own_images, "wagtailimages:", *OWN_FILE, "image_usage"),
    **_views(own_documents, "wagtaildocs:", *OWN_FILE, "document_usage"),
    "withdraw_consent": own_images,
    **_views(allow, "wagtailimages_chooser:", "choose", "choose_results", "create"),
    **_views(allow, "wagtaildocs_chooser:", "choose", "choose_results", "create"),
    **_views(own_images, "wagtailimages_chooser:", "chosen", "chosen_multiple", "select_format"),
    **_views(own_documents, "wagtaildocs_chooser:", "chosen", "chosen_multiple"),
}


# Filters for Wagtail's lists


def filter_chooser_pages(pages, request):
    """Filter the page chooser, which would list every school's drafts."""
    return pages.filter(pk__in=readable_pages(request.user).values("pk")) if teams_of(request.user) else pages


def filter_menu_items(request, items) -> None:
    """Remove the menu items of forbidden views."""
    if teams_of(request.user):
        items[:] = [item for item in items if item.name in IN_THE_MENU]
