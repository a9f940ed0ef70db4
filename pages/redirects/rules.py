"""What a redirect may do: it takes over no address that the site answers, and other sites are named first.

The rules are in Wagtail's form, which adding, editing, importing, and `import_redirects` share.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects import forms as wagtail_forms
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.management.commands import import_redirects
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.utils import get_file_storage, get_import_formats
from wagtail.models import Site

from toolkit.areas import is_of_staff
from toolkit.published_copy.redirects import answered


def check_source(address: str) -> None:
    """Raise ValidationError if `address`, with or without a final slash, belongs to staff or leads to something."""
    path = urlsplit(Redirect.normalise_path(address)).path.rstrip("/").lower()
    if is_of_staff(path):
        raise ValidationError(_("This address belongs to the editor or the sign-in pages. Redirect another one."))
    may_be_gone = path.startswith("/documents/")
    sites = () if may_be_gone else Site.objects.select_related("root_page")
    if not path or any(answered(site, (path, f"{path}/")) for site in sites):
        raise ValidationError(
            _("The site has a page or file at this address. To redirect it, unpublish the page first.")
        )


def _other_host(address: str) -> str:
    """Return the host of `address` if it is not one of ours, else an empty text."""
    host = (urlsplit(address).hostname or "").lower()
    ours = {urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname, *Site.objects.values_list("hostname", flat=True)}
    return "" if host in ours else host


def _links(cells: Iterable) -> Iterator[str]:
    """Yield the addresses of `cells` as an import stores them: “example.org” with “http://”. It leaves out others."""
    field = wagtail_forms.RedirectForm.base_fields["redirect_link"]
    for cell in cells:
        with suppress(ValidationError):
            yield field.clean(cell)


class OtherSitesForm(forms.Form):
    """Asks for the names of other sites that visitors are sent to."""

    other_sites = forms.CharField(
        label=_("Other sites"),
        required=False,
        help_text=_("Only if visitors leave this site: the name of the other site, such as www.lacoe.edu."),
    )

    def check_hosts(self, links) -> None:
        """Add an error if one of the addresses `links` is on another site that was not named."""
        named = set(self.cleaned_data["other_sites"].lower().replace(",", " ").split())
        if hosts := sorted({_other_host(link) for link in links} - named - {""}):
            message = _("Visitors would leave this site for %(hosts)s. If that is right, enter the name here.")
            self.add_error("other_sites", ValidationError(message % {"hosts": ", ".join(hosts)}, code="other_site"))


class RedirectForm(OtherSitesForm, wagtail_forms.RedirectForm):
    """The form of one redirect."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["other_sites"] = _other_host(self.instance.redirect_link)
        self.order_fields([*wagtail_forms.RedirectForm.base_fields, "other_sites"])

    def clean_old_path(self):
        """Check a new address. Redirects of earlier pages keep theirs."""
        if "old_path" in self.changed_data:
            check_source(self.cleaned_data["old_path"])
        return self.cleaned_data["old_path"]

    def clean(self):
        super().clean()
        self.check_hosts([self.cleaned_data.get("redirect_link", "")])
        return self.cleaned_data


class ConfirmImportForm(OtherSitesForm, wagtail_forms.ConfirmImportForm):
    """The second step of an import: which column is which, and to which other sites the redirects lead."""

    def clean(self):
        super().clean()
        if "to_index" in self.cleaned_data:
            column = int(self.cleaned_data["to_index"])
            self.check_hosts(_links(row[column] for row in self._rows() if len(row) > column))
        return self.cleaned_data

    def _rows(self):
        kind = get_import_formats()[int(self.cleaned_data["input_format"])]()
        data = get_file_storage()(name=self.cleaned_data["import_file_name"]).read(kind.get_read_mode())
        return kind.create_dataset(data if kind.is_binary() else force_str(data))


def apply() -> None:
    """Let Wagtail use our forms. Each redirect of an import is checked by its own, whose hosts were confirmed."""
    old_path = wagtail_forms.RedirectForm.base_fields["old_path"]
    if check_source not in old_path.validators:
        old_path.validators.append(check_source)
    views.CreateView.form_class = views.EditView.form_class = import_redirects.RedirectForm = RedirectForm
    views.ConfirmImportForm = ConfirmImportForm
