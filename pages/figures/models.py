"""Figures: numbers that the network publishes, each a series of values with their dates and sources."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from pages.editor.forms import DateInput
from pages.figures import totals
from pages.figures.editing import EnteredPanel, FigureForm, PlacesPanel, PreviewMixin
from pages.figures.periods import Period, period
from pages.figures.places import pages_with
from pages.texts import MAIN, Texts, TextsField


def _person(label, **options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        **{"editable": False, **options},
    )


class FigureManager(models.Manager):
    def get_queryset(self):
        """Fetch all values along with the figures: every list and page needs the newest."""
        return super().get_queryset().prefetch_related("values")

    def overdue(self, today: date):
        """Published figures past the day by which to check them."""
        return self.filter(live=True, check_by__lt=today)


class Figure(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A number that the network publishes, with its definition in each language and a series of values.

    Pages choose figures and never retype them. They show the newest value. A figure with `computed_from` is counted
    from the register instead (`pages.figures.totals`), each time it is shown.
    """

    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("For staff, to find it again, without a year: “Seniors accepted to a four-year college”."),
    )
    computed_from = models.CharField(
        _("counted from the register"),
        max_length=50,
        blank=True,
        choices=totals.choices,
        help_text=_("Use this instead of values. The site counts it each time the page is shown."),
    )
    label = TextsField(
        _("label"),
        max_length=160,
        help_text=_("Follows the number: “of seniors graduate and are accepted to college”."),
    )
    definition = TextsField(
        _("definition"), blank=True, help_text=_("Exactly what is counted, and who. Use plain words.")
    )

    check_by = models.DateField(
        _("check by"),
        null=True,
        blank=True,
        help_text=_("When to look for a newer number. If none is published by then, staff see the figure as overdue."),
    )
    owner = _person(_("owner"), help_text=_("Who maintains it."), editable=True, db_index=False)

    objects = FigureManager()
    base_form_class = FigureForm
    approved_schedule = False  # figures have no schedule; lists would ask for each

    panels = [
        PlacesPanel(),
        "name",
        InlinePanel(
            "values",
            ["value", "as_of", "source", "source_url", EnteredPanel()],
            heading=_("The number, by year or day"),
            label=_("Year"),
        ),
        "computed_from",
        MultiFieldPanel([FieldPanel("check_by", widget=DateInput), "owner"], heading=_("Next check")),
        "label",
        FieldPanel("definition", widget=AdminAutoHeightTextInput),
    ]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("label"),
        index.AutocompleteField("name"),
        index.FilterField("live"),  # the chooser searches only published figures for those who see no drafts
    ]

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["name"]
        # Wagtail adds “publish” only when the admin is loaded; roles need it after every migrate.
        default_permissions = ("add", "change", "delete", "view", "publish")

    def __str__(self):
        return f"{self.newest.value} · {self.name}"

    @cached_property
    def total(self) -> totals.Total | None:
        """The register's count today, if this figure has one and the register can still count it."""
        return totals.current([self.computed_from]).get(self.computed_from)

    @property
    def series(self) -> list["FigureValue"]:
        """All values, the newest first."""
        return sorted(self.values.all(), key=lambda row: row.last_day, reverse=True)

    @property
    def newest(self) -> "FigureValue":
        """The newest value, or today's count; an empty one if there is none."""
        if self.computed_from:
            return FigureValue.counted(self.total)
        return next(iter(self.series), FigureValue())

    def shown_where(self) -> str:
        pages = ", ".join(f"{page.title} ({page.locale})" for page in pages_with(self))
        return _("It is on: %(pages)s.") % {"pages": pages} if pages else _("No page shows it yet.")

    def publish(self, revision, user=None, **kwargs):
        """Publish, and note who approved the values that are new, and when."""
        super().publish(revision, user=user, **kwargs)
        new = FigureValue.objects.filter(figure=self, approved_at=None)
        new.update(approved_by=user, approved_at=timezone.now())


class FigureValue(models.Model):
    """One value of a figure: what it was in a year or on a day, where that was published, and whose entry it is."""

    figure = ParentalKey(Figure, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(_("value"), max_length=20, help_text=_("As it is shown, with its unit: “95%”, “13,000”."))
    as_of = TextsField(
        _("as of"),
        max_length=40,
        help_text=_(
            "A school year, year, month, or day: “2025–26”, “2026”, “June 2026”, “June 30, 2026”. Other languages name "
            "it automatically: write it there only if it should read differently."
        ),
    )
    day = models.DateField(_("last day"), editable=False)
    source = TextsField(
        _("source"),
        max_length=200,
        help_text=_("Where readers can check the number: who published it, and in which document."),
    )
    source_url = models.URLField(
        _("address of the source"), blank=True, help_text=_("With https://, if the source is online.")
    )
    entered_by = _person(_("entered by"))
    approved_by = _person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("value of a figure")
        verbose_name_plural = _("values of figures")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "day"], name="pages_figure_value_day", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self):
        return f"{self.value} ({self.as_of})"

    def clean(self):
        super().clean()
        if self.as_of and self.period is None:
            message = _("Write a school year, year, month, or day, such as “2025–26” or “June 30, 2026”.")
            raise ValidationError({"as_of": ValidationError(message, code="period")})

    @classmethod
    def counted(cls, total: totals.Total | None) -> "FigureValue":
        """Return the value of a count; an empty one if the register can no longer count it."""
        if total is None:
            return cls()
        as_of, source = ({get_language(): text} for text in (total.as_of, total.source))
        return cls(value=f"{total.value:,}", as_of=as_of, source=source)

    @property
    def content(self) -> tuple[str, ...]:
        """What somebody entered and somebody approved."""
        return (self.value, self.as_of.get(MAIN, ""), self.source.get(MAIN, ""), self.source_url)

    @property
    def named_as_of(self) -> Texts:
        """The period as written; where it is not, as the active language names it."""
        return Texts({get_language(): str(self.period or "")} | self.as_of)

    def shown(self, render: Callable[[Texts], str]) -> dict[str, str]:
        """Return what readers see of it, each text as `render` makes it."""
        as_of, source = render(self.named_as_of), render(self.source)
        return {"value": self.value, "as_of": as_of, "source": source, "source_url": self.source_url}

    @property
    def period(self) -> Period | None:
        return period(self.as_of.get(MAIN, ""))

    @property
    def last_day(self) -> date:
        """The day to sort by. Dates of an earlier release may name no period, and drafts may have no date."""
        found = self.period
        return found.last if found else self.day or date.min

    def save(self, *args, **kwargs):
        self.day = self.last_day
        super().save(*args, **kwargs)
