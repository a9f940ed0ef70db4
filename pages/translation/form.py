"""What the form of a page asks about its translations."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from pages.page_texts import texts_of

from .source import newest_text, source_of

# Buttons after which visitors may see the page.
OUT = ("action-publish", "action-submit", "action-restart-workflow", "action-workflow-action")


class TranslationFormMixin(forms.ModelForm):
    """Ask whether a translation matches its source, and why a changed text for families goes out in one language."""

    matches_source = forms.BooleanField(
        label=_("This translation now says what the text beside it says"),
        required=False,
        help_text=_("Tick this when you have checked all texts. Until then the page counts as out of date."),
    )

    shown_text = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the source text beside the fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source_of(self.instance) if self.instance.pk else None
        is_source = self.instance.locale_id == Locale.get_default().pk and self.instance.for_families
        unused = {"translation_reason"} if self.source else {"matches_source", "shown_text", "to_review"}
        if "shown_text" not in unused and (newest := newest_text(self.source)):
            self.initial["shown_text"] = newest.pk
        if not (self.for_user and self.instance.permissions_for_user(self.for_user).can_publish()):
            unused.add("to_review")  # people who can publish decide that it has been read
        if not is_source or not self.instance.get_translations().exists():
            unused.add("translation_reason")
        for name in unused & self.fields.keys():
            del self.fields[name]
        if not self.instance.has_unpublished_changes:
            self.initial["translation_reason"] = ""  # the reason of an earlier change

    def _post_clean(self):
        super()._post_clean()
        if self.cleaned_data.get("matches_source"):
            shown = self.source.source_texts.filter(pk=self.cleaned_data.get("shown_text")).first()
            self.instance.translates = shown or self.instance.translates
        if "translation_reason" in self.fields and any(name in self.data for name in OUT) and not self.errors:
            self._check_reason()

    def _check_reason(self):
        newest = newest_text(self.instance)
        texts = {text.path: text.value for text in texts_of(self.instance)}
        if newest and newest.texts != texts and not self.cleaned_data.get("translation_reason"):
            message = _(
                "Families depend on this page, and its translation will be out of date. Enter a reason to publish now, "
                "and say when the translation follows."
            )
            self.add_error("translation_reason", ValidationError(message, code="one_language"))
