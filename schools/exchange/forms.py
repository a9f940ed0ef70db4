from django import forms
from django.utils.translation import gettext_lazy as _

from . import sheets


class UploadForm(forms.Form):
    """A file to look at. Nothing is imported by sending it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, TSV, or XLSX, in our layout (as exported) or in the state’s (pubschls)."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > sheets.MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB."), params={"limit": sheets.MAX_BYTES // 1024**2}
            )
        return file


class ReasonForm(forms.Form):
    """Why it is done, for the history of each school; and that it is this that was looked at."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Shown in the history of each school: “New phone numbers from the school offices, October”."),
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)
