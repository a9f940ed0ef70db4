"""Translations of the first pages and stories: `content/<language>/pages/*.md` and `content/<language>/stories/*.md`.

They have the same sections as the English files. What has no text, such as figures, comes from the English page.
"""

from copy import deepcopy
from pathlib import Path

import frontmatter
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from pages.page_texts import stream_fields, texts_in
from pages.texts import other_languages
from pages.translation.source import record_missing, record_text

from . import text
from .ledger import CONTENT, Ledger
from .pages import TREE, fill, find_page, set_texts


def load_translations(ledger: Ledger, figures: dict, pages: dict[str, Page]) -> None:
    """Create and publish the translations of pages that are as loaded. What staff changed is theirs to translate.

    Each is marked for staff as “to be reviewed by the network”.
    """
    record_missing()
    for language, _name in other_languages():
        if (CONTENT / language / "pages").is_dir():
            locale, _created = Locale.objects.get_or_create(language_code=language)
            for key, file in _files():
                _load(ledger, key, file, locale, figures, pages)


def _files():
    """Yield key and file of each page, parents first, then of each story."""
    for key, (_model, file) in TREE.items():
        yield key, f"pages/{file}"
    for file in sorted((CONTENT / "stories").glob("*.md")):
        yield f"stories/{file.stem}", f"stories/{file.name}"


def _load(ledger: Ledger, key: str, file: str, locale: Locale, figures: dict, pages: dict[str, Page]) -> None:
    """Create the translation of one page, or bring it up to the `edition` of its file unless staff edited it."""
    path = Path(locale.language_code) / file
    if not (CONTENT / path).exists():
        return
    translated = text.read(path)
    name = f"translation:{locale.language_code} {key} {translated.get('edition', 1)}"
    source = find_page(key) if ledger.is_new(name) else None
    if source is None or _is_edited(source) or (key and not source.get_parent().has_translation(locale)):
        return
    original = text.read(file)
    loaded = type(source)()
    fill(loaded, original, figures, pages)
    if _text_counts(loaded) != _text_counts(source):  # loaded from an earlier file, with other sections
        return
    if page := source.get_translation_or_none(locale):
        page = page.specific
    else:
        page = CopyPageForTranslationAction(source, locale).execute(skip_permission_checks=True)
    if _is_edited(page):
        return
    front = _both(original, translated)
    page.slug = front.get("slug") or page.slug
    set_texts(page, front)
    fill(page, front, figures, pages)
    for field in stream_fields(page):
        setattr(page, field.name, _with_ids(field, page, source, path))
    page.translates = record_text(source)
    page.to_review = True
    page.full_clean()
    page.save_revision().publish()
    ledger.add(name)


def _text_counts(page: Page) -> list[int]:
    streams = [(field, getattr(page, field.name).get_prep_value()) for field in stream_fields(page)]
    return [len(list(texts_in(field.name, field.stream_block, raw))) for field, raw in streams]


def _is_edited(page: Page) -> bool:
    return page.revisions.filter(user__isnull=False).exists()


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
