"""The tracker's forms: filter the matrix, post, mark as not applicable, record an event, start a new school year."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import file_digest
from urllib.parse import unquote, urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import get_document_form
from wagtail.models import Collection, Page, Site

from media import posting_checks
from media.forms import DocumentForm
from media.models import SiteDocument, public_documents
from pages.texts import MAIN
from schools.register import page_types
from schools.register.models import School, SchoolTeam
from schools.register.models.languages import spoken_languages
from schools.register.recorder import log
from schools.register.school_year import school_year, shown_year, years_around
from toolkit.dates import day
from toolkit.visibility import public

from . import rights
from .models import Duty, Owner, Posting, Requirement, archive
from .status import NETWORK, Status, cells

COLLECTION = "Required documents"  # in the document library
COPIED = ("contact", "school_year", "languages", "board_date", "next_check", "note")  # from the form to the posting
AHEAD = timedelta(days=120)  # before a yearly date, people post what it asks for
DOCUMENT = re.compile(r"^/documents/(\d+)/")
is_web_address = URLValidator(
    schemes=["http", "https"], message=_("Enter a full address, such as https://www.example.org/agenda, or /about/.")
)


class FilterForm(forms.Form):
    """Filters for the matrix, all optional."""

    def __init__(self, data, *, schools: list[School], requirements: list[Requirement], sees_network: bool):
        super().__init__(data)
        network = [(NETWORK, _("The network"))] if sees_network else []
        lists = {
            "status": (_("Status"), Status.choices),
            "duty": (_("Duty"), Duty.choices),
            "school": (_("School"), [*network, *((school.slug, school.short_name) for school in schools)]),
            "owner": (_("Owner"), Owner.choices),
            "requirement": (_("Requirement"), [(one.code, str(one)) for one in requirements]),
        }
        for name, (label, choices) in lists.items():
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[("", _("All")), *choices])


class PostForm(forms.Form):
    """Post a file, a URL, or a contact for `requirement` at `school` (None: the network)."""

    file = WagtailDocumentField(label=_("File"), required=False)
    address = forms.CharField(
        label=_("Or a web address"),
        required=False,
        max_length=500,
        help_text=_("A page or document on this site, or a page or table elsewhere, with https://."),
    )
    contact = forms.CharField(
        label=_("Or a contact"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name, office, phone, and email, one per line."),
    )
    school_year = forms.ChoiceField(label=_("School year"))
    languages = forms.MultipleChoiceField(
        label=_("Languages of the text"),
        choices=spoken_languages,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the language of the text.")},
    )
    replaces = forms.BooleanField(
        label=_("Replace the current posting in the same languages and move it to the archive"),
        required=False,
        initial=True,
    )
    board_date = forms.DateField(
        label=_("Date of the board's decision or meeting (optional)"), required=False, widget=day()
    )
    next_check = forms.DateField(label=_("Valid until, or next due date (optional)"), required=False, widget=day())
    note = forms.CharField(label=_("Note for staff (optional)"), required=False, max_length=300)

    def __init__(self, *args, requirement: Requirement, school: School | None, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.requirement, self.school, self.user = requirement, school, user
        self.fields["school_year"].choices = [(year, self._named(year)) for year in years_around(timezone.localdate())]
        self.fields["school_year"].initial = self._first_year()
        required = requirement.languages
        self.fields["languages"].choices = sorted(spoken_languages(), key=lambda pair: pair[0] not in required)
        self.fields["languages"].initial = required if len(required) == 1 else []
        text = _("Only if the document itself says when it ends. If empty: %(often)s.")
        self.fields["next_check"].help_text = text % {"often": requirement.how_often}

    def _named(self, year: str) -> str:
        """Return the school year in words, with its yearly date, because that is what the document is posted for."""
        if not self.requirement.is_yearly:
            return shown_year(year)
        due = date_format(self.requirement.due_in(year))
        return _("%(year)s, due %(day)s") % {"year": shown_year(year), "day": due}

    def _first_year(self) -> str:
        """Return the year to suggest: the next one if its date is near and all is posted, or else that posted last."""
        ((one,),) = cells([self.requirement], [self.school])
        today = timezone.localdate()
        is_posted = one.requirement.is_yearly and one.newest and one.status in (Status.CURRENT, Status.DUE)
        if is_posted and one.due <= today + AHEAD:
            return self.requirement.year_due(one.due)
        asked = self.requirement.asked_year(today)
        return max([asked, *(posting.school_year for posting in one.postings)])

    def clean_address(self):
        text = self.cleaned_data["address"]
        school = None if rights.sees_network(self.user) else self.school
        self.place = link_target(text, school) if text else {}
        return text

    def clean(self):
        cleaned = super().clean()
        filled = [name for name in ("file", "address", "contact") if cleaned.get(name)]
        invalid = {"file", "address", "contact"} & self.errors.keys()
        if len(filled) > 1:
            raise ValidationError(_("Choose one: a file, an address, or a contact. Post the others separately."))
        if not filled and not invalid:
            raise ValidationError(_("Choose a file, or enter an address or a contact."))
        if cleaned.get("next_check") and cleaned.get("school_year") and self.requirement.is_yearly:
            self._check_next(cleaned["next_check"], cleaned["school_year"])
        if cleaned.get("file") and not self.errors:
            self._make_document(cleaned["file"])
        return cleaned

    def _check_next(self, own: date, year: str) -> None:
        due = self.requirement.next_date(year, timezone.localdate())
        if own > due:
            text = _("A document for %(year)s is due again on %(day)s. Choose an earlier day, or leave this empty.")
            self.add_error("next_check", text % {"year": shown_year(year), "day": date_format(due)})

    def _make_document(self, file) -> None:
        """Validate the upload with the document library's own form, so its checks apply. `save` saves the document."""
        data = {"title": self._title()[:255], "collection": str(self._collection().pk), "tags": ""}
        self.document_form = get_document_form(get_document_model())(data, {"file": file}, user=self.user)
        if not self.document_form.is_valid():
            for errors in self.document_form.errors.values():
                self.add_error("file", errors)

    def _collection(self) -> Collection:
        """Return the collection for required documents, or the school's own for school editors."""
        if not rights.sees_network(self.user):
            return self.school.team.collection
        root = Collection.get_first_root_node()
        return root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)

    def _title(self) -> str:
        cleaned, requirement = self.cleaned_data, self.requirement
        languages = cleaned["languages"] if len(cleaned["languages"]) == 1 else [MAIN]
        title, _language = requirement.title.text_for(languages[0])
        school_name = self.school.short_name if self.school else ""
        return ", ".join(part for part in (title, school_name, shown_year(cleaned["school_year"])) if part)

    @transaction.atomic
    def save(self) -> Posting:
        cleaned = self.cleaned_data
        posting = Posting(
            requirement=self.requirement,
            school=self.school,
            posted_by=self.user,
            **{name: cleaned[name] for name in COPIED},
            **self.place,
        )
        if cleaned["file"]:
            document = self.document_form.save(commit=False)
            document.uploaded_by_user = self.user
            document.save()
            posting.document = document
        if posting.document:
            with posting.document.open_file() as file:
                posting.file_hash = file_digest(file, "sha256").hexdigest()
                posting.warnings = posting_checks.warnings(file, cleaned["languages"])
        return _keep(posting, replaced(posting) if cleaned["replaces"] else [], {"sha256": posting.file_hash})


