"""The pictures of pages: prefetch them, and check that a form's pictures may be published."""

from collections import defaultdict
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from media.consent import Status
from media.models import SiteImage


def fetch_pictures(pages) -> None:
    """Fetch the pictures of all `pages` and their renditions in at most two queries; none without pictures."""
    prefetch_related_objects(pages, "listing_image__renditions")


def check_consent(form) -> None:
    """Add an error to each field of a page's form with a picture that may not be published."""
    fields = defaultdict(list)
    for name, key in _pictures_in(form):
        fields[key].append(name)
    for image in SiteImage.objects.filter(pk__in=fields):
        if not image.may_be_published:
            error = ValidationError(_refusal(image), code="consent")
            for name in dict.fromkeys(fields[image.pk]):
                form.add_error(name, error)


def _pictures_in(form) -> Iterator[tuple[str, int]]:
    """Yield the name of the field and the key of each picture in a form's cleaned data."""
    for name, value in form.cleaned_data.items():
        if isinstance(value, SiteImage):
            yield name, value.pk
        extract = getattr(_model_field(form, name), "extract_references", None)
        for model, key, *_path in extract(value) if extract and value else ():
            if model is SiteImage:
                yield name, int(key)


def _model_field(form, name: str):
    return {field.name: field for field in form._meta.model._meta.get_fields()}.get(name)


def _refusal(image: SiteImage) -> str:
    reasons = {
        Status.WITHDRAWN: _("Consent for the picture “%(title)s” was withdrawn."),
        Status.ENDED: _("Consent for the picture “%(title)s” has ended."),
        Status.MISSING: _("The picture “%(title)s” shows scholars, and no consent is recorded."),
        Status.UNKNOWN: _("Nobody has recorded who is in the picture “%(title)s”."),
    }
    mend = _("Choose another picture, or open this one under Images and complete its record. Then publish.")
    return f"{reasons[image.consent_status] % {'title': image.title}} {mend}"
