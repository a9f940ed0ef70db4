"""Views of the desk itself: its first page, and everything else. Each checks `access`; changes are made by POST."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages

from schools.lifecycle.models import PlannedChange
from schools.postings.status import by_status
from schools.profiles.facts import missing_topics
from schools.profiles.models import SchoolPage
from schools.register import history
from schools.results.series import records_of, series_of
from toolkit.reports import EditorPage

from . import access, approvals, confirmations, events, proposals, receipts, school_history, tasks
from .forms import ContactForm, OfferingsForm, ReviewersForm
from .models import Part
from .pages import DeskFormView

STEPS = 10  # of the history, shown on the desk
DECIDED = 10  # decided proposals, shown on the desk
DESKS = 50  # in the list


class DesksView(EditorPage, TemplateView):
    """The schools whose desks the user can open, without closed ones, with what is due."""

    page_title = gettext_lazy("School desks")
    header_icon = "home"
    template_name = "schools/desk/desks.html"

    def get(self, request, *args, **kwargs):
        """Send an editor of one school straight to its desk."""
        if not access.keeps_register(request.user):
            own_schools = list(access.schools_of(request.user)[:2])
            if not own_schools:
                raise PermissionDenied
            if len(own_schools) == 1:
                return redirect("school_desk", own_schools[0].slug)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        schools = access.schools_of(self.request.user).exclude(closed__lt=today).select_related("campus")
        page = Paginator(schools, DESKS).get_page(self.request.GET.get("p"))
        owners = confirmations.owners(page.object_list)
        opened = [school for school in page if school.opened <= today]  # others have nothing to confirm yet
        dues = confirmations.dues(opened)
        rows = [(school, dues.get(school.pk, []), owners.get(school.pk, [])) for school in page]
        return super().get_context_data(**kwargs, page=page, rows=rows)


class DeskView(DeskFormView):
    """The first page of a desk: tasks, phone and hours, notices, and documents. A POST saves the contact fields."""

    header_icon = "home"
    template_name = "schools/desk/desk.html"
    form_class = ContactForm

    def get_page_title(self):
        return self.school.short_name

    @property
    def parents(self):
        return super().parents[:1]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.school}

    def form_valid(self, form):
        if form.has_changed():
            _save(self.school, self.request.user)
        confirmations.confirm(self.school, Part.CONTACTS, self.request.user)
        receipts.add_saved_message(self.request, self.school)
        return redirect("school_desk", self.school.slug)

    def form_invalid(self, form):
        self.school = access.desk_school(self.request.user, self.school.slug)  # the form changed its instance
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        school, user = self.school, self.request.user
        own_events = events.coming(school)
        todo = tasks.tasks(school, user, own_events)
        return super().get_context_data(
            **kwargs,
            tasks=todo[: tasks.SHOWN],
            all_tasks=len(todo),
            events=own_events,
            notices=school.notices.not_over(timezone.localdate()).select_related("saved_by"),
        )


class MoreView(DeskFormView):
    """Everything else about one school. A POST saves what it offers."""

    page_title = gettext_lazy("More about this school")
    header_icon = "home"
    template_name = "schools/desk/more.html"
    form_class = OfferingsForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"school": self.school}

    def form_valid(self, form):
        form.set_offerings()
        _save(self.school, self.request.user)
        receipts.add_saved_message(self.request, self.school)
        return redirect("school_desk_more", self.school.slug)

    def get_context_data(self, **kwargs):
        school, user = self.school, self.request.user
        own_proposals = school.proposals.select_related("school__campus", "by", "decided_by")[: DECIDED + 1]
        has_reviewers = access.keeps_register(user) and hasattr(school, "team")
        return super().get_context_data(
            **kwargs,
            missing_topics=[topic.label for topic in missing_topics(list(school.offerings.all()))],
            dues=confirmations.dues([school])[school.pk],
            record=[
                (history.label(proposals.field_of(name)), history.text(proposals.record_with_field(school, name), name))
                for name in proposals.FIELDS
            ],
            planned=PlannedChange.objects.waiting().concerning(school.pk, school.campus_id).select_related("by"),
            proposals=[(proposal, proposals.rows(proposal)) for proposal in own_proposals],
            profiles=approvals.profiles(school, user),
            reviewers=ReviewersForm(instance=school.team) if has_reviewers else None,
            postings=by_status(school),
            series=series_of(school, records_of(school.pk)[school.pk]),
            reports=school.mistake_reports.filter(handled=False),
            steps=school_history.latest_steps(school, STEPS),
        )


def _save(school, user) -> None:
    history.save(school, user=user, reason=_("Changed on the school’s desk."))


@require_POST
@transaction.atomic
def confirm(request, slug, part):
    """Confirm with one click that a part of the record is still correct."""
    if part not in Part.values:
        raise Http404
    school = access.desk_school(request.user, slug, lock=True)
    confirmations.confirm(school, Part(part), request.user)
    messages.success(request, _("Thank you. Confirmed as of today."))
    return redirect("school_desk", slug)


@require_POST
@transaction.atomic
def submit(request, slug, page):
    """Submit a profile for approval."""
    profiles = SchoolPage.objects.select_for_update(of=("self",))
    profile = get_object_or_404(profiles, pk=page, school=access.desk_school(request.user, slug))
    if not approvals.submit(profile, request.user):
        messages.warning(
            request, _("Nothing to submit: the profile is already public, waiting for approval, or locked.")
        )
    else:
        receipts.add_submission_message(request, profile)
    return redirect("school_desk_more", slug)


@require_POST
@transaction.atomic
def take_back(request, slug, page):
    """Take back a profile that waits for approval, so that the school can edit it again."""
    profile = get_object_or_404(SchoolPage, pk=page, school=access.desk_school(request.user, slug))
    if approvals.cancel_submission(profile, request.user):
        messages.success(request, _("Withdrawn. You can continue editing and submit it again."))
    else:
        messages.warning(request, _("It is no longer waiting for approval."))
    return redirect("school_desk_more", slug)


@permission_required("schools.change_school", raise_exception=True)
@require_POST
@transaction.atomic
def reviewers(request, slug):
    """Save who gets an email when a profile of the school is submitted."""
    school = access.desk_school(request.user, slug, lock=True)
    form = ReviewersForm(request.POST, instance=school.team)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose people who can publish this profile."))
    return redirect("school_desk_more", slug)
