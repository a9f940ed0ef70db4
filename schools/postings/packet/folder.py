"""The proof packet as a ZIP folder: the PDF, the list that was signed, the documents, and their checksums.

It is written to a temporary file, a piece at a time, so memory does not grow with the documents. They are not
compressed, because PDF files already are. `LARGEST` keeps it within the time of a request.
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from zipfile import ZipFile

from django.utils.translation import gettext as _

from schools.postings.models import Posting, SignOff

from .packet import Packet
from .pdf import pdf

PIECE = 1 << 20
LARGEST = 200 << 20
ENDING = re.compile(r"\.[a-z0-9]{1,5}")


def folder(packet: Packet, sign_offs: Iterable[SignOff]):
    """Return the ZIP file, open at its start. `sha256sum --check SHA256SUMS.txt` checks the unpacked folder."""
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    sums, found = {}, {}
    with ZipFile(file, "w") as archive:
        for name, posting in _documents(packet):
            digest = _copy(archive, name, posting)
            found[posting.pk] = (name if digest else "", _check(posting, digest))
            sums |= {name: digest} if digest else {}
        for name, content in (("proof-packet.pdf", pdf(packet, sign_offs, found)), ("list.json", packet.record())):
            archive.writestr(name, content)
            sums[name] = sha256(content).hexdigest()
        archive.writestr("SHA256SUMS.txt", "".join(f"{digest}  {name}\n" for name, digest in sums.items()))
    file.seek(0)
    return file


def size(packet: Packet) -> int:
    """Return the bytes of all documents for the folder, as the library knows them."""
    return sum(posting.document.file_size or 0 for _name, posting in _documents(packet))


def _documents(packet: Packet) -> Iterable[tuple[str, Posting]]:
    """Yield the documents that the public can read, with names made of the requirement's code and a number."""
    for line in packet.lines:
        readable = [posting for posting in line.postings if posting.document_id and posting.can_be_read]
        for number, posting in enumerate(readable, start=1):
            ending = PurePosixPath(posting.document.filename).suffix.lower()
            yield f"documents/{line.requirement.code}-{number}{ending if ENDING.fullmatch(ending) else ''}", posting


def _copy(archive: ZipFile, name: str, posting: Posting) -> str:
    """Copy the document into the archive. Return its SHA-256, or "" if the library has lost the file."""
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
