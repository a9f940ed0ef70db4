"""Who can delete, archive, and move a page."""

from wagtail.models import PagePermissionTester

from pages.archive_folder import is_archived

HOME_DEPTH = 2


class PagePermissions(PagePermissionTester):
    """Wagtail's permissions, except for removing pages.

    A page that was public may be linked and cited, so it is archived and can be restored, and only admins can delete it
    from there. Other people's pages are theirs, so people who cannot publish can delete only their own drafts. The same
    applies to moving, which Wagtail treats as deleting here and adding there.
    """

    def can_delete(self, ignore_bulk=False):
        may_go = not self.was_public or (self.user.is_superuser and is_archived(self.page))
        return may_go and self._can_remove(ignore_bulk)

    def can_archive(self):
        """Only people who can also restore the page archive it."""
        page = self.page
        if page.depth <= HOME_DEPTH or is_archived(page) or not page.specific_class.can_be_archived:
            return False
        may_restore = (
            self.user.is_superuser or "publish" in page.get_parent().permissions_for_user(self.user).permissions
        )
        return may_restore and self.was_public and self._can_remove(ignore_bulk=True)

    def can_move(self):
        return not is_archived(self.page) and self._can_remove(ignore_bulk=True)

    def can_move_to(self, destination):
        return not (is_archived(self.page) or is_archived(destination)) and super().can_move_to(destination)

    def can_edit(self):
        return not is_archived(self.page) and super().can_edit()

    def can_publish(self):
        return not is_archived(self.page) and super().can_publish()

    def can_add_subpage(self):
        return not is_archived(self.page) and super().can_add_subpage()

    @property
    def was_public(self) -> bool:
        """Whether the page or one below it was ever public."""
        page = self.page
        return bool(page.first_published_at) or (
            page.numchild > 0 and page.get_descendants().filter(first_published_at__isnull=False).exists()
        )

    def _can_remove(self, ignore_bulk):
        if not super().can_delete(ignore_bulk):
            return False
        if self.user.is_superuser or "publish" in self.permissions:
            return True
        return not self.page.get_descendants(inclusive=True).exclude(owner=self.user, first_published_at=None).exists()


def can_archive(page, user) -> bool:
    """Whether `user` can archive `page`. The root of all pages and the archive itself are not of this site's types."""
    permissions = page.permissions_for_user(user)
    return isinstance(permissions, PagePermissions) and permissions.can_archive()
