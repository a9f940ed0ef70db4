"""Who can delete a picture or a document: nobody while a page or another record uses it."""

from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.documents.views.documents import EditView as DocumentEditView
from wagtail.documents.views.documents import UsageView as DocumentUsageView
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.images.views.images import EditView as ImageEditView
from wagtail.images.views.images import UsageView as ImageUsageView
from wagtail.models import ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.search.index import insert_or_update_object

from media.models import SiteDocument


def is_used(file) -> bool:
    return ReferenceIndex.get_references_to(file).exists()


class LibraryPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's permissions, except that nobody deletes a file that is in use."""

    def user_has_any_permission_for_instance(self, user, actions, instance):
        actions = set(actions)
        if "delete" in actions and is_used(instance):
            actions -= {"delete"}
        return bool(actions) and super().user_has_any_permission_for_instance(user, actions, instance)

    def may_delete(self, user, instance) -> bool:
        return super().user_has_any_permission_for_instance(user, {"delete"}, instance)


def apply() -> None:
    """Change Wagtail's policies and views, which have imported each other: “Delete” of a used file lists its places."""
    for policy in (image_policy, document_policy):
        policy.__class__ = LibraryPolicy
    for edit, usage in ((ImageEditView, ImageUsageView), (DocumentEditView, DocumentUsageView)):
        edit.can_delete = property(lambda view: view.permission_policy.may_delete(view.request.user, view.object))
        edit.get_delete_url = _delete_url(edit.get_delete_url)
        usage.get_breadcrumbs_items = _with_advice(usage.get_breadcrumbs_items)


def _with_advice(stock):
    """Say what to do in the heading of the list of places, which is its last breadcrumb."""

    def get_items(view):
        *above, here = stock(view)
        advice = {"label": _("Remove it from these places before you delete it")} if is_used(view.object) else {}
        return [*above, here | advice]

    return get_items


def _delete_url(stock):
    return lambda view: view.object.usage_url if is_used(view.object) else stock(view)


@receiver(m2m_changed, sender=SiteDocument.tags.through)
def index_document_of_tags(instance, action, **kwargs):
    """Update the search index when tags are added to documents in bulk. Forms already do this."""
    if action.startswith("post_") and isinstance(instance, SiteDocument):
        insert_or_update_object(instance)
