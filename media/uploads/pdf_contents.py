"""Find harmful features and accessibility problems in a PDF file, in its own process (`process`)."""

from pathlib import PurePath

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from media.uploads.limits import Budget, Refused

MOST_OBJECTS = 200_000
RUNS = {"/JS", "/JavaScript"}
CARRIES = {"/EmbeddedFiles", "/EF", "/RichMedia", "/RichMediaContent"}
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}  # also on a click
ATTACHMENTS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
# Actions that may run without a click, because they stay inside the document.
INSIDE = {"/GoTo", "/Named", "/Hide", "/SetOCGState", "/Trans", "/ResetForm"}
CLICKS = {"/D", "/U"}  # keys of additional actions for pressing and releasing the mouse button
ELSEWHERE = {"/F", "/Ref", "/OPI"}  # of a stream: its content is in another file

PAGES_READ = 10  # spread over the document, enough to recognize a scan
FEWEST_LETTERS = 20  # on a page with a text layer
MADE_UP = ("microsoft word", "microsoft powerpoint", "untitled", "document1")  # how automatic titles begin
FILES = (".pdf", ".docx", ".pptx", ".xlsx", ".doc")


def find_harm(file, budget: Budget) -> None:
    """Raise Refused with a key of `checks.PDF_REFUSALS`, or OverBudget."""
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):  # a file that only forbids printing opens without a password
        raise Refused("protected")
    if not len(reader.pages):
        raise Refused("broken")
    budget, milder = Budget(seconds=budget.seconds, parts=MOST_OBJECTS), ""
    for dictionary in _dictionaries(reader, budget):
        harm = _harm(dictionary, budget)
        if harm in ("scripts", "files"):
            raise Refused(harm)
        milder = milder or harm  # keep looking for something worse
    if milder:
        raise Refused(milder)


def _harm(dictionary, budget: Budget) -> str:
    """Return why the file is refused, or ""."""
    keys = set(dictionary)
    if keys & RUNS or _name(dictionary, "/S") in ACTIONS or "/XFA" in keys:
        return "scripts"
    is_annotation = "/Type" not in keys or _name(dictionary, "/Type") == "/Annot"
    if keys & CARRIES or (_name(dictionary, "/Subtype") in ATTACHMENTS and is_annotation):
        return "files"
    if keys & ELSEWHERE and isinstance(dictionary, StreamObject):
        return "loads"
    leaves = any(_name(action, "/S") not in INSIDE for action in _automatic_actions(dictionary, budget))
    return "starts" if leaves else ""


def _name(dictionary, key) -> str:
    """Return the name at `key`, also if it is an indirect object, or "" if there is no name."""
    value = _at(dictionary, key)
    return value if isinstance(value, NameObject) else ""


def _at(dictionary, key):
    """Return the object at `key`, or None."""
    return dictionary[key] if key in dictionary else None  # noqa: SIM401 (`get` returns the reference, not its object)


def _automatic_actions(dictionary, budget: Budget):
    """Yield the actions of one dictionary that run without a click, each with those that follow it."""
    queue, additional, seen = [_at(dictionary, "/OpenAction")], _at(dictionary, "/AA"), set()
    if isinstance(additional, DictionaryObject):
        queue += [additional[key] for key in additional if key not in CLICKS]
    while queue:
        action = queue.pop()
        if isinstance(action, IndirectObject):
            if (key := (action.idnum, action.generation)) not in seen:  # chains may be circular
                seen.add(key)
                queue.append(action.get_object())
        elif isinstance(action, DictionaryObject):  # anything else is a destination in the document
            budget.spend(parts=1)
            yield action
            following = _at(action, "/Next")
            queue += list.__iter__(following) if isinstance(following, ArrayObject) else [following]


def _dictionaries(reader, budget: Budget):
    """Yield every dictionary that is reachable from the root, once."""
    queue, seen = [reader.trailer.raw_get("/Root")], set()
    while queue:
        value = queue.pop()
        if isinstance(value, IndirectObject):
            if (value.idnum, value.generation) in seen:
                continue
            seen.add((value.idnum, value.generation))
            value = value.get_object()
        budget.spend(parts=1)
        if isinstance(value, DictionaryObject):
            yield value
            queue.extend(value.raw_get(key) for key in value)
        elif isinstance(value, ArrayObject):
            queue.extend(list.__iter__(value))


def find_problems(file, budget: Budget, *languages: str) -> list[str]:
    """Return accessibility problems: keys of `media.posting_checks.WARNINGS`."""
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
