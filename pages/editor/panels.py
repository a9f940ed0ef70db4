"""Panels of the forms of announcements and figures."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, Panel


class LanguagesPanel(InlinePanel):
    """The fields of each other language, one panel a language. Rows are always there: nobody adds or removes one.

    The form adds the missing rows (`pages.editor.row_forms.LanguagesFormMixin`).
    """

    def __init__(self, relation_name, panels, **kwargs):
        super().__init__(relation_name, panels, **{"heading": _("In other languages"), **kwargs})

    def get_form_options(self):
        options = super().get_form_options()
        rows = options["formsets"][self.relation_name]
        rows["fields"] = ["language", *rows["fields"]]
        rows["widgets"] = {"language": forms.HiddenInput, **rows["widgets"]}
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "wagtailadmin/panels/languages.html"

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            for child in self.children if self.form else []:  # no form where versions are compared
                for field in child.form.visible_fields():  # so that the browser checks the spelling in this language
                    field.field.widget.attrs["lang"] = child.form.instance.language


class ReadyTextsPanel(Panel):
    """Links to start a new announcement from a ready text."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Start from a ready text"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/ready_texts.html"

        def is_shown(self):
            return self.instance is not None and self.instance.pk is None

        def get_context_data(self, parent_context=None):
            ready_texts = self.instance._meta.model.objects.ready()
            return super().get_context_data(parent_context) | {"ready_texts": ready_texts}
