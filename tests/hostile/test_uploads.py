"""No upload form accepts files that are not what their name says, or that could harm the person who opens them."""

from itertools import product

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from media.models import SiteDocument, SiteImage
from tests.schools.people import person

from . import files, office
from .upload_forms import DOCUMENT_DOORS, PICTURE_DOORS, TITLE, account_form, asked, document_form, picture_form, upload

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
NO_OFFICE = "This file is damaged, or it is not an Office document"
DAMAGED, ANIMATED = "This picture is damaged or incomplete", "This picture is animated."
HARMFUL = "This PDF file contains scripts or starts programs"
OPENS, HOLDS = "This PDF file opens a web page or another file", "This PDF file contains other files"
NOTE, LOADS_PAGES = "/FileAttachment", "This PDF file loads parts of its pages from other files"
PICTURES = {  # what it is: its name, its content, and the expected message
    "SVG as PNG": ("a.png", files.SVG, "This is an SVG drawing, which may hold scripts. Save it as a JPEG or PNG"),
    "SVG": ("a.svg", files.SVG, "Choose a picture of one of these types: AVIF"),
    "HTML as PNG": ("a.png", files.HTML, "This is a web page. Save it as a JPEG or PNG"),
    "HTML with a PNG in it": ("a.png", files.HTML + files.picture(), "This is a web page."),
    "EXE as JPEG": ("a.jpg", files.EXE, "This is a Windows program."),
    "PDF as WebP": ("a.webp", files.pdf(), "This is a PDF file."),
    "archive as GIF": ("a.gif", files.archive(a="a"), "This is an archive of files."),
    "JPEG as PNG": ("a.png", files.picture("JPEG"), "This is a JPEG picture under another name. Rename it to “a.jpg”"),
    "PNG as AVIF": ("a.avif", files.picture(), "Rename it to “a.png”"),
    "noise as PNG": ("a.png", bytes(range(256)) * 9, "This is not a picture"),
    "nothing as PNG": ("a.png", b"", "The submitted file is empty."),
    "half a JPEG": ("a.jpg", files.picture("JPEG", (900, 900))[:900], DAMAGED),
    "GIF and JavaScript, no picture": ("a.gif", b"GIF89a/*" + bytes(30) + b"*/=1;alert(1)", "This picture is damaged"),
    "PNG of 50,000 × 50,000 in 200 bytes": ("a.png", files.png_that_claims(50_000, 50_000), "too many pixels"),
    "GIF of 50 frames": ("a.gif", files.animated(50, (1000, 1000)), ANIMATED),
    "animated PNG": ("a.png", files.animated(2, (9, 9), "PNG"), ANIMATED),
    "animated WebP": ("a.webp", files.animated(2, (9, 9), "WEBP"), ANIMATED),
    "TIFF of two pages": ("a.tif", files.animated(2, (9, 9), "TIFF"), "This TIFF file has several pages."),
    "TIFF of 50,000 × 50,000": ("a.tif", files.tiff_that_claims(50_000, 50_000), "too many pixels"),
    "HEIC of 50,000 × 50,000": ("a.heic", files.heic_that_claims(50_000, 50_000), "too many pixels"),
    "HEIC larger than it claims": ("a.heic", files.heic_that_claims(40, 30), DAMAGED),
    "half a HEIC": ("a.heic", files.picture("HEIF", (900, 900))[:500], DAMAGED),
    "half a TIFF": ("a.tif", files.picture("TIFF", (900, 900))[:2000], DAMAGED),
    "JPEG as HEIC": ("a.heic", files.picture("JPEG"), "Rename it to “a.jpg”"),
    "SVG as TIFF": ("a.tif", files.SVG, "This is an SVG drawing, which may hold scripts."),
    "21 MB": ("a.png", files.picture() + bytes(21 * 2**20), "This file is too big"),
    "two endings": ("a.png.exe", files.EXE, "Choose a picture of one of these types: AVIF"),
}
DOCUMENTS = {
    "EXE as PDF": ("a.pdf", files.EXE, "This is a Windows program, not a PDF file as its name says."),
    "ELF as TXT": ("a.txt", files.ELF, "This is a program, not plain text as its name says."),
    "EXE": ("a.exe", files.EXE, "File extension “exe” is not allowed."),
    "EXE as PDF, two endings": ("a.pdf.exe", files.EXE, "File extension “exe” is not allowed."),
    "HTML": ("a.html", files.HTML, "File extension “html” is not allowed."),
    "HTML before a PDF": ("a.pdf", files.HTML + files.pdf(), "This is a web page, not a PDF file"),
    "HTML as CSV": ("a.csv", files.HTML, "This is a web page, not a table (CSV)"),
    "HTML as TXT, after NUL": ("a.txt", b" \n\0<!-- a --> b -->" + files.HTML, "This is a web page, not plain"),
    "HTML as TXT, after <?xml>": ("a.txt", b"<?xml version='1.0'?>" + files.HTML, "This is a web page, not plain"),
    "SVG as TXT": ("a.txt", files.SVG, "This is an SVG drawing, which may hold scripts, not plain text"),
    "script as TXT": ("a.txt", b"#!/bin/sh\nrm -rf /", "This is a script, not plain text"),
    "binary as CSV": ("a.csv", b"a,b\n\x00\x01\x02", "This is not a table (CSV), although its name says so."),
    "binary after 100 kB of text": ("a.csv", b"a,b\n" * 25_000 + b"\x00", "This is not a table (CSV)"),
    "CSV in UTF-16": ("a.csv", "a,b".encode("utf-16"), "This text is in UTF-16"),
    "half a PDF": ("a.pdf", files.pdf()[:200], "This PDF file is damaged."),
    "PDF with a password": ("a.pdf", files.pdf(password="secret"), "This PDF file has a password"),
    "PDF with JavaScript": ("a.pdf", files.pdf(script=True), HARMFUL),
    "PDF that starts a program": ("a.pdf", files.pdf(launch=True), HARMFUL),
    "PDF that starts it by a reference": ("a.pdf", files.pdf_of("<</S 5 0 R /F (calc.exe)>>", "/Launch"), HARMFUL),
    "by two references": (
        "a.pdf",
        files.pdf_of("<</S 5 0 R /F (a)>>", "6 0 R", "/Launch"),
        "This PDF file is damaged.",
    ),
    **{f"PDF with {what}": ("a.pdf", content, OPENS) for what, content in files.STARTING.items()},
    "PDF that goes to a page, then runs JavaScript": (
        "a.pdf",
        files.pdf_of("<</S /GoTo /D [3 0 R /Fit] /Next [<</S /JavaScript /J (x)>>]>>"),
        HARMFUL,
    ),
    "PDF that fetches form data as it is opened": ("a.pdf", files.pdf_of("<</S /ImportData /F (data.fdf)>>"), HARMFUL),
    "PDF with a file as a note": ("a.pdf", files.pdf_of("<</Type 5 0 R /Subtype 6 0 R>>", "/Annot", NOTE), HOLDS),
    **{f"PDF with {what}": ("a.pdf", content, LOADS_PAGES) for what, content in files.LOADING.items()},
    "PDF with an EXE attached": ("a.pdf", files.pdf(attached=True), HOLDS),
    "ZIP as DOCX": ("a.docx", files.archive(a="a"), NO_OFFICE),
    "ZIP as PDF": ("a.pdf", files.archive(a="a"), "This is an archive of files, not a PDF file"),
    "EXE as XLSX": ("a.xlsx", files.EXE, "This is a Windows program, not a workbook (XLSX)"),
    "DOC or encrypted DOCX": ("a.docx", files.OLE, "This file has a password or is in a format from before"),
    "XLSX as DOCX": ("a.docx", files.workbook(), "This file is of another type, not a Word document (DOCX)"),
    "DOCM as DOCX": ("a.docx", files.package(content_type=office.DOCM), office.MACROS),
    "DOCX with vbaProject.bin": ("a.docx", files.package(word__vbaProject_dot_bin=b"x"), office.MACROS),
    "XLSX with ActiveX": ("a.xlsx", files.package("xlsx", xl__activeX__activeX1_dot_bin=b"x"), office.OBJECT),
    "PPTX with an OLE object": ("a.pptx", files.package("pptx", ppt__embeddings__o_dot_bin=b"x"), office.OBJECT),
    "macros in a workbook in it": ("a.docx", files.package(word__embeddings__b_dot_xlsx=office.XLSM), office.MACROS),
    "DOCX that fetches a template": ("a.docx", office.settings("attachedTemplate"), office.LOADS),
    **{f"DOCX with {what}": ("a.docx", content, office.FIELD) for what, content in office.FIELDS.items()},
    **{
        f"{kind.upper()} with {what}": (f"a.{kind}", content, said)
        for (kind, what), (content, said) in office.PARTS.items()
    },
    "XML bomb in a DOCX (a billion laughs)": ("a.docx", files.package(main=files.LAUGHS), office.DECLARES),
    "XML that reads /etc/passwd": ("a.docx", files.package(main=files.FILE_READ), office.DECLARES),
    "the same in UTF-16": ("a.docx", files.package(main=files.FILE_READ[21:].encode("utf-16")), office.DECLARES),
    "the same behind a comment of 70 kB": ("a.docx", files.package(main=files.LATE), office.DECLARES),
    "a part without an element": ("a.docx", files.package(main=""), NO_OFFICE),
    "XML bomb in the list of types": ("a.docx", files.TYPES_BOMB, office.DECLARES),
    "ZIP bomb, 20 MB in 20 kB": ("a.docx", files.BOMB, "This file would expand to many times its size"),
    "DOCX of 5,001 parts": ("a.docx", files.MANY_PARTS, "This file is too complex to check"),
    "DOCX with ../ in a part's name": ("a.docx", files.package(**{"..__..__etc__cron_dot_xml": "<a/>"}), NO_OFFICE),
    "21 MB": ("a.txt", b"a" * 21 * 2**20, "This file is too big"),
}
PORTRAITS = {
    "SVG as PNG": ("a.png", files.SVG, "This is an SVG drawing"),
    "PostScript": ("a.eps", files.POSTSCRIPT, "Choose a picture of one of these types: JPEG"),
    "PNG of 9,000 × 9,000": ("a.png", files.png_that_claims(9_000, 9_000), "too many pixels"),
    "6 MB": ("a.png", files.picture() + bytes(6 * 2**20), "This file is too big"),
}
TABLES = {
    "EXE as XLSX": ("a.xlsx", files.EXE, "This is a Windows program, not a workbook (XLSX)"),
    "HTML as CSV": ("a.csv", files.HTML, "This is a web page, not a table (CSV)"),
    "binary as TSV": ("a.tsv", b"a\tb\n\x00", "This is not a table (CSV)"),
    "ZIP bomb as XLSX": ("a.xlsx", files.package("xlsx", xl__a_dot_bin=bytes(20 * 2**20)), "too complex to check"),
    "XML bomb in an XLSX": ("a.xlsx", files.package("xlsx", main=files.LAUGHS), office.DECLARES),
    "6 MB": ("a.csv", b"a,b\n" * 1_600_000, "This file is too big"),
}


