"""Views of guided changes: form, preview, plan, result, and undo. They need permission to change the register.

A form is previewed first, and applied in a second step with the digest of the preview.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from schools.changes.agreement import AgreedForm, Outdated, Refused, add_record_errors
from schools.changes.models import ChangeSet
from schools.changes.views import SchoolPermissionMixin
from schools.register import page_types
from schools.register.models import School

from . import execution, kinds, planning
from .execution import Impact
from .kinds import CancelForm, UndoForm
from .models import PlannedChange

PER_PAGE = 50


class GuidedPage(SchoolPermissionMixin):
    parents = ((reverse_lazy("school_changes"), gettext_lazy("Guided changes")),)

    @property
    def header_icon(self):
        return self.kind.icon


class GuidedFormView(GuidedPage, FormView):
    """A form whose change is previewed first. Subclasses have `preview(form, notice)` and `apply(form)`."""

    def form_valid(self, form):
        try:
            return self.apply(form) if {"apply", "undo"} & self.request.POST.keys() else self.preview(form)
        except Outdated:
            return self.preview(form, _("Something has changed since this preview. Here is the new preview."))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ChangesView(GuidedPage, TemplateView):
    """All guided changes, newest first, or with `?school=` those of one school."""

    page_title = gettext_lazy("Guided changes")
    header_icon = "history"
    parents = ()
    template_name = "schools/lifecycle/changes.html"

    def get_context_data(self, **kwargs):
        done = ChangeSet.objects.filter(kind__in=kinds.ALL).select_related("by", "undone_by").defer("preview")
        planned = PlannedChange.objects.filter(change_set=None).select_related("school", "by", "ended_by")
        school = None
        if "school" in self.request.GET:
            school = get_object_or_404(School, slug=self.request.GET["school"][:60])
            done, planned = done.filter(data__school=school.pk), planned.filter(school=school)
        planned = planned.order_by("-ended_at", "day", "pk")[:PER_PAGE]
        return super().get_context_data(
            **kwargs,
            planned=[(one, kinds.ALL[one.kind]) for one in planned],
            page=Paginator(done, PER_PAGE).get_page(self.request.GET.get("p")),
            school=school,
            can_open=self.request.user.has_perm("schools.add_school"),
        )


class GuideView(GuidedFormView):
    """The form of a guided change and its preview; then the change is made, or planned."""

    template_name = "schools/lifecycle/form.html"
    done = gettext_lazy("Done.")

    @cached_property
    def kind(self) -> kinds.Kind:
        if self.kwargs["kind"] not in kinds.OF_A_SCHOOL:
            raise Http404
        return kinds.OF_A_SCHOOL[self.kwargs["kind"]]

    @cached_property
    def school(self) -> School | None:
        return get_object_or_404(School.objects.select_related("campus"), slug=self.kwargs["slug"])

    @cached_property
    def planned(self) -> PlannedChange | None:
        """The planned change of `?planned=`, whose entries the form begins with and which it replaces."""
        number = self.request.GET.get("planned")
        if number is None:
            return None
        own = PlannedChange.objects.filter(school=self.school, kind=self.kind.name)
        return get_object_or_404(own, pk=number if number.isdecimal() and len(number) < 10 else 0)

    @cached_property
    def version(self) -> AgreedForm:
        """What the page says of the plan that it shows."""
        return AgreedForm(self.request.POST or None, prefix="plan")

    @property
    def plan(self) -> dict:
        return {"planned": self.planned, "seen": self.version.agreed}

    def get_page_title(self):
        return str(self.kind.title) % {"school": self.school.short_name}

    @property
    def parents(self):
        return [(reverse("school_desk", args=[self.school.slug]), self.school.short_name)]

    def get_form(self):
        initial = self.planned.data | {"tell": self.planned.is_told} if self.planned else {}
        if "now" in self.request.GET:
            initial["day"] = timezone.localdate()
        return self.kind.form(self.request.POST or None, school=self.school, initial=initial)

    def post(self, request, *args, **kwargs):
        if "edit" in request.POST and (form := self.get_form()).is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except Refused as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            add_record_errors(form, error)
        return self.form_invalid(form)

    def preview(self, form, notice=""):
        impact = planning.preview(self.kind, self.school, form, self.request.user, **self.plan)
        form.show(impact.digest)
        self.template_name = "schools/lifecycle/preview.html"
        day = planning.day_ahead(form)
        context = self.get_context_data(form=form, impact=impact, notice=notice, day=day)
        return self.render_to_response(context, status=422 if notice else 200)

    def apply(self, form):
        user = self.request.user
        result = planning.apply(self.kind, self.school, form, user, digest=form.agreed, **self.plan)
        if isinstance(result, PlannedChange):
            messages.success(self.request, _("Planned. It takes effect on that day."))
            return redirect("school_change_planned", result.pk)
        is_public = self.school and page_types.has_public_profile(self.school)
        messages.success(self.request, _("Done. Families see it within seconds.") if is_public else self.done)
        return redirect("school_change_done", result.pk)

    def get_context_data(self, **kwargs):
        kwargs["kind"], kwargs["school"] = self.kind, self.school
        if self.planned:
            self.version.show(self.planned.version)
            kwargs["version"] = self.version
        elif self.school:
            kwargs["warnings"] = planning.warnings(self.school)
        return super().get_context_data(**kwargs)


class OpenView(GuideView):
    kind, school, planned = kinds.OPEN, None, None
    page_title = kinds.OPEN.title
    done = gettext_lazy("Done. Its profile is a draft; families see it when you publish it.")
    get_page_title = GuidedPage.get_page_title
    parents = GuidedPage.parents

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("schools.add_school"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DoneView(GuidedFormView):
    """A change that was made, and the preview of undoing it; then it is undone."""

    template_name = "schools/lifecycle/done.html"
    form_class = UndoForm

    @cached_property
    def change_set(self) -> ChangeSet:
        done = ChangeSet.objects.filter(kind__in=kinds.ALL).select_related("by", "undone_by")
        return get_object_or_404(done, pk=self.kwargs["pk"])

    @property
    def kind(self) -> kinds.Kind:
        return kinds.ALL[self.change_set.kind]

    def get_page_title(self):
        return f"{self.kind.label}: {self.change_set.name}"

    def post(self, request, *args, **kwargs):
        if self.change_set.undone_at:
            return self.get(request, *args, **kwargs)
        form = self.get_form() if "undo" in request.POST else UndoForm()
        try:
            return self.form_valid(form) if form.is_valid() else self.preview(form)
        except Refused as error:
            return self.render_to_response(self.get_context_data(form=form, refused=str(error)), status=422)

    def preview(self, form, notice=""):
        back = execution.preview_undo(self.change_set, self.request.user)
        form.show(back.digest)
        context = self.get_context_data(form=form, back=back, notice=notice)
        return self.render_to_response(context, status=422 if notice or form.errors else 200)

    def apply(self, form):
        reason = form.cleaned_data["reason"]
        execution.take_back(self.change_set, self.request.user, reason=reason, digest=form.agreed)
        messages.success(self.request, _("Undone. Everything is as it was before."))
        return redirect("school_change_done", self.change_set.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            change_set=self.change_set,
            school=School.objects.filter(pk=self.change_set.data["school"]).first(),
            impact=Impact(**self.change_set.preview),
        )


class PlannedView(GuidedFormView):
    """A planned change, which can be canceled."""

    template_name = "schools/lifecycle/planned.html"
    form_class = CancelForm

    @cached_property
    def planned(self) -> PlannedChange:
        return get_object_or_404(PlannedChange.objects.select_related("school", "by", "ended_by"), pk=self.kwargs["pk"])

    @property
    def kind(self) -> kinds.Kind:
        return kinds.ALL[self.planned.kind]

    def get_page_title(self):
        return f"{self.kind.label}: {self.planned.school.name}"

    def get(self, request, *args, **kwargs):
        done = self.planned.change_set_id
        return redirect("school_change_done", done) if done else super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        is_done = self.planned.change_set_id is not None  # the worker made it while the page was open
        return self.get(request, *args, **kwargs) if is_done else super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            planning.cancel(self.planned, self.request.user, reason=form.cleaned_data["reason"], seen=form.agreed)
        except Refused as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Canceled. Nothing will change on that day."))
        return redirect("school_change_planned", self.planned.pk)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs, planned=self.planned, impact=Impact(**self.planned.agreed))
        context["form"].show(self.planned.version)
        return context


urlpatterns = [
    path("school-changes/", ChangesView.as_view(), name="school_changes"),
    path("school-changes/open/", OpenView.as_view(), name="school_open"),
    path("school-changes/planned/<int:pk>/", PlannedView.as_view(), name="school_change_planned"),
    path("school-changes/<int:pk>/", DoneView.as_view(), name="school_change_done"),
    path("school-changes/<slug:kind>/<slug:slug>/", GuideView.as_view(), name="school_change"),
]
