"""Panels of the form of figures: its values, whose they are, and where the figure is shown."""

from wagtail.admin.panels import InlinePanel, Panel
from wagtail.admin.panels.base import get_form_for_model

from pages.figures.forms import FigureValueForm
from pages.figures.places import mentions, pages_with


class SeriesPanel(InlinePanel):
    """The values of a figure (`FigureValueForm`)."""

    def get_form_options(self):
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        options["formsets"][self.relation_name]["form"] = get_form_for_model(
            self.db_field.related_model, form_class=FigureValueForm, defer_required_on_fields=deferred
        )
        return options


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
                "mentions": mentions(values),
            }
