"""Who may delete a page."""

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    """Wagtail's, but people who cannot publish delete their own drafts only.

    What was public once may be linked and cited, and what somebody else wrote is theirs: for both ask a Publisher.
    The same holds for moving, which for Wagtail is deleting here and adding there.
    """

    def can_delete(self, ignore_bulk=False):
        if not super().can_delete(ignore_bulk):
            return False
        if self.user.is_superuser or "publish" in self.permissions:
            return True
        return not self.page.get_descendants(inclusive=True).exclude(owner=self.user, first_published_at=None).exists()