def _keep(posting: Posting, earlier: Iterable[Posting], data: dict) -> Posting:
    """Save `posting` in place of `earlier`, with `data` in the log."""
    posting.full_clean()
    archive(earlier, posting.posted_by)
    posting.save()
    log(instance=posting, action="wagtail.create", user=posting.posted_by, data=data)
    return posting


def replaced(posting: Posting) -> list[Posting]:
    """Return what `posting` replaces: decisions, and postings of no later year in its languages only."""
    candidates = Posting.objects.current().of_school(posting.school).filter(requirement=posting.requirement)
    return [
        candidate
        for candidate in candidates
        if set(candidate.languages) <= set(posting.languages)
        and (candidate.not_applicable or candidate.school_year <= posting.school_year)
    ]


class DecisionForm(forms.Form):
    """Record that a requirement does not apply."""

    reason = forms.CharField(
        label=_("Why it does not apply"),
        max_length=200,
        help_text=_("One sentence that others can check: “The school has no teams in 2026–27.”"),
        error_messages={"required": _("Give a reason that others can check.")},
    )

    @transaction.atomic
    def save(self, requirement: Requirement, school: School | None, user) -> Posting:
        today = timezone.localdate()
        earlier = Posting.objects.current().of_school(school).filter(requirement=requirement, not_applicable=True)
        posting = Posting(
            requirement=requirement,
            school=school,
            not_applicable=True,
            reason=self.cleaned_data["reason"].strip(),
            school_year=school_year(today),
            next_check=today.replace(year=today.year + 1, day=min(today.day, 28)),
            posted_by=user,
        )
        return _keep(posting, earlier, {"reason": posting.reason})


