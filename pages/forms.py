"""What every page's form checks besides its fields."""

from itertools import count

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from pages.quotations import unquoted
from pages.schedule import ScheduleFormMixin


class PageForm(ScheduleFormMixin, WagtailAdminPageForm):
    """Here and not in the model: what is stored or scheduled already must stay publishable."""

    def clean(self):
        """Says which page has the address already and offers a free one, in the place of Wagtail's own message."""
        if taken := self._page_at(self.cleaned_data.get("slug")):
            free = next(slug for n in count(2) if not self._page_at(slug := f"{taken.slug}-{n}"))
            message = _(
                "The page “%(title)s” already has the address “%(slug)s”. Choose another one, such as “%(free)s”."
            )
            params = {"title": taken.get_admin_display_title(), "slug": taken.slug, "free": free}
            self.add_error("slug", ValidationError(message, code="taken", params=params))
        return super().clean()

    def _page_at(self, slug):
        """The other page with that address, if there is one."""
        if not slug or self.parent_page is None:
            return None
        return self.parent_page.get_children().not_page(self.instance).filter(slug=slug).first()

    def clean_listing_image(self):
        """Refuses a picture that would be blurred at the top of the page, when it is chosen."""
        image = self.cleaned_data["listing_image"]
        if image and "listing_image" in self.changed_data and not image.fits_top:
            message = _(
                "This picture is %(width)s × %(height)s pixels. A page header needs at least %(least_width)s "
                "× %(least_height)s to look sharp. Choose a larger picture, or none: then a landscape is "
                "drawn."
            )
            size = {"width": image.width, "height": image.height}
            raise ValidationError(message, code="too_small", params=size | image.LEAST_AT_TOP)
        return image

    def clean_quote(self):
        return unquoted(self.cleaned_data["quote"])

    def save(self, commit=True):
        self._recognize_rows()
        return super().save(commit)

    def _recognize_rows(self):
        """A row that was saved in the background, and is sent again because the answer with its key got lost, is that
        row and no second one."""
        for name, formset in self.formsets.items():
            saved = {_unique_values(row, formset): row.pk for row in getattr(self.instance, name).all() if row.pk}
            for form in formset.forms:
                if form.instance.pk is None:
                    form.instance.pk = saved.get(_unique_values(form.instance, formset))


def _unique_values(row, formset) -> tuple:
    """What only one row of its page may have; without such a rule the row itself, which is like no other."""
    names = {name for rule in row._meta.total_unique_constraints for name in rule.fields} - {formset.fk.name}
    fields = [row._meta.get_field(name) for name in sorted(names)]
    return tuple(getattr(row, field.attname) for field in fields) or (id(row),)


class AnnouncementForm(ScheduleFormMixin, WagtailAdminModelForm):
    pass
