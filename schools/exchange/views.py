"""Admin pages to upload, preview, import, and undo files, and to reconcile with the state's file.

For people who can change schools.
"""

from django.db.models import F
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from schools.register.agreement import Outdated
from schools.register.models import School
from toolkit import csv_cells

from . import batches, conflicts, layout, pubschls
from .batch_view import BatchView
from .differences import RECORD
from .forms import UploadForm
from .models import OWN_PAGES, BatchPurpose, BatchState, ImportBatch
from .pages import IMPORTS, STATE_DATA, SchoolPermissionMixin
from .plan_display import CONFLICTS, ITEMS, Shown, table
from .reconcile import ACCEPT, KEEP, LATER, Decision, decision_lookup, remember
from .sheets import SheetError

CHECKBOXES = {"zeros": "accept_zeros", "old": "accept_old"}  # check boxes on the page of a batch
DEFAULT_KINDS = ("problems", *ITEMS)  # kinds to show without a filter; ignored and unchanged rows need one


class ImportsView(SchoolPermissionMixin, BaseListingView):
    """All uploaded files, the newest first."""

    model = ImportBatch
    page_title = gettext_lazy("Import")
    index_url_name = "schools_imports"
    paginate_by = 50
    default_ordering = "-pk"
    columns = [
        TitleColumn("name", label=gettext_lazy("File"), get_url=lambda batch: batch.url),
        Column("get_purpose_display", label=gettext_lazy("Purpose")),
        Column("get_state_display", label=gettext_lazy("Status")),
        Column("summary", label=gettext_lazy("Changes"), accessor=lambda batch: summary(batch.plan_counts or {})),
        Column("by", label=gettext_lazy("Uploaded by")),
        DateColumn("created_at", label=gettext_lazy("Uploaded")),
    ]

    def get(self, request, *args, **kwargs):
        batches.reset_interrupted()
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        # Files and plans may be large, so load only the plan's counts.
        queryset = ImportBatch.objects.of_files().select_related("by").defer("content", "plan")
        return self.order_queryset(queryset.annotate(plan_counts=F("plan__counts")))

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(_("Import a file"), reverse("schools_import_file"), icon_name="upload", priority=10),
            HeaderButton(_("State data"), reverse("schools_state_data"), icon_name="resubmit", priority=15),
            HeaderButton(
                _("Download the register"),
                f"{reverse(School.snippet_viewset.get_url_name('list'))}?export=xlsx",
                icon_name="download",
                priority=20,
            ),
        ]


def summary(counts: dict[str, int]) -> str:
    """“2 added, 1 closed”, in the active language; empty if nothing changes."""
    words = {
        "added": _("%(count)d added"),
        "changed": _("%(count)d changed"),
        "closed": _("%(count)d closed"),
        "conflicts": _("conflicts: %(count)d"),
        "problems": _("problems: %(count)d"),
    }
    return ", ".join(text % {"count": counts[kind]} for kind, text in words.items() if counts.get(kind))


class UploadView(SchoolPermissionMixin, FormView):
    form_class = UploadForm
    template_name = "schools/exchange/upload.html"
    page_title = gettext_lazy("Import a file")
    trail = (IMPORTS,)

    def form_valid(self, form):
        try:
            batch = self.receive(form.cleaned_data["file"])
        except SheetError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect(batch.url)

    def receive(self, file) -> ImportBatch:
        """Create a batch for the file and preview it. Raises SheetError."""
        return batches.receive(file.name, file.read(), user=self.request.user)