@pytest.fixture
def library(settings, tmp_path):
    """What is stored: files below MEDIA_ROOT, without generated ones, and rows."""
    root = settings.MEDIA_ROOT = tmp_path / "media"

    def kept() -> dict[str, int]:
        found = {
            "files": sum(path.is_file() and path.parent.name != "images" for path in root.rglob("*")),
            "pictures": SiteImage.objects.count(),
            "documents": SiteDocument.objects.count(),
            "uploads": UploadedFile.objects.count(),
            "redirects": Redirect.objects.count(),
        }
        return {name: number for name, number in found.items() if number}

    return kept


@pytest.mark.parametrize(
    ("kind", "what"), [*(("picture", what) for what in PICTURES), *(("document", what) for what in DOCUMENTS)]
)
def test_no_form_takes_a_file_that_is_something_else_or_does_harm(kind, what):
    files_of, form, data = {
        "picture": (PICTURES, get_image_form(SiteImage), picture_form),
        "document": (DOCUMENTS, get_document_form(SiteDocument), document_form),
    }[kind]
    *file, said = files_of[what]
    user = get_user_model().objects.create_superuser("admin")
    found = form(data(None), {"file": upload(*file)}, user=user).errors["file"]
    assert [said in one for one in found] == [True]


@pytest.mark.parametrize(
    ("kind", "door"), [*product(["picture"], PICTURE_DOORS), *product(["document"], DOCUMENT_DOORS)]
)
def test_every_door_uses_that_form(admin_client, library, picture, kind, door):
    doors, (*file, said) = {
        "picture": (PICTURE_DOORS, PICTURES["EXE as JPEG"]),
        "document": (DOCUMENT_DOORS, DOCUMENTS["PDF with JavaScript"]),
    }[kind]
    if door == "replace":
        picture()
        SiteDocument.objects.create(title="Old", file=upload("old.txt", b"old"))
    address, form = doors[door]
    before = library()
    response, text = asked(admin_client, "post", address(), form(upload(*file)))
    assert response.status_code == 200
    assert text.count(said) == 1  # shown once
    assert library() == before
    if door != "add several":  # the title is asked for later there
        assert f'value="{TITLE}"' in text


