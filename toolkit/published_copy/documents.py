"""Public documents in the copy, so that they stay available while the application is down.

They are copied as uploaded, not requested from the site like pages: reading all of them after every change would take
longer than everything else together.
"""

from datetime import datetime
from functools import cached_property
from io import BytesIO

from django.db import DatabaseError
from wagtail.utils.file import hash_filelike

from . import archive
from .contents import contents
from .render import Broken


class DocumentFile:
    """One document, with the interface of `render.Rendered`. Raises Broken if its file is needed and lost."""

    links = ()

    def __init__(self, document):
        self.document = document
        self.content_type = document.content_type

    @property
    def digest(self) -> str:
        """SHA-1 (hexadecimal) of the file, as Wagtail stores it on upload."""
        return self.document.file_hash or hash_filelike(BytesIO(self.body))

    @cached_property
    def body(self) -> bytes:
        try:
            with self.document.file.open("rb") as file:
                return file.read()
        except DatabaseError:
            raise
        except Exception as error:  # each storage has its own exceptions
            raise Broken(f"The file of {self.document.url} cannot be read: {error}") from error

    def is_same(self, content: bytes | None) -> bool:
        return content is not None and hash_filelike(BytesIO(content)) == self.digest

    def since(self, now: datetime) -> datetime:
        """Return when this content began: at upload for a new document, now for a replaced one."""
        return now if archive.first_edition(self.document.url) else self.document.created_at


def document_files() -> dict[str, DocumentFile]:
    """Return all public documents by address."""
    return {document.url: DocumentFile(document) for document in contents().documents()}
