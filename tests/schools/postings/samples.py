"""Sample postings and files for tests of the tracker."""

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject, read_object

from media.models import SiteDocument
from schools.models import Posting, Requirement, School
from schools.register.school_year import school_year
from tests.schools import people

LINES = "This report says how the school does, and who answers for it."


def requirement(code="sarc") -> Requirement:
    return Requirement.objects.get(code=code)


def school(slug="gertz-ressler") -> School:
    return School.objects.get(slug=slug)


def pdf(*, tagged=True, title="A report", language="en", text=LINES, pages=1) -> bytes:
    """An accessible PDF file, without the features that are turned off."""
    writer = PdfWriter()
    for _n in range(pages):
        page = writer.add_blank_page(612, 792)
        font = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        page.update(_parsed(f"<< /Resources << /Font << /F1 << {font} >> >> >> >>"))
        content = StreamObject()
        content.set_data(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    root = writer._root_object
    if tagged:
        root.update(_parsed("<< /MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot /K [] >> >>"))
    if language:
        root[NameObject("/Lang")] = TextStringObject(language)
    writer.metadata = {"/Title": title} if title else None
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _parsed(text: str) -> DictionaryObject:
    return read_object(BytesIO(text.encode()), None)


def document(name="report.pdf", content=None, **fields) -> SiteDocument:
    """A document of the library, created through its form."""
    made = SiteDocument(title="A report", file=ContentFile(content or pdf(), name=name), **fields)
    made._set_document_file_metadata()
    made.save()
    return made


def post(code="sarc", slug="gertz-ressler", *, days=200, **fields) -> Posting:
    """A posting of today in English, due again in `days`; a file unless `fields` differ. Without `slug`, the
    network's."""
    if not {"document", "page", "url", "contact", "not_applicable"} & fields.keys():
        fields["document"] = document()
    today = timezone.localdate()
    values = {"school_year": school_year(today), "languages": ["en"], "next_check": today + timedelta(days=days)}
    made = Posting(requirement=requirement(code), school=school(slug) if slug else None, **{**values, **fields})
    made.full_clean()
    made.save()
    return made


def answers(**fields) -> dict:
    """What people enter to post something."""
    return {"school_year": school_year(timezone.localdate()), "languages": ["en"], "replaces": "on", **fields}


def person(role="Listings manager", name="keeper", **fields):
    return people.person(name, *filter(None, [role]), **fields)
