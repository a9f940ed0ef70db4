"""Render one address through the site itself, with every middleware, as a visitor without a cookie gets it.

Documents are copied as uploaded instead: reading all of them after every change would take longer than everything else
together.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from hashlib import sha256
from io import BytesIO
from urllib.parse import urlsplit

from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.db import DatabaseError
from django.test import RequestFactory
from wagtail.models import Site
from wagtail.utils.file import hash_filelike

from toolkit.published_copy import archive
from toolkit.published_copy.contents import contents

LINK = re.compile(rb'<a\s[^<>]*?href="(/[^"?#]*)')


class NotPublic(Exception):
    """The site does not serve this address to everyone, or not now."""


class Broken(Exception):
    """The site fails to answer."""


@dataclass(frozen=True)
class Rendered:
    body: bytes
    content_type: str

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()

    def is_same(self, content: bytes | None) -> bool:
        return content == self.body

    def since(self, now: datetime) -> datetime:
        """Return when this content began."""
        return now

    @property
    def links(self) -> list[str]:
        """The addresses of the site that a page links to."""
        if not self.content_type.startswith("text/html"):
            return []
        return sorted({link.decode() for link in LINK.findall(self.body)})


def render(site: Site, path: str) -> Rendered:
    """Return the response of `path` for everyone.

    Raises Broken for a server error. Raises NotPublic for any other status than 200, for a response that sets a cookie,
    and for one that cannot be cached by everyone.
    """
    root = urlsplit(site.root_url)
    request = RequestFactory().get(path, secure=root.scheme == "https", headers={"host": root.netloc})
    response = _handler().get_response(request)
    # Do not close the response: Django would end the request and close the database session that holds the lock.
    if response.status_code >= 500:
        raise Broken(f"{path} returns status {response.status_code}")
    if response.status_code != 200:
        raise NotPublic(f"{path} returns status {response.status_code}")
    if response.cookies:
        raise NotPublic(f"{path} sets a cookie")
    if "public" not in (word.strip() for word in response.get("Cache-Control", "").split(",")):
        raise NotPublic(f"the Cache-Control header of {path} is not public")
    return Rendered(response.getvalue(), response["Content-Type"])


def clear_caches() -> None:
    """Clear this process's caches of the site, because another process may have changed it."""
    caches["renditions"].clear()
    Site.clear_site_root_paths_cache()


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


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
        return now if archive.history(self.document.url).exists() else self.document.created_at


def document_files() -> dict[str, DocumentFile]:
    """Return all public documents by address."""
    return {document.url: DocumentFile(document) for document in contents().documents()}
