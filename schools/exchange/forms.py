from django import forms
from django.utils.translation import gettext_lazy as _

from . import sheets


class UploadForm(forms.Form):
    """Upload a file for a preview. Nothing is imported yet."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, TSV, or XLSX, in our layout (as exported) or in the state’s (pubschls)."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > sheets.MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB. Split it into smaller files."),
                params={"limit": sheets.MAX_BYTES // 1024**2},
            )
        return file


class ReasonForm(forms.Form):
    """The reason for a change, for each school's history, and the digest of the plan that the user saw."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Shown in the history of each school: “New phone numbers from the school offices, October”."),
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)
