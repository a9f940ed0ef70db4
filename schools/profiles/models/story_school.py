from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel
from wagtail.models import Orderable

from pages.models import StoryPage
from schools.register.models import School


class StorySchool(Orderable):
    """Links a story to a school that it is about.

    It is defined here because `pages` must not depend on `schools`. It links to the school, not to a profile, so a
    story in any language can show the profile in its language. As a child of the story it is drafted and published with
    it, and Wagtail's reference index has story → school.
    """

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="school_links")
    # CASCADE, so that an old draft that names a deleted school can still be opened.
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="story_links", verbose_name=_("school"))

    panels = ["school"]

    class Meta(Orderable.Meta):
        verbose_name = _("school of the story")
        constraints = [models.UniqueConstraint(fields=["story", "school"], name="schools_story_names_school_once")]


def add_schools_to_story_editor() -> None:
    """Add the choice of schools to the story editor, above the source."""
    StoryPage.content_panels.insert(
        -1,
        InlinePanel(
            "school_links",
            heading=_("Schools"),
            label=_("School"),
            help_text=_(
                "The schools that this story is about. The story links to them, and their profiles link to it."
            ),
        ),
    )
