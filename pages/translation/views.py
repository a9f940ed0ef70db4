"""Views of one translation: the sections of the page it translates, and its texts as a PO file."""

import polib
from django import forms
from django.conf import settings
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
from wagtail.models import Page
from wagtail.rich_text import extract_references_from_rich_text

from media.uploads.limits import TRANSLATION
from pages.editor.rich_text import REFUSED, Converter
from pages.texts.pages import set_texts, texts_of, values_of
from pages.translation.following import merged
from pages.translation.models import source_of
from pages.translation.panel import plain
from toolkit.reports import EditorPage

LISTED = 5  # skipped texts in the message


class UnreadableFile(Exception):
    pass


def exported(source, page) -> str:
    """Return the texts of `source`, each under its path, with those of `page`: fuzzy if the text changed since then."""
    translated = values_of(page)
    before = page.translates.texts if page.translates else {}
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": page.locale.language_code,
    }
    for text in texts_of(source):
        value = translated.get(text.path, "")
        entry = polib.POEntry(
            msgctxt=text.path, msgid=text.value, msgstr="" if value == text.value else value, comment=text.label
        )
        if entry.msgstr and before.get(text.path) != text.value:
            entry.flags.append("fuzzy")
            entry.previous_msgid = before.get(text.path)
        file.append(entry)
    return str(file)


def imported(content: bytes, source, page) -> tuple[int, list[str]]:
    """Set the texts of `page`, a draft, to those of a PO file. Return how many changed, and the skipped msgids.

    Skipped are fuzzy entries, second ones of a text, those of texts that the source no longer has, and those with a
    link or picture that the source does not have: the editor checks who may use it. Raises UnreadableFile.
    """
    try:
        if b"\0" in content:
            raise ValueError("PostgreSQL stores no NUL")
        entries = polib.pofile("\n" + content.decode("utf-8"))  # without a line break, it may be taken for a file name
    except (OSError, ValueError) as error:
        raise UnreadableFile from error
    originals = {text.path: text for text in texts_of(source)}
    changed, skipped = {}, []
    for entry in entries:
        if entry.obsolete or not entry.msgstr.strip():
            continue
        text = originals.get(entry.msgctxt)
        is_current = text is not None and text.value == entry.msgid and "fuzzy" not in entry.flags
        value = _translation(text, entry.msgstr) if is_current and text.path not in changed else None
        if value is None:
            skipped.append(entry.msgid)
        else:
            changed[text.path] = value
    return set_texts(page, changed), skipped


def _translation(text, msgstr: str) -> str | None:
    """Return what to store; None if it is too long, is broken, or has other links. Of rich text, what editors can."""
    if not text.is_html:
        return msgstr.strip()
    converter = Converter(settings.RICH_TEXT)
    try:
        html = converter.to_database_format(converter.from_database_format(msgstr))
    except (ValueError, AssertionError):  # elements that do not close
        return None
    return None if html.startswith(REFUSED) or _references(html) - _references(text.value) else html


def _references(html: str) -> set[tuple]:
    return {reference[:2] for reference in extract_references_from_rich_text(html)}


def urls():
    return [
        path("translation/<int:page_id>/sections/", SectionsView.as_view(), name="translation_sections"),
        path("translation/<int:page_id>/po/", FileView.as_view(), name="translation_file"),
    ]


class OfTranslation(EditorPage):
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

    @property
    def parents(self):
        return [(self.edit_url, self.get_page_subtitle())]

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
        response = HttpResponse(exported(self.source, self.draft()), content_type="text/x-gettext-translation")
        name = f"{self.page.slug}-{self.page.locale.language_code}.po"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def form_valid(self, form):
        draft = self.draft()
        try:
            changed, skipped = imported(form.cleaned_data["file"].read(), self.source, draft)
            if changed:
                draft.save_revision(user=self.request.user, log_action=True)
        except UnreadableFile:
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
