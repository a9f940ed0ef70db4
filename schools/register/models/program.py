from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, TranslatableMixin
from wagtail.search import index


class Program(TranslatableMixin, index.Indexed, models.Model):
    """Something a school offers that families look for, such as a dual-language program.

    Schools link to the program in the default language. Its translations have the same short name.
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("As families say it, in this language."))
    slug = models.SlugField(
        _("short name"),
        max_length=80,
        blank=True,
        help_text=_("Used in addresses, the same in every language. If empty, it is made from the name."),
    )

    panels = ["name", "slug"]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.FilterField("locale")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="schools_program_once",
                violation_error_message=_("A program already has this short name. Choose that one."),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self.slug = self.slug or slugify(self.name)[:80]
        duplicates = Program.objects.filter(slug=self.slug, locale=self.locale_id).exclude(pk=self.pk)
        if duplicates.exists():  # the form has no locale field, so Django does not check the constraint
            raise ValidationError({"slug": self._meta.constraints[0].violation_error_message})

    def save(self, *args, **kwargs):
        self.slug = self.slug or slugify(self.name)[:80]
        super().save(*args, **kwargs)


def of_default_language() -> dict:
    """Return the filter for programs that schools can link to."""
    return {"locale": Locale.get_default().pk}
