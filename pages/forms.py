"""Checks in the forms of pages, announcements, and figures."""

import re
from itertools import count

from django.core.exceptions import ValidationError
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from pages.figures.periods import period
from pages.link_checks import check_links
from pages.pictures import check_consent
from pages.quotations import unquoted
from pages.schedule import ScheduleFormMixin
from pages.texts import other_languages
from pages.translation.form import TranslationFormMixin

BLANK = re.compile(r"\[[^][]*\]")  # [school], [time]: what a ready text leaves open


class RowsFormMixin:
    """Match new inline rows with rows already in the database.

    A row saved in the background is sent as new again if the response with its key got lost.
    """

    def save(self, commit=True):
        for name, formset in self.formsets.items():
            saved = {_unique_values(row, formset): row.pk for row in getattr(self.instance, name).all() if row.pk}
            for form in formset.forms:
                if form.instance.pk is None:
                    form.instance.pk = saved.get(_unique_values(form.instance, formset))
        return super().save(commit)


class PageForm(TranslationFormMixin, RowsFormMixin, ScheduleFormMixin, WagtailAdminPageForm):
    """The form of every page type. Checks are here, not in the model, so stored content can always be published."""

    def clean(self):
        """Say which page has this address already and suggest a free one, instead of Wagtail's own message."""
        if existing_page := self._page_at(self.cleaned_data.get("slug")):
            free_slug = next(slug for n in count(2) if not self._page_at(slug := f"{existing_page.slug}-{n}"))
            message = _(
                "The page “%(title)s” already has the address “%(slug)s”. Choose another one, such as “%(free)s”."
            )
            params = {"title": existing_page.get_admin_display_title(), "slug": existing_page.slug, "free": free_slug}
            self.add_error("slug", ValidationError(message, code="taken", params=params))
        elif self._is_reserved(self.cleaned_data.get("slug")):
            message = _("The site itself uses the address “%(slug)s”. Choose another one.")
            self.add_error(
                "slug", ValidationError(message, code="reserved", params={"slug": self.cleaned_data["slug"]})
            )
        super().clean()
        if not self.is_deferred_validation:
            check_consent(self)
        return self.cleaned_data

    def _page_at(self, slug):
        """Return the sibling page with that slug, if any."""
        if not slug or self.parent_page is None:
            return None
        return self.parent_page.get_children().not_page(self.instance).filter(slug=slug).first()

    def _is_reserved(self, slug) -> bool:
        """Return whether a page with that slug right below the home page would be hidden by a view, such as search."""
        parts = self.parent_page.get_url_parts() if slug and self.parent_page and self.parent_page.depth == 2 else None
        if not parts:
            return False
        with override(self.parent_page.locale.language_code):
            return resolve(f"{parts[2]}{slug}/").url_name != "wagtail_serve"

    def clean_listing_image(self):
        """Refuse a newly chosen picture that is too small for the top of the page."""
        image = self.cleaned_data["listing_image"]
        if image and "listing_image" in self.changed_data and not image.fits_top:
            message = _(
                "This picture is %(width)s × %(height)s pixels. A page header needs at least %(least_width)s × "
                "%(least_height)s to look sharp. Choose a larger picture, or leave this empty to use a drawn "
                "landscape."
            )
            size = {"width": image.width, "height": image.height}
            raise ValidationError(message, code="too_small", params=size | image.LEAST_AT_TOP)
        return image

    def clean_statement(self):
        if not self.is_deferred_validation:
            check_links(self.cleaned_data["statement"])
        return self.cleaned_data["statement"]

    def clean_quote(self):
        return unquoted(self.cleaned_data["quote"])


class FormPageForm(PageForm):
    """The form of forms that visitors fill in."""

    def clean(self):
        super().clean()
        questions = self.cleaned_data.get("questions") or ()
        has_email = any(block.block_type == "email" for block in questions)
        if self.cleaned_data.get("confirmation") and not has_email and not self.is_deferred_validation:
            message = _("Nobody would get this email. Add a field of the kind “Email”, or leave this empty.")
            self.add_error("confirmation", ValidationError(message, code="no_address"))
        return self.cleaned_data


def _unique_values(row, formset) -> tuple:
    """Return the values of a row that must be unique on its page; without a unique constraint, a value that matches no
    other row."""
    names = {name for rule in row._meta.total_unique_constraints for name in rule.fields} - {formset.fk.name}
    fields = [row._meta.get_field(name) for name in sorted(names)]
    return tuple(getattr(row, field.attname) for field in fields) or (id(row),)


