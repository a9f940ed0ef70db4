"""Public documents in the copy, so that they are there while the application is not.

They are written as they were uploaded. The site is not asked for them as for pages: a list of what each contains is
kept already, and to read them all after every change would take longer than everything else together.
"""

from datetime import datetime
from functools import cached_property
from io import BytesIO

from django.db import DatabaseError
from wagtail.utils.file import hash_filelike

from . import archive
from .contents import contents
from .render import Broken


class Posted:
    """What `document` gives to whoever downloads it. Whatever needs its file raises Broken if that is lost."""

    links = ()

    def __init__(self, document):
        self.document = document
        self.content_type = document.content_type

    @property
    def digest(self) -> str:
        """As Wagtail notes it when the file is uploaded: SHA-1, hexadecimal."""
        return self.document.file_hash or hash_filelike(BytesIO(self.body))

    @cached_property
    def body(self) -> bytes:
        try:
            with self.document.file.open("rb") as file:
                return file.read()
        except DatabaseError:
            raise
        except Exception as error:  # each storage has its own
            raise Broken(f"The file of {self.document.url} cannot be read: {error}") from error

    def is_same(self, content: bytes | None) -> bool:
        return content is not None and hash_filelike(BytesIO(content)) == self.digest

    def since(self, now: datetime) -> datetime:
        """From when on it says this: a new one since it was uploaded, a replaced one from now on."""
        return now if archive.first(self.document.url) else self.document.created_at


def posted() -> dict[str, Posted]:
    """Everything that everybody may download, by address."""
    return {document.url: Posted(document) for document in contents().documents()}
