"""The pages that use a picture, drafts included."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

# In the JSON of a draft, the name of a field or block with a picture ends with “image”. A body is JSON within the JSON.
IN_DRAFT = r'image\\?": ({})\M'


@dataclass(frozen=True)
class Use:
    """One page. `is_draft`: the picture is in its draft only, so visitors don't see it there."""

    page: Page
    is_draft: bool


def uses_of(*images) -> list[Use]:
    """Return the pages with any of `images` in the order of the page tree."""
    if not images:
        return []
    keys = [image.pk for image in images]
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(images[0]),
        to_object_id__in=map(str, keys),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    stored = {int(key) for key in references.values_list("object_id", flat=True)}
    drafts = Page.objects.filter(has_unpublished_changes=True).alias(
        content=Cast("latest_revision__content", TextField())
    )
    in_drafts = drafts.filter(content__regex=IN_DRAFT.format("|".join(map(str, keys)))).values("pk")
    pages = Page.objects.filter(Q(pk__in=stored) | Q(pk__in=in_drafts)).select_related("locale").order_by("path")
    return [Use(page, is_draft=not (page.live and page.pk in stored)) for page in pages]
