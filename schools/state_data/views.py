"""The state's own files on one page: the years we have, one upload that recognizes each file, and kept differences."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import Count, F
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from media.uploads import limits
from media.uploads.limits import SCHOOLS
from schools.changes.agreement import Refused
from schools.changes.models import ChangeSet, State
from schools.changes.views import RowsView, SchoolPermissionMixin
from schools.exchange import uploads
from schools.exchange.differences import RECORD, Difference, label
from schools.exchange.plan_display import CONFLICTS, ITEMS, Shown
from schools.exchange.sheets import SheetError
from schools.exchange.views import IMPORTS, FileView, ImportView, UploadForm, UploadView
from schools.results.models import Result
from schools.states import current

from . import result_imports
from .models import KeptDifference
from .reconcile import ACCEPT, LATER, RECONCILE, digest, questions, remember
from .result_files import UnknownLayout
from .result_imports import RESULTS


class StateFileForm(UploadForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "As the state publishes it: text, Excel (directory only), or a ZIP archive, up to 64 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.tsv,.xlsx,.zip"}),
    )
    too_large = gettext_lazy(
        "The file is larger than %(limit)d MB. Upload the state’s ZIP archive, or its file of all students."
    )

    def most_bytes(self):
        return limits.STATE_DATA.size


def kinds() -> list[dict]:
    """Return the directory, then each file of results that the state publishes.

    Of each, the newest school year that we have of it, of how many state records, and its last import.
    """
    records = {
        (measure, year): count
        for measure, year, count in Result.objects.values_list("measure", "year").annotate(Count("record"))
    }
    applied = ChangeSet.objects.filter(at__isnull=False, undone_at=None).annotate(layout=F("preview__layout"))
    last = {
        change_set.layout: change_set for change_set in applied.select_related("by").order_by("at").defer("preview")
    }
    listed = current().directory
    of_directory = {"label": listed.label, "page": listed.page, "imported": last.get(listed.name)}
    found = [of_directory] if listed.columns else []
    for layout in current().layouts:
        if not layout.is_ours:
            year = max((year for measure, year in records if measure in layout.measures), default="")
            count = max(records.get((measure, year), 0) for measure in layout.measures)
            imported = last.get(layout.name)
            of_layout = {"label": layout.label, "page": layout.page, "imported": imported}
            found.append(of_layout | {"year": year, "records": count})
    return found


class StateDataView(UploadView):
    form_class = StateFileForm
    template_name = "schools/state_data/files.html"
    page_title = gettext_lazy("State data")
    header_icon = "resubmit"
    parents = ()

    def get_context_data(self, **kwargs):
        rows = [
            {"kept": difference, "label": label(difference.field)}
            for difference in KeptDifference.objects.select_related("school", "by").order_by("school__name", "field")
        ]
        return super().get_context_data(**kwargs, kinds=kinds(), kept=rows)

    def receive(self, file):
        """Preview a file of results, or compare the directory. Raises SheetError if the file is neither."""
        user = self.request.user
        if not ModelPermissionPolicy(Result).user_has_permission(user, "change"):
            raise PermissionDenied
        try:
            return result_imports.receive(file.name, file.file, user=user)
        except UnknownLayout as error:
            if file.size > SCHOOLS.size:
                raise
            file.seek(0)
            change_set = uploads.receive(file.name, file.read(), user=user, kind=RECONCILE)
            if change_set.state == State.FAILED:
                change_set.delete()
                raise SheetError(f"{error} {change_set.error}") from error
            return change_set


class AskAgainView(SchoolPermissionMixin, View):
    """Delete a kept difference, so that the next file asks about it again."""

    def post(self, request, pk):
        get_object_or_404(KeptDifference, pk=pk).delete()
        messages.success(request, _("The next file asks about it again."))
        return redirect("schools_state_data")


class Questions(Shown):
    """A stored plan whose differences are questions."""

    @property
    def names(self) -> set[str]:
        """The names of all questions, regardless of the filters."""
        return {name for name, _item, _difference in questions(self.items)}

    def filtered(self) -> list[tuple]:
        """Return the questions that the filters show: (name, item, difference)."""
        selected = self.asked.get("kind")
        return list(questions(item for kind in ITEMS if selected in (None, kind) for item in self.entries(kind)))

    def questions(self) -> Page:
        """Return one page of them."""
        return self.page(self.filtered(), self.asked.get("kind") in (None, *ITEMS))

    def acceptable(self) -> list[str]:
        """Return the names of the filtered questions of all pages that nothing warns about and that close no school."""

        def is_doubtful(item, difference: Difference) -> bool:
            asked = [difference] if item.uid else item.differences
            return item.kind == "closed" or any(one.warning for one in asked)

        return [name for name, item, difference in self.filtered() if not is_doubtful(item, difference)]


class ReconcileView(ImportView):
    """The state's directory: the questions to decide, or what was accepted."""

    parents = ((reverse_lazy("schools_state_data"), gettext_lazy("State data")),)
    is_current = True  # whether the decisions are those that the page showed

    @property
    def own_sections(self):
        return (CONFLICTS, *ITEMS) if self.is_open else (CONFLICTS,)

    @property
    def shown(self) -> Questions:
        return Questions(self.change_set.preview, self.request.GET)

    @property
    def digest(self):
        return digest(super().digest, self.upload)

    def get_template_names(self):
        return ["schools/state_data/reconcile.html" if self.is_open else self.template_name]

    def get_initial(self):
        reason = _("Compared with the state’s file “%(name)s”.") % {"name": self.change_set.name[:120]}
        return super().get_initial() | ({"reason": reason} if self.is_open else {})

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | self._questions(context["shown"]) if self.is_open else context

    def _questions(self, shown: Questions) -> dict:
        """Return one page of questions with the choices so far, and how many of all are decided."""
        page, decisions, names = shown.questions(), self.upload.decisions, shown.names
        found = [
            {
                "name": name,
                "item": item,
                "difference": difference,
                "can_keep": bool(item.uid) and difference.key != RECORD,
                "chosen": decisions.get(name, (LATER, "")),
            }
            for name, item, difference in page.object_list
        ]
        decided = len(names & decisions.keys())
        return {"page": page, "questions": found, "decided": decided, "all": len(names)}

    def post(self, request, *args, **kwargs):
        action, shown = request.POST.get("do", ""), self.shown
        if not self.is_open or action not in ("decide", "next", "accept") or request.path != self.change_set.url:
            return super().post(request, *args, **kwargs)
        self.is_current = self.get_form().agreed == self.digest
        posted, names = request.POST, shown.names & request.POST.keys()
        remember(self.upload, {name: (posted[name], posted.get(f"{name}-why", "")) for name in names})
        if action == "next":
            return self.go_on(shown.questions(), shown)
        if action == "accept":  # everything that the filter shows without a warning
            undecided = (name for name in shown.acceptable() if name not in self.upload.decisions)
            remember(self.upload, dict.fromkeys(undecided, (ACCEPT, "")))
            return redirect(request.get_full_path())
        return super().post(request, *args, **kwargs)

    def do(self, reason, digest):
        if not self.is_current:
            raise Refused(_("The register or the decisions have changed. Look at them again before you apply them."))
        super().do(reason, self.digest if self.is_open else digest)


class ResultsView(RowsView, FileView):
    """One file of results, for people who can change results."""

    permission_policy = ModelPermissionPolicy(Result)
    template_name = "schools/state_data/results.html"
    parents = (IMPORTS,)
    kinds = (RESULTS,)
    rows, per_page = "changes", 100
    done = gettext_lazy("The results were imported.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, layout=self.change_set.data.get("label", ""))


urlpatterns = [
    path("schools/state-data/", StateDataView.as_view(), name="schools_state_data"),
    path("schools/state-data/<int:pk>/", ReconcileView.as_view(), name="schools_reconcile"),
    path("schools/state-data/kept/<int:pk>/", AskAgainView.as_view(), name="schools_ask_again"),
    path("schools/import/results/<int:pk>/", ResultsView.as_view(), name="schools_results_import"),
]
