"""What a DOCX, XLSX, or PPTX file may contain (ECMA-376 and Microsoft's extensions). Anything else is refused."""


def words(*lines: str) -> set[str]:
    return {word for line in lines for word in line.split()}


MAIN = {  # content type of the main part
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}

# The endings of parts, by how their content is checked. Printer settings are `bin`, and Google's data has no ending.
XML = {"xml", "rels", "psmdcp", "svg"}
PACKED = {"wmz", "emz"}  # drawings compressed by gzip
PICTURES = PACKED | {"png", "jpg", "jpeg", "jpe", "jfif", "gif", "tif", "tiff", "bmp", "emf", "wmf", "wdp", "webp"}
FONTS = {"odttf", "fntdata", "ttf"}
RECORDINGS = {"mp3", "mp4", "m4a", "m4v", "mov", "mpg", "mpeg", "wav", "wma", "wmv", "avi", "aif", "aiff", "mid"}
PLAIN = FONTS | RECORDINGS | {"sigs"}
PRINTER, GOOGLE = "/printersettings/", {"xl/metadata", "ppt/metadata", "word/metadata"}

# The last part of the type of each relationship that Office programs, LibreOffice, and Google write for what is in the
# document itself. Objects, controls, macros, add-ins, chunks of other formats, templates, other workbooks, connections,
# and queries are not here.
RELATIONSHIPS = words(
    # of packages
    "officeDocument core-properties extended-properties extendedProperties custom-properties customProperties "
    "thumbnail origin signature certificate classificationlabels customXml customXmlProps hyperlink image svg "
    "hdphoto theme themeOverride font fontTable video audio media package tags inkXml ink",
    # of drawings and charts
    "drawing vmlDrawing legacyDrawingHF chart chartEx chartUserShapes chartStyle chartColorStyle diagramData "
    "diagramLayout diagramQuickStyle diagramColors diagramDrawing",
    # of text
    "styles stylesWithEffects settings webSettings numbering footnotes endnotes header footer comments "
    "commentsExtended commentsIds commentsExtensible people glossaryDocument documenttasks",
    # of workbooks
    "worksheet chartsheet sharedStrings calcChain table pivotTable pivotCacheDefinition pivotCacheRecords "
    "printerSettings sheetMetadata threadedComment person slicer slicerCache timeline timelineCache "
    "customProperty namedSheetView FeaturePropertyBag richValueRel richStyles rdRichValue rdRichValueStructure "
    "rdRichValueTypes rdArray rdSupportingPropertyBag rdSupportingPropertyBagStructure revisionHeaders "
    "revisionLog usernames workbookmetadata ctrlProp xmlMaps tableSingleCells",
    # of presentations
    "slide slideLayout slideMaster notesSlide notesMaster handoutMaster presProps viewProps tableStyles "
    "commentAuthors authors changesInfo revisionInfo presentationmetadata",
)
# Why the others are refused: a key of `checks.OFFICE_REFUSALS`, if it is not “objects”.
REASONS = {
    **dict.fromkeys(
        ("vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet", "keyMapCustomizations"), "macros"
    ),
    **dict.fromkeys(
        words(
            "attachedTemplate externalLink externalLinkPath connections queryTable subDocument frame "
            "mailMergeSource mailMergeHeaderSource recipientData"
        ),
        "loads",
    ),
    **dict.fromkeys(("webextensiontaskpanes", "webextension"), "add_in"),
}

# Fields of a text. DDE, DDEAUTO, LINK, INCLUDE…, IMPORT, DATABASE, RD, PRINT, and CONTROL are not here.
FIELDS = words(
    "ADDIN ADDRESSBLOCK ADVANCE ASK AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT AUTOTEXT AUTOTEXTLIST BARCODE "
    "BIBLIOGRAPHY BIDIOUTLINE CITATION COMMENTS COMPARE CREATEDATE DATE DISPLAYBARCODE DOCPROPERTY DOCVARIABLE "
    "EDITTIME EMBED EQ FILENAME FILESIZE FILLIN FORMCHECKBOX FORMDROPDOWN FORMTEXT GOTOBUTTON GREETINGLINE "
    "HYPERLINK IF INDEX INFO KEYWORDS LASTSAVEDBY LISTNUM MACROBUTTON MERGEBARCODE MERGEFIELD MERGEREC MERGESEQ "
    "NEXT NEXTIF NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE PRIVATE QUOTE REF REVNUM SAVEDATE "
    "SECTION SECTIONPAGES SEQ SET SHAPE SKIPIF STYLEREF SUBJECT SYMBOL TA TC TEMPLATE TIME TITLE TOA TOC "
    "USERADDRESS USERINITIALS USERNAME XE"
)
# Functions of a workbook that load something or run code.
FUNCTIONS = ("WEBSERVICE", "IMAGE", "RTD", "CALL", "REGISTER", "REGISTER.ID", "EXEC", "SQL.REQUEST", "PY")
# What a click or a touch does in a presentation, after “ppaction://”. Programs, macros, and objects are not here.
ACTIONS = ("hlinkshowjump", "hlinksldjump", "hlinkfile", "hlinkpres", "customshow", "media", "noaction")
