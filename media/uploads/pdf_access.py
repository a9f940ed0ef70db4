"""Find accessibility problems in a PDF file: keys of `media.posting_checks.WARNINGS`."""

from pathlib import PurePath

from pypdf import PdfReader

from .budget import Budget

PAGES_READ = 10  # spread over the document, enough to recognize a scan
FEWEST_LETTERS = 20  # on a page with a text layer
MADE_UP = ("microsoft word", "microsoft powerpoint", "untitled", "document1")  # how automatic titles begin
FILES = (".pdf", ".docx", ".pptx", ".xlsx", ".doc")


def read(file, budget: Budget, *languages: str) -> list[str]:
    reader, problems = PdfReader(file), []
    root = reader.trailer["/Root"]
    marked = root.get("/MarkInfo", {})
    if "/StructTreeRoot" not in root or not bool(getattr(marked.get("/Marked"), "value", marked.get("/Marked"))):
        problems.append("untagged")
    if not _has_title(reader):
        problems.append("untitled")
    language = str(root.get("/Lang") or "").strip().lower()
    if not language:
        problems.append("no-language")
    elif languages and not any(language == code or language.startswith(f"{code}-") for code in languages):
        problems.append("other-language")
    if _is_scan(reader, budget):
        problems.append("scanned")
    return problems


def _has_title(reader: PdfReader) -> bool:
    title = str((reader.metadata and reader.metadata.title) or "").strip()
    if not title and reader.xmp_metadata:
        title = next(iter((reader.xmp_metadata.dc_title or {}).values()), "").strip()
    return bool(title) and not title.lower().startswith(MADE_UP) and PurePath(title).suffix.lower() not in FILES


def _is_scan(reader: PdfReader, budget: Budget) -> bool:
    """Return whether more than half of the sampled pages have no text."""
    count = len(reader.pages)
    step = max(1, count // PAGES_READ)
    pages = [reader.pages[number] for number in range(0, count, step)][:PAGES_READ]
    empty = 0
    for page in pages:
        budget.spend()
        empty += len("".join(page.extract_text().split())) < FEWEST_LETTERS
    return 2 * empty > len(pages) or not pages
