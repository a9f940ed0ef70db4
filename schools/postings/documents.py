"""The document library's form, which protects posted files."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from media.forms import DocumentForm


class PostedDocumentForm(DocumentForm):
    """A document form that does not replace posted files, because hash, date, and warnings belong to the file."""

    def clean_file(self):
        file = super().clean_file()
        if not (self.instance.pk and "file" in self.changed_data):
            return file
        if posted := self.instance.postings.select_related("requirement", "school").first():
            raise ValidationError(
                _(
                    "This file is posted for “%(requirement)s” (%(place)s) and cannot be replaced. Post the "
                    "new file there. This one moves to the archive."
                ),
                params={"requirement": str(posted.requirement), "place": posted.school or _("The network")},
            )
        return file
