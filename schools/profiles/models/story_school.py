from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from pages.models import StoryPage
from schools.register.models import School


class StorySchool(Orderable):
    """Says that a story is about a school.

    Lives here and not with the story: `pages` knows no schools, in its imports, in its tables and in its migrations.
    It points at the record, which exists once, so a story in any language shows the profile of its own language. A
    child of the story, it is drafted and published with it, and Wagtail's reference index sees story → school.
    """

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="school_links")
    # CASCADE: an old draft that names a deleted school can still be opened.
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="story_links", verbose_name=_("school"))

    panels = [FieldPanel("school")]

    class Meta(Orderable.Meta):
        verbose_name = _("school of the story")
        constraints = [models.UniqueConstraint(fields=["story", "school"], name="schools_story_names_school_once")]


def add_schools_to_story_editor() -> None:
    """Lets editors choose the schools of a story, before its source."""
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