class EventForm(forms.Form):
    """Record the event that a requirement depends on. Its postings are due some days later."""

    day = forms.DateField(label=_("When did it happen, or when will it?"), widget=day())

    @transaction.atomic
    def save(self, requirement: Requirement, school: School | None, user) -> int:
        """Move up the due dates. Return how many postings changed."""
        due = self.cleaned_data["day"] + timedelta(days=requirement.within_days or 0)
        postings = Posting.objects.current().of_school(school).filter(requirement=requirement, not_applicable=False)
        later = [posting for posting in postings.select_related("requirement") if posting.next_due > due]
        for posting in later:
            posting.next_check = due
            posting.save(update_fields=["next_check"])
            log(instance=posting, action="wagtail.edit", user=user, data={"reason": f"{requirement.event}: {due}"})
        return len(later)


class PostedDocumentForm(DocumentForm):
    """A document form that does not replace posted files, because hash, date, and warnings belong to the file."""

    def clean_file(self):
        file = super().clean_file()
        if not (self.instance.pk and "file" in self.changed_data):
            return file
        if posted := self.instance.postings.select_related("requirement", "school").first():
            raise ValidationError(
                _(
                    "This file is posted for “%(requirement)s” (%(place)s) and cannot be replaced. Post the "
                    "new file there. This one moves to the archive."
                ),
                params={"requirement": str(posted.requirement), "place": posted.school or _("The network")},
            )
        return file


def link_target(text: str, school: School | None = None) -> dict:
    """Return the `Posting` fields for the URL `text`: {"document": …}, {"page": …} or {"url": …}.

    `school`: for school editors, who cannot post other schools' documents and profiles. Posted content cannot be
    replaced or deleted, so posting it would lock it for the other school.

    Raises ValidationError if the URL is invalid, or if it is on this site and does not exist or is not public.
    """
    text = text.strip()
    path = _own_path(text)
    if path is None:
        is_web_address(text)
        return {"url": text}
    if match := DOCUMENT.match(path):
        return {"document": _document(match[1], school)}
    page = _page(path)
    if page is None:
        raise ValidationError(_("There is no public page with this address on this site."))
    if school and page_types.profiles().filter(pk=page.pk).exclude(school=school).exists():
        raise ValidationError(_("This is another school’s profile. Choose a page of your school or of the network."))
    return {"page": page}


def _document(key: str, school: School | None) -> SiteDocument:
    """Return the public document `key`. For `school`, all errors have the same message."""
    document = public_documents().filter(pk=key).select_related("collection").first()
    if document is None and school is None:
        raise ValidationError(_("There is no such document on this site, or the public cannot read it."))
    others = SchoolTeam.objects.exclude(school=school).exclude(collection=None) if school else SchoolTeam.objects.none()
    paths = tuple(others.values_list("collection__path", flat=True))
    if document is None or document.collection.path.startswith(paths):
        raise ValidationError(
            _("Your school can’t post this document. Choose one from your school’s library, or upload the file here.")
        )
    return document


def _own_path(text: str) -> str | None:
    """Return the path of a URL of this site, or None for other sites."""
    own = [settings.WAGTAILADMIN_BASE_URL, *(site.root_url for site in Site.objects.all())]
    own_hosts = {urlsplit(url).netloc.lower() for url in own}
    is_address = text.lower().startswith(("/", "http://", "https://"))
    if is_address and url_has_allowed_host_and_scheme(text.lower(), own_hosts):
        return unquote(urlsplit(text).path or "/")
    return None


def _page(path: str) -> Page | None:
    """Return the public page at `path`, or None."""
    name = path.rstrip("/").rpartition("/")[2]
    pages = public(Page.objects.filter(Q(slug=name) | Q(depth=2)))  # home pages too, as /es/ is one
    target = path if path.endswith("/") else f"{path}/"
    return next((page for page in pages if page.url and urlsplit(page.url).path == target), None)
