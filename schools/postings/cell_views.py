"""One requirement at one school or for the network: its postings and the actions for them."""

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from schools.register.recorder import log

from . import rights
from .forms import DecisionForm, EventForm, PostForm
from .models import Cycle, Posting, Requirement, archive
from .status import cell, name_of
from .tracker import OfTracker


class CellMixin(OfTracker):
    """Base of the views of one cell. With `writes`, only for people who can edit its postings."""

    writes = True

    def check(self, user):
        if not self.requirement.asks(self.school):
            raise Http404
        if self.writes and not rights.may_keep(user, self.school):
            raise PermissionDenied

    @cached_property
    def requirement(self) -> Requirement:
        return get_object_or_404(Requirement.objects.select_related("person"), code=self.kwargs["code"])

    @property
    def here(self) -> str:
        return reverse("posting_cell", args=[self.requirement.code, self.kwargs["whose"]])

    def postings(self):
        queryset = Posting.objects.of_school(self.school).filter(requirement=self.requirement)
        return queryset.with_sight().select_related("document", "page", "posted_by").order_by("-posted_at", "-pk")

    def get_page_title(self):
        return str(self.requirement)

    def get_page_subtitle(self):
        return name_of(self.school)

    @property
    def parents(self):
        return self.below(reverse("postings"), OfTracker.page_title)


class CellView(CellMixin, TemplateView):
    template_name = "postings/cell.html"
    writes = False

    def get_header_buttons(self):
        if not rights.may_keep(self.request.user, self.school):
            return []
        return [HeaderButton(_("Post"), f"{self.here}post/", icon_name="upload")]

    def get_context_data(self, **kwargs):
        postings = list(self.postings())
        current_cell = cell(self.requirement, self.school, postings, timezone.localdate())
        for posting in postings:
            posting.may_delete = rights.may_delete(self.request.user, posting)
        return super().get_context_data(
            requirement=self.requirement,
            cell=current_cell,
            earlier=[posting for posting in postings if posting.archived],
            may_keep=rights.may_keep(self.request.user, self.school),
            **kwargs,
        )


class CellFormView(CellMixin, FormView):
    """Base of the forms. The template shows the view's `heading`, `button`, and `explained`."""

    template_name = "postings/form.html"
    heading = button = explained = ""

    def get_success_url(self):
        return self.here

    def form_valid(self, form):
        messages.success(self.request, self.perform(form))
        return super().form_valid(form)


class PostView(CellFormView):
    form_class = PostForm
    heading = _("Post")
    button = _("Post")
    explained = _("Anything you post is public immediately.")

    def get_form_kwargs(self):
        options = {"requirement": self.requirement, "school": self.school, "user": self.request.user}
        return {**super().get_form_kwargs(), **options}

    def perform(self, form) -> str:
        posting = form.save()
        if posting.warnings:
            text = ngettext(
                "The file has %(count)s accessibility problem. See below how to fix it.",
                "The file has %(count)s accessibility problems. See below how to fix them.",
                len(posting.warnings),
            )
            messages.warning(self.request, text % {"count": len(posting.warnings)})
        return _("Posted: %(what)s.") % {"what": posting}


class DecideView(CellFormView):
    form_class = DecisionForm
    heading = _("Mark as not applicable")
    button = _("Save")
    explained = _("We ask again after a year. The public does not see this.")

    def perform(self, form) -> str:
        form.save(self.requirement, self.school, self.request.user)
        return _("Marked as not applicable. We ask again after a year.")


class EventView(CellFormView):
    form_class = EventForm
    heading = _("Record an event")
    button = _("Save")

    def check(self, user):
        super().check(user)
        if self.requirement.cycle != Cycle.EVENT:
            raise Http404

    @property
    def explained(self):
        values = {"event": self.requirement.event, "days": self.requirement.within_days}
        return _("%(event)s. The posting is due again %(days)s days after the date you enter.") % values

    def perform(self, form) -> str:
        count = form.save(self.requirement, self.school, self.request.user)
        text = ngettext("%(count)s posting is now due earlier.", "%(count)s postings are now due earlier.", count)
        return text % {"count": count}


class PostingActionView(CellFormView):
    """Base of the views that ask for confirmation before an action on one posting."""

    form_class = Form

    @cached_property
    def posting(self) -> Posting:
        return get_object_or_404(self.postings(), pk=self.kwargs["pk"])


class ArchiveView(PostingActionView):
    heading = button = _("Move to the archive")
    explained = _("It stays public under “earlier ones”. Nothing is posted in its place.")

    def perform(self, form) -> str:
        archive([self.posting], self.request.user)
        return _("Archived: %(what)s.") % {"what": self.posting}


class DeleteView(PostingActionView):
    heading = button = _("Delete")
    explained = _(
        "For documents that should never have been posted. It disappears from the public page and the "
        "archive. The file stays in the document library, where you can delete it. Move outdated documents "
        "to the archive instead."
    )

    def check(self, user):
        super().check(user)
        if not rights.may_delete(user, self.posting):
            raise PermissionDenied
        if self.posting.not_applicable:
            self.heading = self.button = _("Take back this decision")
            self.explained = _("We then ask for this posting again.")

    def perform(self, form) -> str:
        data = {"sha256": self.posting.file_hash, "address": self.posting.address}
        log(instance=self.posting, action="wagtail.delete", user=self.request.user, data=data, deleted=True)
        Posting.objects.filter(pk=self.posting.pk).delete()
        return _("Deleted: %(what)s.") % {"what": self.posting}
