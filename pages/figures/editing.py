"""Forms, panels, and previews of figures: alone in each language, and on every public page that shows the figure."""

from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import Panel
from wagtail.models import Page

from pages.editor.forms import RowsFormMixin
from pages.figures.places import mentions, pages_with

_previewed: ContextVar = ContextVar("previewed_figure", default=None)


def as_previewed(figure):
    """Return the draft in place of the figure that is being previewed, else the figure; None for a withdrawn one."""
    draft = _previewed.get()
    if draft is not None and figure.pk == draft.pk:
        return draft
    return figure if figure.live else None


class PreviewMixin:
    """Previews of a figure: a mode for each language, and one for each page that shows it, by the page's key."""

    @cached_property
    def places(self) -> dict[str, Page]:
        """The public pages that show it, by key."""
        return {str(page.pk): page for page in pages_with(self)} if self.pk else {}

    @property
    def preview_modes(self):
        on_pages = [(key, f"{page.title} ({page.locale.get_display_name()})") for key, page in self.places.items()]
        return [*settings.WAGTAIL_CONTENT_LANGUAGES, *on_pages]

    def serve_preview(self, request, mode_name):
        if mode_name not in dict(self.preview_modes):
            raise PermissionDenied
        page, token = self.places.get(mode_name), _previewed.set(self)
        try:
            with translation.override(page.locale.language_code if page else mode_name):
                if page:
                    return page.specific.serve_preview(request, page.specific.default_preview_mode).render()
                return render(request, "pages/figure_preview.html", {"figures": [self], "places": self.places.values()})
        finally:
            _previewed.reset(token)


class FigureForm(RowsFormMixin, WagtailAdminModelForm):
    """The form of figures. Drafts may be incomplete; what is published has a number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("entered_by_id", "approved_by_id", "approved_at")
        self.entered = {row.content: {name: getattr(row, name) for name in names} for row in self.instance.series}

    def clean(self):
        super().clean()
        formset, is_computed = self.formsets["values"], self.cleaned_data.get("computed_from")
        formset.is_valid()  # fills in the instances
        rows = [row for row in formset.forms if row not in formset.deleted_forms]
        if rows and is_computed:
            message = _("Enter values or have the number counted from the register, not both.")
            self.add_error("computed_from", ValidationError(message, code="both"))
        elif not (rows or is_computed or self.is_deferred_validation):
            self.add_error(None, ValidationError(_("Add a value before you publish."), code="no_value"))
        days = set()
        for row in rows:
            if row.instance.last_day in days:
                row.add_error("as_of", ValidationError(_("There is already a value for this date."), code="twice"))
            days.add(row.instance.last_day)
        return self.cleaned_data

    def save(self, commit=True):
        """Note who entered what is new; nobody has approved it yet.

        The values are those of the form: to restore a version, Wagtail sends it without the values that came later,
        and a formset would keep those.
        """
        figure, formset = super().save(commit=False), self.formsets["values"]
        by_user = {"entered_by_id": self.for_user and self.for_user.pk, "approved_by_id": None, "approved_at": None}
        rows = [form.instance for form in formset.forms if form not in formset.deleted_forms]
        for row in rows:
            for name, value in self.entered.get(row.content, by_user).items():
                setattr(row, name, value)
        figure.values.set(rows)
        if commit:
            figure.save()
        return figure


class EnteredPanel(Panel):
    """Who entered a value and who approved it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/entered.html"

        def is_shown(self):
            return self.instance is not None and bool(self.instance.entered_by_id or self.instance.approved_by_id)


class PlacesPanel(Panel):
    """What changes with the figure, and the texts that have its number as typed words."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/figure_places.html"

        def is_shown(self):
            return self.instance is not None and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            published = type(self.instance).objects.get(pk=self.instance.pk)
            values = dict.fromkeys([published.newest.value, *(row.value for row in self.instance.series)])
            return super().get_context_data(parent_context) | {
                "now": published.newest.value,
                "next": self.instance.newest.value,
                "pages": pages_with(published),
                "mentions": mentions(published, values),
            }
