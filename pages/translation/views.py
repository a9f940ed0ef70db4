"""Views of one translation: the sections of the page it translates, and its texts as a PO file."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from media.uploads.limits import TRANSLATION
from pages.texts.pages import texts_of
from pages.translation.models import source_of

from . import po
from .following import merged
from .panel import plain

LISTED = 5  # skipped texts in the message


def urls():
    return [
        path("translation/<int:page_id>/sections/", SectionsView.as_view(), name="translation_sections"),
        path("translation/<int:page_id>/po/", FileView.as_view(), name="translation_file"),
    ]


class OfTranslation(WagtailAdminTemplateMixin):
    """Base of the views of one translation, for people who can edit it."""

    header_icon = "globe"

    @cached_property
    def page(self):
        return get_object_or_404(Page, pk=self.kwargs["page_id"])

    @cached_property
    def source(self):
        source = source_of(self.page)
        if source is None:
            raise Http404
        return source.specific

    def draft(self):
        return self.page.get_latest_revision_as_object()

    def dispatch(self, request, *args, **kwargs):
        rights = self.page.permissions_for_user(request.user)
        if not rights.can_edit() or rights.page_locked():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    @property
    def edit_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_breadcrumbs_items(self):
        page, view = (self.edit_url, self.get_page_subtitle()), ("", self.get_page_title())
        return [*self.breadcrumbs_items, *({"url": url, "label": label} for url, label in (page, view))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"page": self.page, "source": self.source}


class SectionsView(OfTranslation, TemplateView):
    """List the texts that a translation gains and loses, and save them as a draft on POST."""

    template_name = "wagtailadmin/pages/translation_sections.html"
    page_title = _("Use the sections of the original")

    def get_context_data(self, **kwargs):
        before = {text.path: text for text in texts_of(self.draft())}
        after = {text.path: text for text in texts_of(self.merged())}
        return super().get_context_data(**kwargs) | {
            "gained": [text for path, text in after.items() if path not in before],
            "lost": [text for path, text in before.items() if path not in after],
        }

    def merged(self):
        return merged(self.draft(), self.source)

    def post(self, request, *args, **kwargs):
        self.merged().save_revision(user=request.user, clean=False, log_action=True)
        messages.success(request, _("Saved as a draft. Translate the texts that are new."))
        return redirect(self.edit_url)


class FileForm(forms.Form):
    file = forms.FileField(label=_("PO file with the translations"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        is_large = file.size > TRANSLATION.size
        if is_large or len(file.read().decode(errors="replace").splitlines()) > TRANSLATION.rows:
            raise ValidationError(
                _("This file is too large for the texts of one page. Choose the PO file of this page.")
            )
        file.seek(0)
        return file


class FileView(OfTranslation, FormView):
    """Download the texts of a translation as a PO file (`?download`), and upload what an agency sends back."""

    template_name = "wagtailadmin/pages/translation_file.html"
    page_title = _("Translate in a PO file")
    form_class = FileForm

    def get(self, request, *args, **kwargs):
        if "download" not in request.GET:
            return super().get(request, *args, **kwargs)
        response = HttpResponse(po.exported(self.source, self.draft()), content_type="text/x-gettext-translation")
        name = f"{self.page.slug}-{self.page.locale.language_code}.po"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def form_valid(self, form):
        draft = self.draft()
        try:
            changed, skipped = po.imported(form.cleaned_data["file"].read(), self.source, draft)
            if changed:
                draft.save_revision(user=self.request.user, log_action=True)
        except po.UnreadableFile:
            form.add_error("file", _("This is not a PO file in UTF-8. Download the file again and translate that one."))
        except ValidationError as error:
            for name, messages_of_field in error.message_dict.items():
                form.add_error("file", f"{name}: {' '.join(messages_of_field)}")
        if form.errors:
            return self.form_invalid(form)
        self.report(changed, skipped)
        return redirect(self.edit_url)

    def report(self, changed: int, skipped: list[str]) -> None:
        done = ngettext("%(number)s text changed.", "%(number)s texts changed.", changed) % {"number": changed}
        messages.success(self.request, f"{done} {_('Check them here, then publish.')}")
        if skipped:
            text = _("Left out, because the original has changed or the entry is marked as fuzzy: %(texts)s")
            texts = "; ".join(Truncator(plain(text)).words(8) for text in skipped[:LISTED])
            messages.warning(self.request, text % {"texts": texts})
