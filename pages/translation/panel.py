"""The translation panel of a page's form: the text to translate beside each field, and what changed in it since."""

from dataclasses import dataclass

from wagtail.admin.compare import diff_text
from wagtail.admin.panels import Panel
from wagtail.models import Page

from pages.figures.text import text_of
from pages.page_texts import Text, stream_fields, texts_in, texts_of

from .parity import pairs
from .source import newest_text, source_of


@dataclass(frozen=True)
class SourceRow:
    """A text of the source page. `change` is HTML that marks what changed since it was translated; empty if nothing."""

    text: Text
    change: str = ""
    is_new: bool = False


class TranslationPanel(Panel):
    """For a translation: the source's texts. For a page in the default language: its translations."""

    def get_form_options(self):
        return {"fields": ["to_review", "translation_reason"]}

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/translation.html"

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.source = source_of(self.instance) if self.instance.pk else None

        def is_shown(self):
            return self.source is not None or "translation_reason" in self.form.fields

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            if self.source is None:
                return context | {"pairs": pairs(Page.objects.filter(pk=self.instance.pk))}
            source = self.source.specific
            newest = newest_text(source)
            matched = self.instance.translates
            rows, removed = rows_of(source, matched)
            return context | {
                "source": source,
                "newest": newest,
                "matched": matched,
                "rows": rows,
                "changed": [row for row in rows if row.change or row.is_new],
                "removed": removed,
                "is_current": bool(newest and matched and newest.texts == matched.texts),
                "has_other_sections": sections(source) != sections(self.instance),
            }

        class Media:
            js = ["js/translation.js"]


def rows_of(source, matched) -> tuple[list[SourceRow], list[str]]:
    """Return the texts of `source`, compared with the `SourceText` `matched`, and the texts that are gone since."""
    before = matched.texts if matched else None
    texts = texts_of(source)
    now = {text.path for text in texts}
    gone = [plain(value) for path, value in (before or {}).items() if path not in now]
    return [_row(text, before) for text in texts], gone


def _row(text: Text, before: dict[str, str] | None) -> SourceRow:
    if before is None or before.get(text.path) == text.value:
        return SourceRow(text)
    if text.path not in before:
        return SourceRow(text, is_new=True)
    change = diff_text(plain(before[text.path]), plain(text.value)).to_html()
    return SourceRow(text, change=change)


def plain(value: str) -> str:
    """Return the words of a text or of rich text."""
    return text_of(value) if "<" in value else value


def sections(page) -> list[str]:
    """Return the ids of the blocks of all streams of a page, and the paths of the texts in them."""
    streams = [(field, getattr(page, field.name).get_prep_value()) for field in stream_fields(page)]
    texts = [text.path for field, raw in streams for text in texts_in(field.name, field.stream_block, raw)]
    return [block["id"] for _field, raw in streams for block in raw] + texts
