"""Restrict school editors to their desk, their profiles and their part of the library.

Wagtail checks permissions by model, and not everywhere: its page chooser lists the drafts of all schools, some image
views check nothing, and its reports cover everything. So this module has a list of allowed views. All other views are
forbidden, including any that a later version adds, and a view of one object is allowed only for the user's own objects.
"""

from django.db.models import Q
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
    groups = user.groups.all()
    teams = list(SchoolTeam.objects.filter(group__in=groups).select_related("collection"))
    if teams and groups.filter(name__in=[role.name for role in ROLES]).exists():
        return []
    return teams


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
            return refusal(request)
        return None


def refusal(request):
    with override(preferred_language(request.user)):
        return render(request, "wagtailadmin/closed.html", status=403)


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


def own_postings(request, code, whose, *args, **kwargs) -> bool:
    """The tracker's views check again (`schools.postings.rights`)."""
    return own_desk(request, whose)


def own_packet(request, whose, year, *args, **kwargs) -> bool:
    """The packet's views check again (`schools.postings.rights`)."""
    return own_desk(request, whose)


def own_page(request, page_id, *args, **kwargs) -> bool:
    return own_pages(request.user).filter(pk=page_id).exists()


def own_image(request, image_id, *args, **kwargs) -> bool:
    return _all_own(get_image_model(), request, [image_id])


def own_document(request, document_id, *args, **kwargs) -> bool:
    return _all_own(get_document_model(), request, [document_id])


def _keys(values) -> set[int]:
    """Return the valid primary keys among `values`."""
    return {int(key) for key in map(str, values) if key.isdecimal() and len(key) < 19}


def _all_own(model, request, values) -> bool:
    keys = _keys(values)
    objects = model.objects.filter(pk__in=keys, collection__in=own_collections(request.user))
    return bool(keys) and objects.count() == len(keys)


def chosen_page_parent(request, parent_page_id=None) -> bool:
    return readable_pages(request.user).filter(pk=parent_page_id).exists()


def chosen_pages(request) -> bool:
    keys = _keys(request.GET.getlist("id"))
    return bool(keys) and readable_pages(request.user).filter(pk__in=keys).count() == len(keys)


def edited_page(request, app_label, model_name, object_id, session_id) -> bool:
    """Allow the list of people who are editing a page, for the user's own profiles only."""
    return own_pages(request.user).filter(pk__in=_keys([object_id])).exists()


