"""Admin pages to upload, preview, import, and undo files, for people who can change schools."""

from io import BytesIO

from django import forms
from django.core.paginator import Page
from django.db.models import F
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from media.uploads import limits
from schools.changes import jobs, kinds
from schools.changes.agreement import Outdated
from schools.changes.models import ChangeSet, State
from schools.changes.views import ChangeView, SchoolPermissionMixin
from schools.register.models import School
from schools.states import current
from toolkit import csv_cells

from . import uploads
from .differences import decide
from .models import Upload
from .plan import OPTIONS, can_apply, layouts
from .plan_display import CONFLICTS, ITEMS, KINDS, Shown, table
from .sheets import SheetError


class UploadForm(forms.Form):
    """Upload a file for a preview. Nothing is imported yet."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, TSV, or XLSX: the spreadsheet you downloaded here, or the state’s file (pubschls)."
        )
        if current().key
        else gettext_lazy("CSV, TSV, or XLSX: the spreadsheet you downloaded here."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    too_large = gettext_lazy("The file is larger than %(limit)d MB. Split it into smaller files.")

    def most_bytes(self) -> int:
        return limits.SCHOOLS.size

    def clean_file(self):
        file, most = self.cleaned_data["file"], self.most_bytes()
        if file.size > most:
            raise forms.ValidationError(self.too_large, params={"limit": most // limits.MB})
        return file


IMPORTS = (reverse_lazy("schools_imports"), gettext_lazy("Import"))  # what is above a page
DEFAULT_KINDS = ("problems", *ITEMS)  # kinds to show without a filter; ignored and unchanged rows need one


class ImportsView(SchoolPermissionMixin, BaseListingView):
    """All uploaded files and bulk edits, the newest first."""

    model = ChangeSet
    page_title = gettext_lazy("Import")
    index_url_name = "schools_imports"
    paginate_by = 50
    default_ordering = "-pk"
    columns = [
        TitleColumn("name", label=gettext_lazy("File"), get_url=lambda change_set: change_set.url),
        Column("kind", label=gettext_lazy("Purpose"), accessor="of_kind.label"),
        Column("get_state_display", label=gettext_lazy("Status")),
        Column(
            "summary",
            label=gettext_lazy("Changes"),
            accessor=lambda change_set: summary(change_set.preview_counts or {}),
        ),
        Column("by", label=gettext_lazy("Uploaded by")),
        DateColumn("created_at", label=gettext_lazy("Uploaded")),
    ]

    def get(self, request, *args, **kwargs):
        jobs.reset_interrupted()
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        # Previews may be large, so load only their counts.
        queryset = ChangeSet.objects.filter(kind__in=kinds.waiting()).select_related("by").defer("preview", "data")
        return self.order_queryset(queryset.annotate(preview_counts=F("preview__counts")))

    @property
    def header_buttons(self):
        register, state_data = reverse(School.snippet_viewset.get_url_name("list")), reverse("schools_state_data")
        buttons = [
            HeaderButton(_("Import a file"), reverse("schools_import_file"), icon_name="upload", priority=10),
            HeaderButton(_("Download the register"), f"{register}?export=xlsx", icon_name="download", priority=20),
        ]
        if current().key:
            buttons.append(HeaderButton(_("State data"), state_data, icon_name="resubmit", priority=15))
        return buttons


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
    parents = (IMPORTS,)

    def form_valid(self, form):
        try:
            change_set = self.receive(form.cleaned_data["file"])
        except SheetError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect(change_set.url)

    def receive(self, file) -> ChangeSet:
        """Create a change for the file and preview it. Raises SheetError."""
        return uploads.receive(file.name, file.read(), user=self.request.user)


class FileView(ChangeView):
    @property
    def upload(self) -> Upload:
        return self.change_set.upload

    @property
    def is_open(self) -> bool:
        """Whether the file can still be imported."""
        return self.change_set.state == State.CHECKED

    @property
    def before(self) -> ChangeSet | None:
        """An earlier import of the same file."""
        same = ChangeSet.objects.filter(upload__sha256=self.upload.sha256, at__isnull=False, undone_at=None)
        return same.exclude(pk=self.change_set.pk).defer("preview").first()


class ImportView(FileView):
    """One file: its preview or its changes. Leads to the own page of other kinds."""

    parents = (IMPORTS,)
    own_sections: tuple[str, ...] = (CONFLICTS,)  # kinds of entries that have a section of their own

    @property
    def kinds(self):
        return kinds.waiting()

    @property
    def shown(self) -> Shown:
        return Shown(self.change_set.preview, self.request.GET)

    def get_context_data(self, **kwargs):
        preview, shown = self.change_set.preview, self.shown
        usual = KINDS if shown.asked else DEFAULT_KINDS  # who looks for a school finds it among the ignored rows, too
        return super().get_context_data(
            **kwargs,
            shown=shown,
            sections=shown.sections(*(kind for kind in usual if kind not in self.own_sections)),
            layout=next((layout.label for layout in layouts if layout.name == preview.get("layout")), ""),
            options=self.upload.options,
            can_apply=self.is_open and can_apply(preview),
            conflicts=shown.conflicts(),
            is_open=self.is_open,
        )

    def post(self, request, *args, **kwargs):
        if request.path != self.change_set.url:
            return redirect(self.change_set.url)
        action = request.POST.get("do", "")
        if action in OPTIONS:
            return self._tick(action)
        if action == "resolve":
            return self._resolve()
        return super().post(request, *args, **kwargs)

    def _tick(self, name: str):
        """Save the check box `name`, and preview the file again."""
        if self.is_open:
            others = [option for option in self.upload.options if option != name]
            self.upload.options = [*others, name] if name in self.request.POST else others
            self.upload.save(update_fields=["options"])
            jobs.look(self.change_set)
        return redirect(self.request.path)

    def _resolve(self):
        """Save the choices about one page of conflicts, preview again, and go to the next page."""
        if not self.is_open:
            return redirect(self.request.path)
        if self.get_form().agreed != self.digest:
            messages.error(self.request, str(Outdated()))
            return redirect(self.request.get_full_path())
        shown = self.shown
        page = shown.conflicts()
        decide(self.upload, self.change_set.preview, self.request.POST.dict())
        jobs.look(self.change_set)
        return self.go_on(page, shown, kind=CONFLICTS) if page.has_other_pages() else redirect(self.request.path)

    def go_on(self, page: Page, shown: Shown, **filters):
        """Redirect to the next page, or to the current one if it is the last."""
        number = page.next_page_number() if page.has_next() else page.number
        return redirect(f"{self.request.path}?{shown.query(p=number, **filters)}")


class PreviewView(SchoolPermissionMixin, View):
    """Download the complete plan as CSV."""

    page_title = gettext_lazy("Import")

    def get(self, request, pk):
        change_set = get_object_or_404(ChangeSet, pk=pk, upload__isnull=False, preview__has_key="understood")
        lines = BytesIO(b"".join(csv_cells.lines(table(change_set.preview))))
        name, kind = f"import-{change_set.pk}.csv", "text/csv; charset=utf-8"
        return FileResponse(lines, as_attachment=True, filename=name, content_type=kind)


urlpatterns = [
    path("schools/import/", ImportsView.as_view(), name="schools_imports"),
    path("schools/import/file/", UploadView.as_view(), name="schools_import_file"),
    path("schools/import/<int:pk>/", ImportView.as_view(), name="schools_import"),
    path("schools/import/<int:pk>/preview.csv", PreviewView.as_view(), name="schools_import_csv"),
]