class ImportView(BatchView):
    """One file: its preview or its changes, or the questions to reconcile. Leads to the own page of other purposes."""

    purposes = (BatchPurpose.IMPORT, BatchPurpose.RECONCILE, *OWN_PAGES)

    @property
    def reconciles(self) -> bool:
        return self.batch.purpose == BatchPurpose.RECONCILE and self.batch.state == BatchState.CHECKED

    @property
    def trail(self):
        return (STATE_DATA,) if self.batch.purpose == BatchPurpose.RECONCILE else (IMPORTS,)

    def get_template_names(self):
        return ["schools/exchange/reconcile.html" if self.reconciles else self.template_name]

    def get_initial(self):
        initial = super().get_initial()
        if self.reconciles:
            initial["reason"] = _("Compared with the state’s file “%(name)s”.") % {"name": self.batch.name[:120]}
        return initial

    @cached_property
    def shown(self) -> Shown:
        return Shown(self.batch.plan, self.request.GET)

    def get_context_data(self, **kwargs):
        batch, plan = self.batch, self.batch.plan
        layouts = {module.NAME: module.LABEL for module in (layout, pubschls)}
        is_open = batch.state == BatchState.CHECKED
        return super().get_context_data(
            **kwargs,
            shown=self.shown,
            sections=self.shown.sections(*self._kinds()),
            layout=layouts.get(batch.layout, ""),
            can_apply=is_open
            and any(plan.get(kind) for kind in ITEMS)
            and not plan.get("problems")
            and not plan.get("undecided"),
            conflicts=self.shown.conflicts(),
            is_open=is_open,
            **(self._questions() if self.reconciles else {}),
        )

    def _kinds(self) -> tuple[str, ...]:
        """Return the kinds of lists to show, without those that have their own section on the page."""
        selected = self.shown.asked.get("kind")
        kinds = (selected,) if selected else DEFAULT_KINDS
        other_sections = (CONFLICTS, *ITEMS) if self.reconciles else (CONFLICTS,)
        return tuple(kind for kind in kinds if kind not in other_sections)

    def _questions(self) -> dict:
        """Return one page of questions with the choices so far, and how many of all are decided."""
        page, choice = self.shown.questions(), decision_lookup(self.batch)
        questions = [
            {
                "name": name,
                "item": item,
                "difference": difference,
                "can_keep": bool(item.uid) and difference.key != RECORD,
                "chosen": choice(name),
            }
            for name, item, difference in page.object_list
        ]
        names = self.shown.names
        return {
            "page": page,
            "questions": questions,
            "decided": len(names & self.batch.decisions.keys()),
            "all": len(names),
        }

    def post(self, request, *args, **kwargs):
        action = request.POST.get("do", "")
        if self.batch.purpose in OWN_PAGES:
            return redirect(self.batch.url)
        if action in CHECKBOXES:
            return self._tick(CHECKBOXES[action])
        if action == "resolve":
            return self._resolve()
        if self.reconciles and action != "discard":
            self._remember()
            if action == "next":
                return self._go_on()
            if action == "accept":
                return self._accept_shown()
        return super().post(request, *args, **kwargs)

    def _remember(self) -> None:
        """Save the choices made on the submitted page."""
        posted = self.request.POST
        choices = {}
        for name in self.shown.names & posted.keys():
            choice = posted[name] if posted[name] in (ACCEPT, KEEP) else LATER
            choices[name] = Decision(choice, posted.get(f"{name}-why", ""))
        remember(self.batch, choices)

    def _accept_shown(self):
        """Choose the state's value in everything that the filter shows, but what has a warning or is decided."""
        undecided = (name for name in self.shown.acceptable() if name not in self.batch.decisions)
        remember(self.batch, {name: Decision(ACCEPT) for name in undecided})
        return redirect(self.request.get_full_path())

    def _go_on(self):
        """Redirect to the next page, or to the current one if it is the last."""
        page = self.shown.questions()
        number = page.next_page_number() if page.has_next() else page.number
        return redirect(f"{self.request.path}?{self.shown.query(p=number)}")

    def form_invalid(self, form):
        self.__dict__.pop("shown", None)  # after a refusal, the plan may have changed
        return super().form_invalid(form)

    def _tick(self, name: str):
        """Save the check box `name`, and preview the file again."""
        if self.batch.state == BatchState.CHECKED:
            setattr(self.batch, name, name in self.request.POST)
            self.batch.save(update_fields=[name])
            batches.look(self.batch)
        return redirect(self.request.path)

    def _resolve(self):
        """Save the choices about one page of conflicts, preview again, and go to the next page."""
        if self.batch.state != BatchState.CHECKED:
            return redirect(self.request.path)
        if self.get_form().agreed != self.batch.plan["digest"]:
            messages.error(self.request, str(Outdated()))
            return redirect(self.request.get_full_path())
        page = self.shown.conflicts()
        conflicts.decide(self.batch, self.request.POST.dict())
        batches.look(self.batch)
        number = page.next_page_number() if page.has_next() else page.number
        if page.has_other_pages():
            return redirect(f"{self.request.path}?{self.shown.query(kind=CONFLICTS, p=number)}")
        return redirect(self.request.path)


class PreviewView(SchoolPermissionMixin, View):
    """Download the complete plan as CSV."""

    page_title = gettext_lazy("Import")

    def get(self, request, pk):
        batches = ImportBatch.objects.defer("content").exclude(purpose=BatchPurpose.RESULTS)
        batch = get_object_or_404(batches, pk=pk)
        response = StreamingHttpResponse(csv_cells.lines(table(batch.plan)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.csv"'
        return response
