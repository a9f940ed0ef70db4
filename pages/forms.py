"""What every page's form checks besides its fields."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from pages.quotations import unquoted


class PageForm(WagtailAdminPageForm):
    """Here and not in the model: what is stored or scheduled already must stay publishable."""

    def clean_listing_image(self):
        """Refuses a picture that would be blurred at the top of the page, when it is chosen."""
        image = self.cleaned_data["listing_image"]
        if image and "listing_image" in self.changed_data and not image.fits_top:
            message = _(
                "This picture is %(width)s × %(height)s pixels. The top of a page needs at least %(least_width)s × "
                "%(least_height)s, or it is blurred. Choose a larger one, or none: then a landscape is drawn."
            )
            size = {"width": image.width, "height": image.height}
            raise ValidationError(message, code="too_small", params=size | image.LEAST_AT_TOP)
        return image

    def clean_quote(self):
        return unquoted(self.cleaned_data["quote"])
