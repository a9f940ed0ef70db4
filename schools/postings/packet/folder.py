"""The proof packet as a ZIP folder: the PDF, the list that was signed, the documents, and their checksums.

It is sent while it is made, a piece at a time, so neither memory nor the wait for its first byte grows with the
documents. They are not compressed, because PDF files already are. `LARGEST` keeps it within the time of a request.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from zipfile import ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import override

from schools.postings.models import Posting, SignOff

from .packet import Packet
from .pdf import pdf

PIECE = 1 << 20
LARGEST = 200 << 20
ENDING = re.compile(r"\.[a-z0-9]{1,5}")


class _Outlet:
    """The file that the archive is written to. It keeps only what was not sent yet."""

    def __init__(self):
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """`ZipFile` asks for it."""

    def take(self) -> bytes:
        content, self.pieces = b"".join(self.pieces), []
        return content


def folder(packet: Packet, sign_offs: Iterable[SignOff], language: str) -> Iterator[bytes]:
    """Yield the ZIP file in pieces. `sha256sum --check SHA256SUMS.txt` checks the unpacked folder."""
    outlet, digests = _Outlet(), {}
    documents = list(_documents(packet))
    with ZipFile(outlet, "w") as archive:
        for name, posting in documents:
            digests[name] = yield from _copy(archive, outlet, name, posting)
        with override(language):
            found = {
                posting.pk: (name if digests[name] else "", _check(posting, digests[name]))
                for name, posting in documents
            }
            own = {"proof-packet.pdf": pdf(packet, sign_offs, found), "list.json": packet.record()}
        for name, content in own.items():
            archive.writestr(name, content)
            digests[name] = sha256(content).hexdigest()
        sums = "".join(f"{digest}  {name}\n" for name, digest in digests.items() if digest)
        archive.writestr("SHA256SUMS.txt", sums)
    yield outlet.take()


def size(packet: Packet) -> int:
    """Return the bytes of all documents for the folder, as the library knows them."""
    return sum(posting.document.file_size or 0 for _name, posting in _documents(packet))


def _documents(packet: Packet) -> Iterable[tuple[str, Posting]]:
    """Yield the documents that the public can read, with names made of the requirement's code and a number."""
    for place, lines in (("documents", packet.lines), ("documents/network", packet.network)):
        for line in lines:
            readable = [posting for posting in line.postings if posting.document_id and posting.can_be_read]
            for number, posting in enumerate(readable, start=1):
                ending = PurePosixPath(posting.document.filename).suffix.lower()
                name = f"{line.requirement.code}-{number}{ending if ENDING.fullmatch(ending) else ''}"
                yield f"{place}/{name}", posting


def _copy(archive: ZipFile, outlet: _Outlet, name: str, posting: Posting) -> Generator[bytes, None, str]:
    """Copy the document into the archive, in pieces. Return its SHA-256, or "" if the library has lost the file."""
    try:
        source = posting.document.file.storage.open(posting.document.file.name)
    except OSError:
        return ""
    digest = sha256()
    with source, archive.open(name, "w") as target:
        while piece := source.read(PIECE):
            digest.update(piece)
            target.write(piece)
            yield outlet.take()
    return digest.hexdigest()


def _check(posting: Posting, digest: str) -> str:
    if not digest:
        return _("The file is missing from the document library.")
    if digest != posting.file_hash:
        return _("The file differs from the one that was posted.")
    return _("The file is the one that was posted.")
