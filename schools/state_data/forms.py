from django import forms
from django.utils.translation import gettext_lazy as _

from media.uploads import limits
from schools.exchange.forms import UploadForm


class StateFileForm(UploadForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("As the state publishes it: text, Excel (directory only), or a ZIP archive, up to 64 MB."),
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.tsv,.xlsx,.zip"}),
    )
    too_large = _("The file is larger than %(limit)d MB. Upload the state’s ZIP archive, or its file of all students.")

    def most_bytes(self):
        return limits.STATE_DATA.size
