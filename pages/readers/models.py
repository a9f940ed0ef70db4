from django.db import models
from wagtail.models import Page


class PageReads(models.Model):
    """How often a page, in its language, was read on a day. Nothing about who read it, nor when on that day."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="reads")
    day = models.DateField()
    count = models.PositiveIntegerField()
    from_elsewhere = models.PositiveIntegerField()  # of them, from a search engine, a message, or a typed address

    wagtail_reference_index_ignore = True  # a count is no place where a page is used

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="pages_reads_of_a_day")]
        ordering = ["day"]

    def __str__(self):
        return f"{self.page_id}, {self.day}: {self.count}"
