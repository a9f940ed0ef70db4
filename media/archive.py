"""Pictures and documents that visitors got on a page are archived, not deleted: the file stays, out of all lists.

Publishing a page that has one, such as an earlier version, takes it out of the archive again.
"""

from django.http import Http404
from django.utils import timezone
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from media.models import SiteDocument, SiteImage

POLICIES = {SiteImage: image_policy, SiteDocument: document_policy}


class LibraryPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's permissions, except that only admins delete what was public, and only from the archive."""

    def user_has_any_permission_for_instance(self, user, actions, instance):
        if instance.archived_at:
            return user.is_superuser and "delete" in actions
        allowed = set(actions) - {"delete"} if instance.was_public else set(actions)
        return bool(allowed) and super().user_has_any_permission_for_instance(user, allowed, instance)

    def instances_user_has_any_permission_for(self, user, actions):
        return super().instances_user_has_any_permission_for(user, actions).filter(archived_at=None)

    def can_archive(self, user, instance) -> bool:
        """Whether `user` manages the collection. People who only add files delete their own, until these are public."""
        is_current = instance.was_public and not instance.archived_at
        return is_current and self._check_perm(user, {"change"}, collection=instance.collection)

    def archived(self, user):
        """Return the archived files that `user` may restore."""
        collections = self._collections_with_perm(user, {"change"})
        files = self.model.objects.exclude(archived_at=None)
        return files if user.is_superuser else files.filter(collection__in=collections)


def apply_policy() -> None:
    """Change the class of Wagtail's policies, because its views have imported the objects."""
    for policy in POLICIES.values():
        policy.__class__ = LibraryPolicy


def archive(file, user) -> None:
    file.archived_at, file.archived_by = timezone.now(), user
    file.save(update_fields=["archived_at", "archived_by"])


def restore(file) -> None:
    file.archived_at = file.archived_by = None
    file.save(update_fields=["archived_at", "archived_by"])


def refuse_archived(document, request) -> None:
    """Serve no archived document. A hook of Wagtail."""
    if document.archived_at:
        raise Http404
