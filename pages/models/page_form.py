"""Checks in the forms of pages."""

from itertools import count

from django.core.exceptions import ValidationError
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.forms import WagtailAdminPageForm

from pages.editor.forms import RowsFormMixin
from pages.editor.schedule import ScheduleFormMixin
from pages.links.form_checks import check_links
from pages.models.pictures import check_consent
from pages.texts.fields import unquoted
from pages.translation.panel import TranslationFormMixin


class PageForm(TranslationFormMixin, RowsFormMixin, ScheduleFormMixin, WagtailAdminPageForm):
    """The form of every page type. Checks are here, not in the model, so stored content can always be published."""

    def clean(self):
        """Say which page has this address already and suggest a free one, instead of Wagtail's own message."""
        slug = self.cleaned_data.get("slug")
        if existing_page := self._page_at(slug):
            free_slug = next(free for n in count(2) if not self._page_at(free := f"{slug}-{n}"))
            message = _(
                "The page “%(title)s” already has the address “%(slug)s”. Choose another one, such as “%(free)s”."
            )
            params = {"title": existing_page.get_admin_display_title(), "slug": slug, "free": free_slug}
            self.add_error("slug", ValidationError(message, code="taken", params=params))
        elif self._is_reserved(slug):
            message = _("The site itself uses the address “%(slug)s”. Choose another one.")
            self.add_error("slug", ValidationError(message, code="reserved", params={"slug": slug}))
        return super().clean()

    def _post_clean(self):
        super()._post_clean()
        if not self.is_deferred_validation:
            check_consent(self)

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


class HomePageForm(PageForm):
    """The form of home pages."""

    def clean(self):
        super().clean()
        first, last = (self.cleaned_data.get(name) for name in ("featured_from", "featured_until"))
        if first and last and last < first:
            self.add_error("featured_until", ValidationError(_("The last day is before the first."), code="days"))
        return self.cleaned_data


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
