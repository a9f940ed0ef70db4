from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):
    """Every picture says in words what it shows: a file name is no alternative text."""

    description = forms.CharField(
        label=_("Alternative text"),
        max_length=255,
        help_text=_(
            "What the picture shows, for people who cannot see it: one plain sentence, "
            "such as “Two scholars compare notes in a chemistry lab”. Not the file name."
        ),
    )

    def clean_description(self):
        """Refuses a file name."""
        text = self.cleaned_data["description"].strip()
        if text.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")):
            raise forms.ValidationError(_("This is a file name. Say what the picture shows, in one plain sentence."))
        return text
