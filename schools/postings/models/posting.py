"""Postings: what is posted for a requirement, and when it is due again. Sign-offs: who signed which list of them."""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import NullIf
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from media import posting_checks
from media.models import SiteDocument, public_documents
from schools.register.models import School
from schools.register.models.languages import ChoicesField, spoken_languages
from schools.register.models.recorded import user_key
from schools.register.recorder import log
from schools.register.school_year import SchoolYearField, shown_year
from toolkit.visibility import public

from .requirement import Requirement, names_of

EMPTY = {"document": None, "page": None, "url": "", "contact": "", "not_applicable": False}  # exactly one is not
FILLED = [F(name) if empty is None else NullIf(name, Value(empty)) for name, empty in EMPTY.items()]
COUNT = Func(*FILLED, function="num_nonnulls", output_field=models.IntegerField())
MAYBE = {"null": True, "blank": True}


class PostingQuerySet(models.QuerySet):
    def current(self):
        """Return postings that are not archived."""
        return self.filter(archived__isnull=True)

    def of_school(self, school):
        """Return the postings of `school`, or of the network (None)."""
        return self.filter(school=school)

    def of_any(self, schools):
        """Return the postings of `schools`, with those of the network if None is one of them."""
        whose = Q(school__in=[school for school in schools if school])
        return self.filter(whose | Q(school__isnull=True) if None in schools else whose)

    def open_to_all(self):
        """Return public postings: no decisions, private documents, draft pages, or private pages."""
        return self.filter(_readable(), not_applicable=False)

    def shown_at(self, school):
        """Return the public postings on the page of `school`, or of the network (None), including archived ones.

        Until a school closes, its page also shows the network's postings. `school` may be an OuterRef to its key.
        """
        if school is None:
            return self.open_to_all().filter(school__isnull=True)
        key = OuterRef(school) if isinstance(school, OuterRef) else school.pk
        is_closed = Exists(School.objects.filter(pk=key, closed__lt=timezone.localdate()))
        return self.open_to_all().filter(Q(school=school) | Q(~Q(is_closed), school__isnull=True))

    def with_sight(self):
        """Annotate `can_be_read`: whether the document or page is public."""
        return self.annotate(can_be_read=models.ExpressionWrapper(_readable(), models.BooleanField()))


def _readable() -> Q:
    documents = Exists(public_documents().filter(pk=OuterRef("document")))
    pages = Exists(public(Page.objects.filter(pk=OuterRef("page"))))
    return Q(document__isnull=True, page__isnull=True) | Q(documents) | Q(pages)


class Posting(models.Model):
    """One document, page, link, or contact of a school, or of the network (`school` is None).

    It can also be a decision that the requirement does not apply there. Replaced postings stay in the archive. A
    posting does not mean that the law is satisfied.
    """

    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="postings", verbose_name=_("requirement")
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="postings", verbose_name=_("school"), **MAYBE
    )
    document = models.ForeignKey(
        SiteDocument, on_delete=models.PROTECT, related_name="postings", verbose_name=_("document"), **MAYBE
    )
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+", verbose_name=_("page"), **MAYBE)
    url = models.URLField(_("address"), max_length=500, blank=True)
    contact = models.TextField(_("contact"), max_length=300, blank=True)
    not_applicable = models.BooleanField(_("does not apply"), default=False)
    reason = models.CharField(_("why it does not apply"), max_length=200, blank=True)
    school_year = SchoolYearField(_("school year"), blank=True)
    languages = ChoicesField.of(spoken_languages, _("languages"))
    board_date = models.DateField(_("board date"), null=True, blank=True)
    next_check = models.DateField(_("own due date"), null=True, blank=True)
    note = models.CharField(_("note for staff"), max_length=300, blank=True)
    posted_at = models.DateTimeField(_("posted"), default=timezone.now, editable=False)
    posted_by = user_key(_("posted by"), blank=True, editable=False)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True, editable=False)
    warnings = ArrayField(
        models.CharField(max_length=20), verbose_name=_("warnings"), default=list, blank=True, editable=False
    )
    archived = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    can_be_read: bool  # set by `with_sight`

    objects = PostingQuerySet.as_manager()

    posted_by.wagtail_reference_index_ignore = True  # not shown on any page

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["-posted_at", "-pk"]
        indexes = [models.Index(fields=["school", "requirement", "archived"], name="schools_posting_of")]
        constraints = [
            models.CheckConstraint(condition=Exact(COUNT, 1), name="schools_posting_one_place"),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | ~Q(reason=""), name="schools_posting_reason_given"
            ),
        ]

    def __str__(self):
        place = self.school.short_name if self.school else _("Network")
        return f"{self.requirement}, {place}" + (f", {self.shown_year}" if self.school_year else "")

    @property
    def kind(self) -> str:
        """The field of `EMPTY` that is set."""
        return next(name for name in EMPTY if getattr(self, f"{name}_id", getattr(self, name, None)))

    @property
    def next_due(self) -> date:
        """When it is due again: on its own day, or else by the requirement. Its own day puts no yearly date off."""
        due, own = self.requirement.next_date(self.school_year, localdate(self.posted_at)), self.next_check
        if own is None or (self.requirement.is_yearly and not self.not_applicable):
            return min(own or due, due)
        return own

    @property
    def shown_year(self) -> str:
        return shown_year(self.school_year)

    @property
    def language_names(self) -> list[str]:
        return names_of(self.languages)

    @property
    def known_warnings(self) -> list[posting_checks.Warning]:
        return [posting_checks.WARNINGS[name] for name in self.warnings if name in posting_checks.WARNINGS]

    @property
    def hreflang(self) -> str:
        """The language of the linked content, or "" if there are several."""
        return self.languages[0] if len(self.languages) == 1 else ""

    @property
    def address(self) -> str:
        """The link's URL; empty for a contact or a decision."""
        if self.document_id:
            return self.document.url
        return (self.page.url or "") if self.page_id else self.url


@transaction.atomic
def archive(postings: Iterable[Posting], user, reason: str = "") -> int:
    """Archive `postings`. Return how many were not archived before."""
    now, keys = timezone.now(), [posting.pk for posting in postings]
    locked = Posting.objects.select_for_update(of=("self",)).select_related("requirement", "school")
    found = locked.filter(pk__in=keys, archived__isnull=True)
    for posting in found:
        posting.archived = now
        posting.save(update_fields=["archived"])
        log(instance=posting, action="wagtail.edit", user=user, data={"reason": reason})
    return len(found)


class Side(models.TextChoices):
    SCHOOL = "school", _("School")
    OFFICE = "office", _("Network office")


class SignOff(models.Model):
    """The signature of one person, under full name and role. Signing again replaces it; the log has both.

    `digest` is the SHA-256 of `Packet.record()` at that moment, so a later change of the list shows.
    """

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="sign_offs", verbose_name=_("school"), **MAYBE
    )
    school_year = models.CharField(_("school year"), max_length=7)
    side = models.CharField(_("for"), max_length=10, choices=Side.choices)
    digest = models.CharField(_("SHA-256 of the list"), max_length=64)
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)
    signed_by = user_key(_("signed by"), blank=True)
    name = models.CharField(_("name"), max_length=150, help_text=_("Stays if the account is deleted."))
    role = models.CharField(_("role"), max_length=100)

    signed_by.wagtail_reference_index_ignore = True  # not shown on any page

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "signed_by"],
                condition=models.Q(signed_by__isnull=False),
                nulls_distinct=False,
                name="schools_signed_once",
            ),
        ]

    def __str__(self):
        return f"{self.school or _('Network')}, {shown_year(self.school_year)}, {self.get_side_display()}"
