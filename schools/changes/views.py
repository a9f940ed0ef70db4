"""The base of the pages of one change: its preview or what it did, with the actions for its state."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from schools.register.models import School
from toolkit.reports import EditorPage

from . import jobs, undo
from .agreement import AgreedForm, Refused
from .models import ChangeSet, State
from .work import progress_of

APPLY = ("import", "apply", "decide")  # what the buttons of the pages send
RELOAD_SECONDS = 3  # seconds until the page reloads while a change is being worked on


class SchoolPermissionMixin(PermissionCheckedMixin, EditorPage):
    """A page for people who can change schools."""

    permission_policy = ModelPermissionPolicy(School)
    permission_required = "change"
    header_icon = "download"


class ReasonForm(AgreedForm):
    """The reason for a change, for each school's history, and the digest of the preview that the user saw."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy(
            "Shown in the history of each school: “New phone numbers from the school offices, October”."
        ),
    )


class ChangeView(SchoolPermissionMixin, FormView):
    """Shows, applies, undoes, or discards a change of one of the `kinds`."""

    form_class = ReasonForm
    template_name = "schools/changes/change.html"
    kinds: tuple[str, ...] = ()
    done = gettext_lazy("Done. Each school’s history has the reason.")
    discarded = gettext_lazy("The file was discarded. Nothing was changed.")

    @cached_property
    def change_set(self) -> ChangeSet:
        queryset = ChangeSet.objects.filter(kind__in=self.kinds).select_related("by", "undone_by")
        return get_object_or_404(queryset, pk=self.kwargs["pk"])

    @property
    def digest(self) -> str:
        """The digest of what the page shows."""
        return self.change_set.preview.get("digest", "")

    def get_page_title(self):
        return self.change_set.name

    def get_initial(self):
        return {"digest": self.digest}

    def get_context_data(self, **kwargs):
        change_set = self.change_set
        records = change_set.records.count() if change_set.state == State.APPLIED else 0
        done, total = (progress_of(change_set.pk) if change_set.works else None) or (0, 0)
        return super().get_context_data(
            **kwargs,
            change_set=change_set,
            preview=change_set.preview,
            progress=done,
            total=total,
            can_undo=records > 0,
            # If it has many records, the undo itself reports what prevents it.
            undoing=undo.look(change_set) if 0 < records <= change_set.of_kind.at_once else None,
        )

    def get(self, request, *args, **kwargs):
        jobs.reset_interrupted()
        if request.path != self.change_set.url:  # the page of another kind
            return redirect(self.change_set.url)
        return super().get(request, *args, **kwargs)

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if self.change_set.works:
            response["Refresh"] = str(RELOAD_SECONDS)  # works without JavaScript
        return response

    def post(self, request, *args, **kwargs):
        if request.POST.get("do") != "discard":
            return super().post(request, *args, **kwargs)
        if self.change_set.at is None and not self.change_set.works:
            self.change_set.delete()
            messages.success(request, self.discarded)
        return redirect(self.parents[0][0])

    def form_valid(self, form):
        try:
            self.do(form.cleaned_data["reason"], form.agreed)
        except Refused as error:
            form.add_error(None, str(error))
            self.change_set.refresh_from_db()
            if self.change_set.state == State.CHECKED:
                jobs.look(self.change_set)
            form.show(self.digest)
            return self.form_invalid(form)
        self.change_set.refresh_from_db()
        if not self.change_set.works:
            messages.success(self.request, _("Everything was undone.") if self.change_set.undone_at else self.done)
        return redirect(self.get_success_url())

    def get_success_url(self):
        return self.request.path

    def do(self, reason: str, digest: str) -> None:
        """Apply or undo the change. Raises Refused."""
        do, state = self.request.POST.get("do"), self.change_set.state
        if do == "undo":
            if state != State.APPLIED:
                raise Refused(_("This was not applied, or was already undone."))
            jobs.take_back(self.change_set, user=self.request.user, reason=reason)
        elif do not in APPLY:
            raise PermissionDenied
        elif state == State.CHECKED:
            jobs.apply(self.change_set, user=self.request.user, reason=reason, digest=digest)
        elif self.change_set.at or self.change_set.works:  # in another tab
            raise Refused(_("This has already been applied."))
        else:
            raise PermissionDenied


class RowsView(ChangeView):
    """A change whose preview is a list, `rows`, which is shown in pages."""

    rows = "changed"
    per_page = 50

    def get_context_data(self, **kwargs):
        preview = self.change_set.preview
        page = WagtailPaginator(preview.get(self.rows, []), self.per_page).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            page=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            can_apply=self.change_set.state == State.CHECKED and page.object_list and not preview.get("problems"),
        )
