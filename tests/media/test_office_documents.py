"""Documents that Office programs, LibreOffice, Google, and libraries write come in."""

import gzip
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from media.uploads.checks import check_document
from media.uploads.office_package import VML
from tests.cases import cases
from tests.hostile.files import package, pdf, picture
from tests.hostile.office import document, field, mark, paragraphs

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
EMF = b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(60)
WMF = b"\xd7\xcd\xc6\x9a" + bytes(60)
DRAWN = """<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>"""
NOTE = f'<xml xmlns:v="{VML}"><v:textbox><div><font>One<br>Two<BR></font></div></v:textbox></xml>'
MAIN_2009 = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
CHECKBOX = f'<formControlPr {MAIN_2009} objectType="CheckBox" checked="Checked" fmlaLink="$A$1" lockText="1"/>'
FRACTION = """<m:f xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">
<m:num><m:f><m:t>|x|</m:t></m:f></m:num><m:den><m:t>1</m:t></m:den></m:f>"""

REFERENCES = """<s><f>SUM(Table1[A|B])</f><f>Table1[[#This Row],[Call (mobile)]]</f><f>Table1['#x]&amp;"[|"</f>
<f>'[1]A|B'!A1+Table1[it''s|x]</f></s>"""


def related(program: str) -> str:
    """The relationships that a program writes."""
    kinds = (kind for name, kind in cases(__file__, "office_relationships.csv") if name == program)
    lines = (f'<Relationship Id="r{number}" Type="{kind}" Target="a.xml"/>' for number, kind in enumerate(kinds))
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def by_openpyxl() -> bytes:
    book, buffer = Workbook(), BytesIO()
    sheet = book.active
    sheet.append([1, "=SUM(A1:A9)", '="a|b"&A1'])
    sheet["A2"].comment, sheet["A3"].hyperlink = Comment("Look", "Ana"), "https://www.example.org/"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=1))
    sheet.add_chart(chart, "C3")
    sheet.add_image(Image(BytesIO(picture())), "E9")
    book.save(buffer)
    return buffer.getvalue()


def by_xlsxwriter() -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_dynamic_array_formula("B1", "=SORT(A1:A3)")
        sheet.embed_image("D4", "a.png", {"image_data": BytesIO(picture())})
        sheet.write_comment("A2", "Look")
        sheet.add_table("F1:G5")
        sheet.data_validation("A9", {"validate": "list", "source": ["a|b", "c"]})
    return buffer.getvalue()


def office(kind, **parts) -> tuple[str, bytes]:
    return kind, package(kind, **parts)


def text(*runs) -> tuple[str, bytes]:
    return "docx", document(*runs)


DOCUMENTS = {
    "openpyxl": ("xlsx", by_openpyxl()),
    "XlsxWriter": ("xlsx", by_xlsxwriter()),
    "Word": office(
        "docx",
        _rels___dot_rels=related("all"),
        word___rels__document_dot_xml_dot_rels=related("Word"),
        word__media__image1_dot_emf=EMF,
        word__fonts__font1_dot_odttf=bytes(range(256)),
        docProps__thumbnail_dot_jpeg=picture("JPEG"),
        customXml__item1_dot_xml='<a><image src="a.png"/></a>',  # data of another program
        word__footer1_dot_xml=paragraphs(field("PAGE \\* MERGEFORMAT")),
    ),
    "Excel": office(
        "xlsx",
        _rels___dot_rels=related("all"),
        xl___rels__workbook_dot_xml_dot_rels=related("Excel"),
        xl__printerSettings__printerSettings1_dot_bin="HP LaserJet".encode("utf-16-le"),
        xl__drawings__vmlDrawing1_dot_vml=f'<xml xmlns:v="{VML}"><v:fill color2="#ffffe1"/></xml>',
    ),
    "Google Sheets": office("xlsx", xl__metadata=b"\x0a\x04\x08\x01", xl__worksheets__sheet1_dot_xml="<a/>"),
    "PowerPoint": office(
        "pptx",
        ppt___rels__presentation_dot_xml_dot_rels=related("PowerPoint"),
        ppt__media__media1_dot_mp4=b"\x00\x00\x00\x18ftypmp42" + bytes(60),
        ppt__embeddings__Microsoft_Excel_Sheet_dot_xlsx=package("xlsx"),
        ppt__slides__slide1_dot_xml='<p xmlns:a="a"><a:hlinkClick action="ppaction://hlinksldjump"/></p>',
    ),
    "fields": text(
        field(" TOC \\o "),
        field('HYPERLINK "https://www.example.org/"', field(" PAGEREF _Toc1 \\h ")),
        f"{mark('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>{mark('separate')}{field('DATE')}{mark('end')}",
        field("= 1 + 1"),
        field('ADDIN ZOTERO_ITEM CSL_CITATION {"a": "b|c"}'),
        '<w:fldSimple w:instr=" NUMPAGES "/>',
        "<w:t>Write DDEAUTO to start a program.</w:t>",
    ),
    "fields that start when the keyword has ended": text(
        field("=", field("NUMPAGES"), "-1"), field("IF ", field("PAGE"), "=1"), field("REF\\h", field("PAGE"))
    ),
    "an equation": text(FRACTION),
    "form controls": office(
        "xlsx",
        xl__ctrlProps__ctrlProp1_dot_xml=CHECKBOX,
        xl__worksheets__sheet1_dot_xml='<worksheet><controlPr macro="" defaultSize="0"/></worksheet>',
        xl__drawings__vmlDrawing1_dot_vml=NOTE,
    ),
    "old and new drawings": office(
        "docx",
        word__media__image1_dot_pdf=pdf(),
        word__media__image2_dot_wmz=gzip.compress(WMF),
        word__media__image3_dot_emz=gzip.compress(EMF),
        word__media__image4_dot_svg=DRAWN,
    ),
    "references to the columns of tables": office("xlsx", xl__worksheets__sheet1_dot_xml=REFERENCES),
}


@pytest.mark.parametrize("program", DOCUMENTS)
def test_what_office_programs_write_comes_in(program):
    kind, content = DOCUMENTS[program]
    check_document(SimpleUploadedFile(f"a.{kind}", content))
