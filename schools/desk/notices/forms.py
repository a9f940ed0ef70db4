"""The form of a notice, which has a preview before it is published."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.announcements.models import NoticeFormMixin
from pages.editor.forms import SentencesInput
from schools.desk.models import SchoolNotice
from schools.register import agreement
from schools.register.agreement import AgreedForm
from toolkit.widgets import day

FIRST = timedelta(days=7)  # suggested time between the first and the last day


class NoticeForm(NoticeFormMixin, AgreedForm, forms.ModelForm):
    """Form of a notice. The digest is of the version that the writer last saw in the preview."""

    link = SchoolNotice._meta.get_field("link").formfield(assume_scheme="https")

    class Meta:
        model = SchoolNotice
        fields = ["text", "english_only", "link", "first_day", "last_day"]
        widgets = {"text": SentencesInput, "first_day": day(), "last_day": day()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            today = timezone.localdate()
            self.initial |= {"first_day": today, "last_day": today + FIRST}

    def clean_first_day(self):
        first_day = self.cleaned_data["first_day"]
        if first_day < timezone.localdate() and first_day != self.initial.get("first_day"):
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        return first_day

    def clean_last_day(self):
        last_day = self.cleaned_data["last_day"]
        if last_day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        return last_day

    def clean(self):
        super().clean()
        self.check_languages()
        return self.cleaned_data

    @property
    def current(self) -> str:
        """The digest of the checked values that would be public."""
        return agreement.digest([self.cleaned_data[name] for name in self.Meta.fields], default=str)
