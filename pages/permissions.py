"""Who can delete a page."""

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    """Wagtail's permissions, except that people who cannot publish can delete only their own unpublished pages.

    A page that was public may be linked and cited, and other people's pages are theirs: a Publisher deletes those. The
    same applies to moving, which Wagtail treats as deleting here and adding there.
    """

    def can_delete(self, ignore_bulk=False):
        if not super().can_delete(ignore_bulk):
            return False
        if self.user.is_superuser or "publish" in self.permissions:
            return True
        return not self.page.get_descendants(inclusive=True).exclude(owner=self.user, first_published_at=None).exists()
