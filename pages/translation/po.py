"""The texts of a page as a PO file for a translation agency, and back."""

import polib
from django.conf import settings
from wagtail.rich_text import extract_references_from_rich_text

from pages.editor.rich_text import REFUSED, Converter
from pages.texts.pages import set_texts, texts_of, values_of


class UnreadableFile(Exception):
    pass


def exported(source, page) -> str:
    """Return the texts of `source` with those of its translation `page`. `msgctxt` is the path of the text.

    A text that changed since it was translated is fuzzy.
    """
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