OPEN = {
    # The user's own account, and scripts, icons and words that are the same for everyone
    **dict.fromkeys(
        (
            "wagtailadmin_account",
            "wagtailadmin_logout",
            "wagtailadmin_dismissibles",
            "wagtailadmin_editing_sessions:release",  # Wagtail releases only the user's own sessions
            "wagtailadmin_block_preview",
            "wagtailadmin_tag_autocomplete",
            "wagtailadmin_tag_model_autocomplete",
            "wagtailadmin_sprite",
            "wagtailadmin_javascript_catalog",
            "staff_guides",
            "staff_guide",
        ),
        allow,
    ),
    DESK: allow,  # lists only the user's own schools
    **dict.fromkeys(
        (
            "school_desk",
            "school_desk_more",
            "school_desk_propose",
            "school_desk_proposal",
            "school_desk_withdraw",
            "school_desk_confirm",
            "school_desk_submit",
            "school_desk_take_back",
            "school_desk_history",
            "school_desk_history_csv",
            "school_notice_new",
            "school_notice",
            "school_notice_end",
        ),
        own_desk,
    ),
    # Single postings of the user's schools. The matrix, its exports and the new school year are for the office.
    **dict.fromkeys(
        (
            "posting_cell",
            "posting_post",
            "posting_decide",
            "posting_event",
            "posting_archive",
            "posting_delete",
        ),
        own_postings,
    ),
    **dict.fromkeys(
        ("posting_packet", "posting_packet_pdf", "posting_packet_folder", "posting_packet_sign"), own_packet
    ),
    # Profiles
    **dict.fromkeys(
        (
            "wagtailadmin_pages:edit",
            "wagtailadmin_pages:preview_on_edit",
            "wagtailadmin_pages:view_draft",
            "wagtailadmin_pages:usage",
            "wagtailadmin_pages:history",
            "wagtailadmin_pages:history_results",
            "published_page",
            "wagtailadmin_pages:revisions_index",
            "wagtailadmin_pages:revisions_view",
            "wagtailadmin_pages:revisions_revert",
            "wagtailadmin_pages:revisions_compare",
            "wagtailadmin_pages:confirm_workflow_cancellation",
            "wagtailadmin_pages:workflow_history",
            "wagtailadmin_pages:workflow_history_detail",
            "translation_sections",
            "translation_file",
        ),
        own_page,
    ),
    "wagtailadmin_editing_sessions:ping": edited_page,
    "wagtailadmin_pages:search": allow,  # Wagtail finds only pages the user may edit
    "wagtailadmin_pages:search_results": allow,
    # Choosing a link; `filter_chooser_pages` limits the pages listed
    "wagtailadmin_choose_page": allow,
    "wagtailadmin_choose_page_child": chosen_page_parent,
    "wagtailadmin_choose_page_search": allow,
    "wagtailadmin_choose_page_chosen_multiple": chosen_pages,
    "wagtailadmin_choose_page_external_link": allow,
    "wagtailadmin_choose_page_email_link": allow,
    "wagtailadmin_choose_page_phone_link": allow,
    "wagtailadmin_choose_page_anchor_link": allow,
    # Choosing a figure for running text; the chooser lists published ones
    "wagtailsnippetchoosers_pages_figure:choose": allow,
    "wagtailsnippetchoosers_pages_figure:choose_results": allow,
    "wagtailsnippetchoosers_pages_figure:chosen": allow,
    # The library; Wagtail lists only collections in which the user has a permission
    "wagtailimages:index": allow,
    "wagtailimages:index_results": allow,
    "wagtailimages:add": allow,
    "wagtailimages:add_multiple": allow,
    "wagtailimages:create_multiple_from_uploaded_image": allow,  # the user's own uploads only
    "wagtailimages:delete_upload_multiple": allow,
    "wagtailimages:edit": own_image,
    "wagtailimages:edit_multiple": own_image,
    "wagtailimages:delete": own_image,
    "wagtailimages:delete_multiple": own_image,
    "wagtailimages:image_usage": own_image,
    "withdraw_consent": own_image,
    "wagtailimages_chooser:choose": allow,
    "wagtailimages_chooser:choose_results": allow,
    "wagtailimages_chooser:create": allow,
    "wagtailimages_chooser:chosen": lambda request, pk: own_image(request, pk),
    "wagtailimages_chooser:chosen_multiple": lambda request: _all_own(
        get_image_model(), request, request.GET.getlist("id")
    ),
    "wagtailimages_chooser:select_format": own_image,
    "wagtaildocs:index": allow,
    "wagtaildocs:index_results": allow,
    "wagtaildocs:add": allow,
    "wagtaildocs:add_multiple": allow,
    "wagtaildocs:create_multiple_from_uploaded_document": allow,
    "wagtaildocs:delete_upload_multiple": allow,
    "wagtaildocs:edit": own_document,
    "wagtaildocs:delete": own_document,
    "wagtaildocs:document_usage": own_document,
    "wagtaildocs:edit_multiple": lambda request, doc_id: own_document(request, doc_id),
    "wagtaildocs:delete_multiple": lambda request, doc_id: own_document(request, doc_id),
    "wagtaildocs_chooser:choose": allow,
    "wagtaildocs_chooser:choose_results": allow,
    "wagtaildocs_chooser:create": allow,
    "wagtaildocs_chooser:chosen": lambda request, pk: own_document(request, pk),
    "wagtaildocs_chooser:chosen_multiple": lambda request: _all_own(
        get_document_model(), request, request.GET.getlist("id")
    ),
}


# Filters for Wagtail's lists


def filter_chooser_pages(pages, request):
    """Filter the page chooser, which would list every school's drafts."""
    return pages.filter(pk__in=readable_pages(request.user).values("pk")) if teams_of(request.user) else pages


def filter_menu_items(request, items) -> None:
    """Remove the menu items of forbidden views."""
    if teams_of(request.user):
        items[:] = [item for item in items if item.name in IN_THE_MENU]
