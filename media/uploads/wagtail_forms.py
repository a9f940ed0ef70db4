"""Add checks to Wagtail's two upload forms without a setting for the form class: staff portraits and redirects."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.contrib.redirects.forms import ImportForm

from media.uploads.checks import check_table

from .fields import PortraitField


def check_uploads() -> None:
    original = AvatarPreferencesForm.base_fields["avatar"]
    AvatarPreferencesForm.base_fields["avatar"] = PortraitField(
        label=original.label, required=False, help_text=_("JPEG, PNG, or WebP.")
    )
    table = ImportForm.base_fields["import_file"]
    if check_table not in table.validators:
        table.validators.append(check_table)
