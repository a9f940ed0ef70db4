"""Translations of the first pages and stories: `content/<language>/pages/*.md` and `content/<language>/stories/*.md`.

They have the same sections as the English files. What has no text, such as figures, comes from the English page.
"""

from copy import deepcopy
from pathlib import Path

import frontmatter
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from pages.texts import other_languages
from pages.texts.pages import stream_fields, texts_in
from pages.translation.models import record_text

from .files import CONTENT, page_file
from .pages import TREE, fill, publish, set_texts


def load_translations(figures: dict, pages: dict[str, Page]) -> None:
    """Create and publish the translations of `pages`. Each is marked for staff as “still needs a reader”."""
    for language, _name in other_languages():
        locale, _created = Locale.objects.get_or_create(language_code=language)
        for key, page in pages.items():
            file = f"pages/{TREE[key][1]}" if key in TREE else f"{key}.md"
            if (CONTENT / language / file).exists():
                page.refresh_from_db()  # its blocks have ids since it was saved
                _load(page, file, locale, figures, pages)


def _load(source: Page, file: str, locale: Locale, figures: dict, pages: dict[str, Page]) -> None:
    path = Path(locale.language_code) / file
    page = CopyPageForTranslationAction(source, locale).execute(skip_permission_checks=True)
    front = _both(page_file(file), page_file(path))
    page.slug = front.get("slug") or page.slug
    set_texts(page, front)
    fill(page, front, figures, pages)
    for field in stream_fields(page):
        setattr(page, field.name, _with_ids(field, page, source, path))
    page.translates = record_text(source)
    page.to_review = True
    page.full_clean()
    publish(page)


def _both(english: frontmatter.Post, translated: frontmatter.Post) -> frontmatter.Post:
    """Return the translated texts, with the other values from the English file."""
    values = english.metadata | translated.metadata
    if "comparison" in english.metadata:
        values["comparison"] = english["comparison"] | translated["comparison"]
    if "timeline" in english.metadata:
        pairs = zip(english["timeline"], translated["timeline"], strict=True)
        values["timeline"] = [item | translation for item, translation in pairs]
    return frontmatter.Post(translated.content, **values)


def _with_ids(field: StreamField, page: Page, source: Page, path: Path):
    """Return the stream of `source` with the texts of `page`, so that both have the same block ids."""
    raw = deepcopy(getattr(source, field.name).get_prep_value())
    places = list(texts_in(field.name, field.stream_block, raw))
    texts = list(texts_in(field.name, field.stream_block, getattr(page, field.name).get_prep_value()))
    if len(places) != len(texts):
        raise ValueError(
            f"content/{path} has {len(texts)} texts in “{field.name}”, but the English page has {len(places)}. "
            "Give it the same sections in the same order."
        )
    for place, translated in zip(places, texts, strict=True):
        container, key = place.place
        container[key] = translated.value
    return field.stream_block.to_python(raw)