class LanguagesFormMixin(RowsFormMixin):
    """A form with fields for every language of a record (`pages.texts`)."""

    def __init__(self, *args, instance=None, **kwargs):
        instance = instance or self._meta.model()
        instance.add_missing_rows()
        super().__init__(*args, instance=instance, **kwargs)


class MenuForm(ScheduleFormMixin, WagtailAdminModelForm):
    """The form of the menu and footer."""


class AnnouncementForm(LanguagesFormMixin, ScheduleFormMixin, WagtailAdminModelForm):
    """The form of announcements. Drafts may be incomplete; what goes out is not."""

    def clean(self):
        super().clean()
        if not self.is_deferred_validation:
            self._check_texts()
        return self.cleaned_data

    def _check_texts(self):
        """Refuse to publish or schedule a ready text, open brackets, and a language without a text or a reason."""
        if self.cleaned_data.get("ready_name"):
            message = _("A ready text is never published. To use it, add an announcement and start from it.")
            self.add_error("ready_name", ValidationError(message, code="ready"))
        formset = self.formsets["texts"]
        formset.is_valid()  # fills in cleaned_data
        rows = [row for row in formset.forms if row not in formset.deleted_forms]
        if not self.cleaned_data.get("english_only"):
            self._check_languages({row.cleaned_data.get("language"): row for row in rows})
        for form in (self, *rows):
            for name in ("text", "link_text"):
                if blanks := BLANK.findall(form.cleaned_data.get(name) or ""):
                    message = _("Replace %(blanks)s before you publish.")
                    params = {"blanks": ", ".join(dict.fromkeys(blanks))}
                    form.add_error(name, ValidationError(message, code="blank", params=params))

    def _check_languages(self, rows: dict):
        for code, language in other_languages():
            row = rows.get(code)
            for name in ("text", "link_text"):
                if self.cleaned_data.get(name) and not (row and (row.cleaned_data.get(name) or name in row.errors)):
                    message = _(
                        "The text in %(language)s is missing. Write it, or enter a reason below to publish in English "
                        "only."
                    )
                    (row or self).add_error(name, ValidationError(message, "language", {"language": language}))


class FigureValueForm(LanguagesFormMixin, WagtailAdminModelForm):
    """One row of a figure's series."""

    def clean_as_of(self):
        text = self.cleaned_data["as_of"]
        if text and period(text) is None:
            message = _("Write a school year, year, month, or day, such as “2025–26” or “June 30, 2026”.")
            raise ValidationError(message, code="period")
        return text


class FigureForm(LanguagesFormMixin, WagtailAdminModelForm):
    """The form of figures. Drafts may be incomplete; what is published has a number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("entered_by_id", "approved_by_id", "approved_at")
        self.entered = {row.content: {name: getattr(row, name) for name in names} for row in self.instance.series}

    def clean(self):
        super().clean()
        formset, is_computed = self.formsets["values"], self.cleaned_data.get("computed_from")
        formset.is_valid()  # fills in the instances
        rows = [row for row in formset.forms if row not in formset.deleted_forms]
        if rows and is_computed:
            message = _("Enter values or have the number counted from the register, not both.")
            self.add_error("computed_from", ValidationError(message, code="both"))
        elif not (rows or is_computed or self.is_deferred_validation):
            self.add_error(None, ValidationError(_("Add a value before you publish."), code="no_value"))
        days = set()
        for row in rows:
            if row.instance.last_day in days:
                row.add_error("as_of", ValidationError(_("There is already a value for this date."), code="twice"))
            days.add(row.instance.last_day)
        return self.cleaned_data

    def save(self, commit=True):
        """Note who entered what is new; nobody has approved it yet.

        The values are those of the form: to restore a version, Wagtail sends it without the values that came later,
        and a formset would keep those.
        """
        figure, formset = super().save(commit=False), self.formsets["values"]
        by_user = {"entered_by_id": self.for_user and self.for_user.pk, "approved_by_id": None, "approved_at": None}
        rows = [form.instance for form in formset.forms if form not in formset.deleted_forms]
        for row in rows:
            for name, value in self.entered.get(row.content, by_user).items():
                setattr(row, name, value)
        figure.values.set(rows)
        figure.repeat_newest()
        if commit:
            figure.save()
        return figure
