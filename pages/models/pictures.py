"""The pictures of pages: prefetch them, and check that those of a form or a bulk action may be published."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from media.models import SiteImage, Status
from pages.translation.panel import untranslated


def fetch_pictures(pages) -> None:
    """Fetch the pictures of all `pages` and their renditions in at most two queries; none without pictures."""
    prefetch_related_objects(pages, "listing_image__renditions")


def check_consent(form) -> None:
    """Add an error to each field of a page's form with a picture that may not be published."""
    found = [(name, key) for name, key in _pictures_on(form.instance) if name in form.cleaned_data]
    images = SiteImage.objects.in_bulk({key for _name, key in found})
    for name, key in dict.fromkeys(found):
        if key in images and not images[key].may_be_published:
            form.add_error(name, ValidationError(_refusal(images[key]), code="consent"))


def refuse_bulk_publishing(request, action_type, objects, view):
    """Publish none of the pages if one, which no form checks, has a picture that may not be shown or no translation."""
    if action_type != "publish" or view.model is not Page:
        return None
    pages = list(objects)
    if view.cleaned_form.cleaned_data["include_descendants"]:
        pages += [child for page in objects for child in page.get_descendants().not_live()]
    drafts = [page.get_latest_revision_as_object() for page in pages]
    in_english = (untranslated(draft) for draft in drafts if not getattr(draft, "english_only", ""))
    found = [*refusals(drafts), *filter(None, in_english)]
    for refusal in found:
        messages.error(request, refusal)
    return redirect(view.next_url) if found else None


def refusals(drafts: Iterable[Page]) -> list[str]:
    """Return why pages may not be published, for each picture on them that may not."""
    keys = {draft: {key for _name, key in _pictures_on(draft)} for draft in drafts}
    images = SiteImage.objects.in_bulk(set().union(*keys.values()))
    return [
        f"{draft.get_admin_display_title()}: {_refusal(images[key])}"
        for draft in keys
        for key in sorted(keys[draft] & set(images))
        if not images[key].may_be_published
    ]


def _pictures_on(page) -> Iterator[tuple[str, int]]:
    """Yield the name of the field and the key of each picture in the fields of a page."""
    for field in page._meta.concrete_fields:
        value, extract = field.value_from_object(page), getattr(field, "extract_references", None)
        if field.related_model is SiteImage and value:
            yield field.name, value
        for model, key, *_path in extract(value) if extract and value else ():
            if model is SiteImage:
                yield field.name, int(key)


def _refusal(image: SiteImage) -> str:
    reasons = {
        Status.WITHDRAWN: _("Consent for the picture “%(title)s” was withdrawn."),
        Status.ENDED: _("Consent for the picture “%(title)s” has ended."),
        Status.MISSING: _("The picture “%(title)s” shows scholars, and no consent is recorded."),
        Status.UNKNOWN: _("Nobody has recorded who is in the picture “%(title)s”."),
    }
    mend = _("Choose another picture, or open this one under Images and complete its record. Then publish.")
    return f"{reasons[image.consent_status] % {'title': image.title}} {mend}"
