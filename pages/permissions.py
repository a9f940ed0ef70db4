"""Who can delete and move a page."""

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    """Wagtail's permissions, except for removing pages.

    A page that was public may be linked and cited, so it is unpublished and can be published again. Only admins can
    delete it then. Other people's pages are theirs, so people who cannot publish can delete only their own drafts. The
    same applies to moving, which Wagtail treats as deleting here and adding there.
    """

    def can_delete(self, ignore_bulk=False):
        may_go = not self.was_public or (self.user.is_superuser and not self._with_below.filter(live=True).exists())
        return may_go and self._can_remove(ignore_bulk)

    def can_move(self):
        return self._can_remove(ignore_bulk=True)

    @property
    def was_public(self) -> bool:
        """Whether the page or one below it was ever public."""
        page = self.page
        return bool(page.first_published_at) or (
            page.numchild > 0 and self._with_below.filter(first_published_at__isnull=False).exists()
        )

    @property
    def _with_below(self):
        return self.page.get_descendants(inclusive=True)

    def _can_remove(self, ignore_bulk):
        if not super().can_delete(ignore_bulk):
            return False
        if self.user.is_superuser or "publish" in self.permissions:
            return True
        return not self._with_below.exclude(owner=self.user, first_published_at=None).exists()
