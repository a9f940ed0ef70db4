"""The form of a page and its translations: the text to translate beside each field, what changed, and questions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import diff_text
from wagtail.admin.panels import Panel
from wagtail.models import Locale, Page

from pages.figures.display import text_of
from pages.texts.pages import Text, stream_fields, texts_in, texts_of, values_of
from pages.translation.models import source_of
from pages.translation.parity import pairs

# Buttons after which visitors may see the page.
OUT = ("action-publish", "action-submit", "action-restart-workflow", "action-workflow-action")


class TranslationFormMixin(forms.ModelForm):
    """Ask whether a translation matches its source, and why a changed text for families goes out in one language."""

    matches_source = forms.BooleanField(
        required=False,
        help_text=_("Tick this when you have checked all texts. Until then the page counts as out of date."),
    )

    shown_text = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the source text beside the fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source_of(self.instance) if self.instance.pk else None
        is_source = self.instance.locale_id == Locale.get_default().pk and self.instance.for_families
        unused = set() if self.source else {"matches_source", "shown_text", "to_review"}
        if self.source and (newest := self.source.source_texts.first()):
            self.initial["shown_text"] = newest.pk
        if not (self.for_user and self.instance.permissions_for_user(self.for_user).can_publish()):
            unused.add("to_review")  # people who can publish decide that it has been read
        if not (self.source or (is_source and self.instance.get_translations().exists())):
            unused.add("english_only")
        for name in unused & self.fields.keys():
            del self.fields[name]
        if self.source and "matches_source" in self.fields:
            names = {"language": self.instance.locale, "source": self.source.locale}
            label = _("The %(language)s is up to date with this %(source)s text")
            self.fields["matches_source"].label = label % names
        if not self.instance.has_unpublished_changes:
            self.initial["english_only"] = ""  # the reason of an earlier change

    def _post_clean(self):
        super()._post_clean()
        if self.cleaned_data.get("matches_source"):
            shown = self.source.source_texts.filter(pk=self.cleaned_data.get("shown_text")).first()
            self.instance.translates = shown or self.instance.translates
        is_asked = "english_only" in self.fields and not self.cleaned_data.get("english_only")
        if is_asked and any(name in self.data for name in OUT):
            message = untranslated(self.instance) if self.source else self._outdates_translation()
            if message:
                self.add_error("english_only", ValidationError(message, code="one_language"))

    def _outdates_translation(self) -> str:
        newest = self.instance.source_texts.first()
        if newest is None or newest.texts == values_of(self.instance):
            return ""
        translations = self.instance.get_translations().select_related("locale")
        names = ", ".join(str(page.locale.get_display_name()) for page in translations)
        message = _(
            "Families depend on this page. Say why it cannot wait for the %(languages)s, and when that follows."
        )
        return message % {"languages": names}


def untranslated(page) -> str:
    """Return why `page`, a specific translation, may not go out without a reason: no text of it is translated."""
    if source_of(page) is None or not page.is_untranslated:
        return ""
    message = _(
        "No text of “%(title)s” is in %(language)s. Translate it, or enter a reason to publish without a translation."
    )
    return message % {"title": page.title, "language": page.locale.get_display_name()}


class TranslationPanel(Panel):
    """For a translation: the source's texts. For a page in the default language: its translations."""

    def get_form_options(self):
        return {"fields": ["to_review", "english_only"]}

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/translation.html"

        def is_shown(self):
            return self.form.source is not None or "english_only" in self.form.fields

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            if self.form.source is None:
                return context | {"pairs": pairs(Page.objects.filter(pk=self.instance.pk))}
            source = self.form.source.specific
            newest = source.source_texts.first()
            matched = self.instance.translates
            rows, removed = rows_of(source, matched)
            return context | {
                "source": source,
                "newest": newest,
                "matched": matched,
                "rows": rows,
                "changed": [(text, change) for text, change, _is_new in rows if change],
                "removed": removed,
                "is_current": bool(newest and matched and newest.texts == matched.texts),
                "has_other_sections": sections(source) != sections(self.instance),
            }

        class Media:
            js = ["js/translation.js"]


def rows_of(source, matched) -> tuple[list[tuple[Text, str, bool]], list[str]]:
    """Return the texts of `source`, compared with the `SourceText` `matched`, and the texts that are gone since.

    Each has HTML that marks what changed since it was translated, empty if nothing did, and whether it is new.
    """
    texts = texts_of(source)
    before = matched.texts if matched else {text.path: text.value for text in texts}
    now = {text.path for text in texts}
    gone = [plain(value) for path, value in before.items() if path not in now]
    rows = [(text, _change(before.get(text.path, ""), text.value), text.path not in before) for text in texts]
    return rows, gone


def _change(before: str, now: str) -> str:
    return "" if before == now else diff_text(plain(before), plain(now)).to_html()


def plain(value: str) -> str:
    """Return the words of a text or of rich text."""
    return text_of(value) if "<" in value else value


def sections(page) -> list[str]:
    """Return the ids of the blocks of all streams of a page, and the paths of the texts in them."""
    streams = [(field, getattr(page, field.name).get_prep_value()) for field in stream_fields(page)]
    texts = [text.path for field, raw in streams for text in texts_in(field.name, field.stream_block, raw)]
    return [block["id"] for _field, raw in streams for block in raw] + texts