def test_portraits_must_be_pictures(client, library):
    client.force_login(person("paula", "Publisher", last_name="Old"))
    before = library()
    for what, (name, content, said) in PORTRAITS.items():
        _response, text = asked(client, "post", reverse("wagtailadmin_account"), account_form(upload(name, content)))
        assert said in text, what
        assert library() == before
        assert 'value="Typed"' in text


def test_lists_of_redirects_must_be_tables(admin_client, library):
    address, before = reverse("wagtailredirects:start_import"), library()
    for what, (name, content, said) in TABLES.items():
        _response, text = asked(admin_client, "post", address, {"import_file": upload(name, content)})
        assert said in text, what
        assert library() == before


GOOD = [
    *((f"photo.{kind.lower()}", files.picture(kind)) for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF")),
    ("a.pdf", files.pdf()),
    ("A.PDF", files.pdf()),
    ("a.pdf", files.pdf_of("<</S 5 0 R /D [3 0 R /Fit]>>", "/GoTo")),
    ("a.pdf", files.pdf_of("[3 0 R /Fit]", page=f"/AA <</O {files.GO_TO}>>")),
    ("link.pdf", files.pdf_of(files.GO_TO, page=f"/Annots [<</Subtype /Link /Rect [0 0 9 9] /A {files.LINK}>>]")),
    ("button.pdf", files.pdf_of(files.GO_TO, page=f"/Annots [<</Subtype /Widget /AA <</U {files.LINK}>> >>]")),
    ("not-printed.pdf", files.pdf(owner="owner")),
    ("refers.pdf", files.pdf_of(files.GO_TO, "<</Type /StructElem /S /P /Ref [3 0 R]>>", page="/X 5 0 R")),
    ("a.docx", files.package()),
    ("a.docx", files.package(word__embeddings__chart_dot_xlsx=files.workbook())),
    ("a.docx", files.package(word___rels__document_dot_xml_dot_rels=files.relationship("hyperlink"))),
    ("a.xlsx", files.workbook()),
    ("a.pptx", files.package("pptx")),
    ("a.csv", b"name,grade\nRen\xc3\xa9e,9\n"),
    ("a.csv", b"\xef\xbb\xbfname,grade\nRen\xc3\xa9e,9\n"),
    ("a.csv", "name\nRenée – 9".encode("windows-1252")),
    ("a.txt", b"Grades 6 < 9 and <some> words"),
]


def test_files_from_honest_people_are_accepted_and_stored_as_they_are(admin_user, library):
    for name, content in GOOD:
        form, data = (
            (get_image_form(SiteImage), picture_form)
            if name.startswith("photo")
            else (get_document_form(SiteDocument), document_form)
        )
        made = form(data(None), {"file": upload(name, content)}, user=admin_user)
        assert not made.errors, name
        with made.save().file.open() as stored:
            assert stored.read() == content, name


def test_a_portrait_loses_its_location(client, library):
    user = person("paula", "Publisher", last_name="Old")
    client.force_login(user)
    content = files.located()
    assert files.SECRET in content
    address = reverse("wagtailadmin_account")
    assert client.post(address, account_form(upload("me at home.jpg", content))).status_code == 302
    avatar = UserProfile.objects.get(user=user).avatar
    kept = avatar.read()
    assert (avatar.width, avatar.height) == (400, 215)
    assert files.SECRET not in kept
    assert b"Exif" not in kept
    assert "home" not in avatar.name


def test_a_picture_with_a_script_is_served_as_pixels_only(admin_client, client, library):
    """A picture with a script after its data is stored as uploaded, but only its pixels are served."""
    address, form = PICTURE_DOORS["add"]
    content = files.picture("GIF") + b"/*<script>alert(1)</script>*/"
    assert admin_client.post(address(), form(upload("a.gif", content))).status_code == 302
    image = SiteImage.objects.get()
    for spec in ("original", "width-20", "width-20|format-webp"):
        assert b"script" not in image.get_rendition(spec).file.read()
    assert client.get(image.file.url).status_code == 404


def test_every_form_with_a_file_is_tested():
    """If you add one, check what it accepts and add it to the tables above."""
    known = {  # and what is generated from them
        "media.forms.ImageForm",
        "media.forms.DocumentForm",
        "wagtail.admin.forms.account.AvatarPreferencesForm",
        "wagtail.contrib.redirects.forms.ImportForm",
        "schools.exchange.views.UploadForm",  # read within limits and never served: tests/schools/exchange
        "schools.state_data.views.StateFileForm",  # the same
        "pages.translation.views.FileForm",  # the same: tests/pages/translation
        "schools.postings.forms.PostForm",  # saves through DocumentForm
    }
    get_image_form(SiteImage), get_document_form(SiteDocument)
    found = set()
    for form in subclasses(forms.BaseForm):
        fields = getattr(form, "base_fields", {})
        if any(isinstance(field, forms.FileField) for field in fields.values()):
            names = {f"{base.__module__}.{base.__qualname__}" for base in form.__mro__}
            found |= (names & known) or {f"{form.__module__}.{form.__qualname__}"}
    assert found - {"wagtail.images.forms.BaseImageForm"} == known


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_errors_of_several_uploads_are_escaped(admin_client, library):
    address, form = DOCUMENT_DOORS["add several"]
    response = admin_client.post(address(), form(upload("<img src=x>.pdf", files.EXE)))
    assert response.json()["success"] is False
    assert "<" not in response.json()["error_message"]
