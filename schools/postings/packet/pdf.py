"""The proof packet as a tagged PDF file, set by Typst from packet.typ."""

import json
from collections.abc import Iterable
from pathlib import Path

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from schools.postings.models import Posting, SignOff, Topic
from schools.register.models import StateRecord
from schools.register.school_year import shown_year
from schools.states import current
from toolkit.atomic_files import static_file
from toolkit.mail import absolute

from .packet import Line, Packet

TEMPLATE = Path(__file__).with_name("packet.typ")
TYPEFACE = "fonts/print/text.ttf"
ACCESSIBLE = "ua-1"


def pdf(packet: Packet, sign_offs: Iterable[SignOff], files: dict[int, tuple[str, str]] | None = None) -> bytes:
    """Return the PDF. `files` has the name of each posting's copy in the folder, and what the check of it found."""
    options = {
        "format": "pdf",
        "font_paths": [str(static_file(TYPEFACE).parent)],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(_data(packet, list(sign_offs), files or {}), default=str)},
    }
    own = settings.NETWORK
    template = own.colors.recolored(TEMPLATE.read_text(encoding="utf-8")).replace("Figtree", own.typeface).encode()
    try:
        return typst.compile(template, pdf_standards=[ACCESSIBLE], **options)
    except typst.TypstError:  # the fonts lack a letter, such as an emoji, which the standard refuses
        return typst.compile(template, **options)


def _data(packet: Packet, sign_offs: list[SignOff], files: dict) -> dict:
    heading, year, made = _("Required postings: proof packet"), shown_year(packet.year), _moment(timezone.now())
    return {
        "lang": (get_language() or settings.LANGUAGE_CODE)[:2],
        "title": f"{heading}, {packet.whose}, {year}",
        "author": settings.WAGTAIL_SITE_NAME,
        "heading": heading,
        "name": packet.whose,
        "year": year,
        "footer": f"{packet.whose}, {year}",
        "intro": _("What was posted on the website during the school year, where, and when. Status as of %(day)s.")
        % {"day": date_format(packet.day)},
        "school": _school(packet),
        "facts": _facts((_("Made on"), made), (_("SHA-256 of the list"), packet.digest, "code")),
        "sign_offs": _sign_offs(packet, sign_offs),
        "parts": [
            _part(packet.whose, packet.lines, files, made),
            *([_part(_("The network, for all its schools"), packet.network, files, made)] if packet.network else []),
        ],
        "end": {"heading": _("About this packet"), "lines": packet.caveats},
    }


def _school(packet: Packet) -> list[dict]:
    """Return what an authorizer knows the school by, as far as the register knows it."""
    if packet.school is None:
        return []
    records = StateRecord.objects.of_school(packet.school.pk)
    record = next((one for one in records if one.opened is None or one.opened <= packet.day), StateRecord())
    return _facts(
        (str(current().code_label), record.cds_code),
        (_("Charter number"), record.charter_number),
        (_("Authorizer"), record.authorizer),
        (_("Address"), packet.school.campus.address),
    )


def _sign_offs(packet: Packet, sign_offs: list[SignOff]) -> dict:
    return {
        "heading": _("Sign-offs"),
        "none": _("Nobody has signed this list."),
        "head": [_("For"), _("Name and role"), _("Signed"), _("List")],
        "rows": [
            [
                one.get_side_display(),
                f"{one.name}, {one.role}",
                _moment(one.signed_at),
                _("this list") if one.digest == packet.digest else _("changed since"),
            ]
            for one in sign_offs
        ],
    }


def _part(heading: str, lines: list[Line], files: dict, made: str) -> dict:
    """Return one owner's list: an overview and, by topic, each requirement with its postings."""
    return {
        "heading": heading,
        "head": [_("Requirement"), _("Duty"), _("Status"), _("Posted")],
        "rows": [
            [line.name, line.requirement.get_duty_display(), line.cell.status.label, _since(line)] for line in lines
        ],
        "topics": [
            {"heading": topic.label, "entries": [_entry(line, files, made) for line in topic_lines]}
            for topic in Topic
            if (topic_lines := [line for line in lines if line.requirement.topic == topic])
        ],
    }


def _entry(line: Line, files: dict, made: str) -> dict:
    requirement = line.requirement
    return {
        "title": line.name,
        "facts": _facts(
            (_("Duty"), requirement.duty_in_a_sentence),
            (_("Authority"), requirement.authority),
            (_("Law read on"), date_format(requirement.checked_on) if requirement.checked_on else _("not yet")),
            (_("Status"), line.cell.in_words),
        ),
        "postings": [_posting(posting, files.get(posting.pk), made) for posting in line.postings],
    }


def _posting(posting: Posting, file: tuple[str, str] | None, made: str) -> list[dict]:
    until = _moment(posting.archived) if posting.archived else ""
    if posting.not_applicable:
        facts = [(_("Does not apply"), posting.reason), (_("Decided"), _moment(posting.posted_at)), (_("Until"), until)]
    else:
        facts = [
            (_("What"), what(posting)),
            (_("Where"), where(posting), "link" if posting.kind != "contact" else "text"),
            (_("School year"), posting.shown_year),
            (_("Languages"), ", ".join(posting.language_names)),
            (_("Board date"), date_format(posting.board_date) if posting.board_date else ""),
            (_("Since"), _moment(posting.posted_at)),
            (_("Until"), until or _("still posted")),
        ]
    facts += [
        (_("By"), get_user_display_name(posting.posted_by)),
        (_("SHA-256 of the file"), posting.file_hash, "code"),
        (_("In this folder"), file[0] if file else ""),
        (_("Posting checked on"), _checked(posting, file, made)),
    ]
    return _facts(*facts)


def _checked(posting: Posting, file: tuple[str, str] | None, made: str) -> str:
    """Return when and with which result the document or page was checked, or "" if it is neither."""
    if not (posting.document_id or posting.page_id):
        return ""
    if posting.can_be_read:
        return f"{made}: {file[1] if file else _('Everyone can open it.')}"
    return f"{made}: {_('Not public today, so not in the folder.')}"


def what(posting: Posting) -> str:
    """Return the title of the document or page, or the kind of posting."""
    if posting.document_id:
        return posting.document.title
    return posting.page.title if posting.page_id else _("Contact") if posting.contact else _("Web address")


def where(posting: Posting) -> str:
    """Return the full address, or the contact itself."""
    if posting.page_id:
        return posting.page.full_url or ""
    return absolute(posting.address) if posting.document_id else posting.url or posting.contact


def _since(line: Line) -> str:
    current = [posting for posting in line.postings if not posting.archived and not posting.not_applicable]
    return date_format(timezone.localdate(current[0].posted_at)) if current else "–"


def _moment(when) -> str:
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")


def _facts(*facts: tuple) -> list[dict]:
    """Return `facts`, each with a label, a text, and how it is set, without those that have no text."""
    return [{"label": label, "text": text, "kind": "".join(kind) or "text"} for label, text, *kind in facts if text]
