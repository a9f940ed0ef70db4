from django import forms
from django.utils.translation import gettext_lazy as _

from media.uploads import limits


class UploadForm(forms.Form):
    """Upload a file for a preview. Nothing is imported yet."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, TSV, or XLSX: the spreadsheet you downloaded here, or the state’s file (pubschls)."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    too_large = _("The file is larger than %(limit)d MB. Split it into smaller files.")

    def most_bytes(self) -> int:
        return limits.SCHOOLS.size

    def clean_file(self):
        file, most = self.cleaned_data["file"], self.most_bytes()
        if file.size > most:
            raise forms.ValidationError(self.too_large, params={"limit": most // limits.MB})
        return file
