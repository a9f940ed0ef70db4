"""The proof packet as a ZIP folder: the PDF, the list that was signed, the documents, and their checksums.

The folder is made in a file that disappears after it was sent, so memory does not grow with the documents. They are not
compressed, because PDF files already are. `LARGEST` keeps it within the time of a request.
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZipFile

from django.core.files.temp import NamedTemporaryFile
from django.utils.translation import gettext as _

from schools.postings.models import Posting, SignOff

from .packet import Packet
from .pdf import pdf

PIECE = 1 << 20
LARGEST = 200 << 20
ENDING = re.compile(r"\.[a-z0-9]{1,5}")


def folder(packet: Packet, sign_offs: Iterable[SignOff]) -> IO[bytes]:
    """Return the ZIP file, open. `sha256sum --check SHA256SUMS.txt` checks the unpacked folder."""
    file, files = NamedTemporaryFile(), {}
    with ZipFile(file, "w") as archive:
        documents = list(_documents(packet))
        digests = {name: _copy(archive, name, posting) for name, posting in documents}
        for name, posting in documents:
            files[posting.pk] = (name if digests[name] else "", _check(posting, digests[name]))
        own = {"proof-packet.pdf": pdf(packet, sign_offs, files), "list.json": packet.record()}
        for name, content in own.items():
            archive.writestr(name, content)
            digests[name] = sha256(content).hexdigest()
        sums = "".join(f"{digest}  {name}\n" for name, digest in digests.items() if digest)
        archive.writestr("SHA256SUMS.txt", sums)
    file.seek(0)
    return file


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


def _copy(archive: ZipFile, name: str, posting: Posting) -> str:
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
    return digest.hexdigest()


def _check(posting: Posting, digest: str) -> str:
    if not digest:
        return _("The file is missing from the document library.")
    if digest != posting.file_hash:
        return _("The file differs from the one that was posted.")
    return _("The file is the one that was posted.")
