from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from pages import totals
from pages.forms import FigureForm
from pages.panels import LanguagesPanel
from pages.texts import InLanguages, LanguageText


class Figure(index.Indexed, InLanguages):
    """A number that the network publishes, with its definition, date, and source in each language.

    Pages choose figures and never retype them. A figure with `computed_from` takes value, date, and source from
    the register (`pages.totals`) each time it is shown.
    """

    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("For staff, to find it again: “Seniors accepted to a four-year college”."),
    )
    value = models.CharField(
        _("value"), max_length=20, blank=True, help_text=_("As it is shown, with its unit: “95%”, “13,000”.")
    )
    computed_from = models.CharField(
        _("counted from the register"),
        max_length=50,
        blank=True,
        choices=totals.choices,
        help_text=_("In place of a value: counted each time the page is shown."),
    )
    label = models.CharField(
        _("label"),
        max_length=160,
        help_text=_("Follows the number: “of seniors graduate and are accepted to college”."),
    )
    definition = models.TextField(
        _("definition"), blank=True, help_text=_("Exactly what is counted, and who. Use plain words.")
    )
    as_of = models.CharField(
        _("as of"),
        max_length=40,
        blank=True,
        help_text=_("The year or day the number refers to: “2018–19”, “June 2026”."),
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Where readers can check the number: who published it, and in which document."),
    )
    source_url = models.URLField(
        _("address of the source"), blank=True, help_text=_("With https://, if the source is online.")
    )

    base_form_class = FigureForm
    main_text = "label"

    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel("value"), FieldPanel("computed_from"), FieldPanel("label")], heading=_("The number")
        ),
        MultiFieldPanel(
            [FieldPanel("definition"), FieldPanel("as_of"), FieldPanel("source"), FieldPanel("source_url")],
            heading=_("Definition and source"),
        ),
        LanguagesPanel("texts", [FieldPanel(name) for name in ("label", "definition", "as_of", "source")]),
    ]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("label"),
        index.AutocompleteField("name"),
    ]

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["name"]

    def __str__(self):
        return f"{self.shown_value} · {self.name}"

    @cached_property
    def total(self) -> totals.Total | None:
        """The register's count today, if this figure has one and the register can still count it."""
        return totals.current([self.computed_from]).get(self.computed_from)

    @property
    def shown_value(self) -> str:
        """The value as shown today, counted if it is a total; empty if it can no longer be counted."""
        if not self.computed_from:
            return self.value
        return f"{self.total.value:,}" if self.total else ""

    @property
    def shown_as_of(self) -> str:
        return self.total.as_of if self.computed_from and self.total else self.as_of

    @property
    def shown_source(self) -> str:
        return self.total.source if self.computed_from and self.total else self.source

    def clean(self):
        super().clean()
        if bool(self.value) == bool(self.computed_from):
            raise ValidationError({"value": _("Enter a value or have it counted from the register, not both.")})
        if self.value and not (self.as_of and self.source):
            missing = "source" if self.as_of else "as_of"
            raise ValidationError(
                {
                    missing: _(
                        "A published number needs its date and source, so that readers do not take it "
                        "for a current one."
                    )
                }
            )


class FigureText(LanguageText):
    """What a figure says in another language. A text that is missing is shown in English."""

    figure = ParentalKey(Figure, on_delete=models.CASCADE, related_name="texts")
    label = models.CharField(_("label"), max_length=160, blank=True, help_text=_("Follows the number."))
    definition = models.TextField(_("definition"), blank=True)
    as_of = models.CharField(_("as of"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("figure in another language")
        constraints = [models.UniqueConstraint(fields=["figure", "language"], name="pages_figure_text_language")]

    def __str__(self):
        return self.label
