"""Wagtail hooks of the desk and of notices: addresses, menu items, and a button in the register's list."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from schools.register.models import School

from . import access, events, notice_views, proposal_views, queue, views
from .school_history import HistoryView, RestoreView, history_csv


@hooks.register("register_admin_urls")
def addresses():
    desk = "school-desks/<slug:slug>/"
    proposal = f"{desk}proposals/<int:pk>/"
    return [
        path("school-desks/", views.DesksView.as_view(), name="school_desks"),
        path("office-queue/", queue.QueueView.as_view(), name="office_queue"),
        path("office-queue/approvals/<int:pk>/", proposal_views.ApprovalView.as_view(), name="school_desk_approval"),
        path("office-queue/<int:pk>/handled/", queue.mark_handled, name="office_queue_handled"),
        path(desk, views.DeskView.as_view(), name="school_desk"),
        path(f"{desk}more/", views.MoreView.as_view(), name="school_desk_more"),
        path(f"{desk}propose/", proposal_views.ProposeView.as_view(), name="school_desk_propose"),
        path(proposal, proposal_views.ProposalView.as_view(), name="school_desk_proposal"),
        path(f"{proposal}approve/", proposal_views.ApproveView.as_view(), name="school_desk_approve"),
        path(f"{proposal}return/", proposal_views.ReturnView.as_view(), name="school_desk_return"),
        path(f"{proposal}withdraw/", proposal_views.withdraw, name="school_desk_withdraw"),
        path(f"{desk}confirm/<slug:part>/", views.confirm, name="school_desk_confirm"),
        path(f"{desk}profiles/<int:page>/submit/", views.submit, name="school_desk_submit"),
        path(f"{desk}profiles/<int:page>/take-back/", views.take_back, name="school_desk_take_back"),
        path(f"{desk}events/new/", events.EventView.as_view(), name="school_desk_event_new"),
        path(f"{desk}events/<int:pk>/", events.EventView.as_view(), name="school_desk_event"),
        path(f"{desk}reviewers/", views.reviewers, name="school_desk_reviewers"),
        path(f"{desk}changes/", HistoryView.as_view(), name="school_desk_history"),
        path(f"{desk}changes.csv", history_csv, name="school_desk_history_csv"),
        path("school-notices/", notice_views.NoticesView.as_view(), name="school_notices"),
        path(
            f"{desk}notices/new/", notice_views.NoticeView.as_view(page_title=_("New notice")), name="school_notice_new"
        ),
        path(f"{desk}notices/<int:pk>/", notice_views.NoticeView.as_view(), name="school_notice"),
        path(f"{desk}notices/<int:pk>/end/", notice_views.end, name="school_notice_end"),
        path(f"{desk}changes/<int:revision>/restore/", RestoreView.as_view(), name="school_desk_restore"),
    ]


class DesksMenuItem(MenuItem):
    def is_shown(self, request):
        return access.schools_of(request.user).exists()

    def render_component(self, request):
        component = super().render_component(request)
        if not access.keeps_register(request.user):
            component.label = _("My school")
        return component


@hooks.register("register_admin_menu_item")
def in_the_menu():
    return DesksMenuItem(_("School desks"), reverse("school_desks"), name="school-desks", icon_name="home", order=140)


class OfficeMenuItem(MenuItem):
    """Shown to users for whom `allows` returns true."""

    def __init__(self, allows, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.allows = allows

    def is_shown(self, request):
        return self.allows(request.user)


@hooks.register("register_admin_menu_item")
def queue_in_the_menu():
    url = reverse("office_queue")
    return OfficeMenuItem(access.keeps_register, _("Office queue"), url, "office-queue", icon_name="list-ul", order=139)


@hooks.register("register_admin_menu_item")
def notices_in_the_menu():
    url, name = reverse("school_notices"), "school-notices"
    return OfficeMenuItem(access.keeps_notices, _("School notices"), url, name, icon_name="comment", order=141)


hooks.register("construct_homepage_panels", queue.add_panel)


@hooks.register("register_snippet_listing_buttons")
def in_the_register(snippet, user, next_url=None):
    if isinstance(snippet, School) and access.keeps_register(user):
        yield Button(_("Desk"), reverse("school_desk", args=[snippet.slug]), icon_name="home", priority=5)
