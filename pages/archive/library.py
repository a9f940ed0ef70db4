"""“Delete” of a picture or document that visitors got on a page archives it (`media.archive`). And “Restore”."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.documents.views.documents import EditView as DocumentEditView
from wagtail.images.views.images import EditView as ImageEditView
from wagtail.models import ReferenceIndex

from media import archive
from media.models import SiteDocument, SiteImage
from pages.links.places import places_of

KINDS = {"image": SiteImage, "document": SiteDocument}
NAMES = {model: kind for kind, model in KINDS.items()}
NAMESPACES = {SiteImage: "wagtailimages", SiteDocument: "wagtaildocs"}


class ArchiveFileView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "wagtailadmin/shared/archive_file.html"
    page_title = _("Archive this file")
    header_icon = "bin"
    model = SiteImage
    key_name = ""

    def dispatch(self, request, *args, **kwargs):
        self.file = get_object_or_404(self.model, pk=kwargs[self.key_name])
        if not archive.POLICIES[self.model].can_archive(request.user, self.file):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.file.title

    @property
    def edit_url(self):
        return reverse(f"{NAMESPACES[self.model]}:edit", args=[self.file.pk])

    def get_breadcrumbs_items(self):
        here = [{"url": self.edit_url, "label": self.file.title}, {"url": "", "label": self.page_title}]
        return [*self.breadcrumbs_items, *here]

    @cached_property
    def places(self):
        """The places from which visitors get the file. A draft that has it takes it out of the archive again."""
        places = places_of(ReferenceIndex.get_references_to(self.file), self.request.user)
        return [place for place in places if getattr(place.record, "live", True)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"places": self.places, "edit_url": self.edit_url}

    def post(self, request, *args, **kwargs):
        if self.places:
            return self.get(request, *args, **kwargs)
        archive.archive(self.file, request.user)
        messages.success(request, _("“%(title)s” is archived.") % {"title": self.file.title})
        return redirect(f"{NAMESPACES[self.model]}:index")


@require_POST
def restore_file(request, model, **key):
    file = get_object_or_404(archive.POLICIES[model].archived(request.user), pk=key.popitem()[1])
    archive.restore(file)
    edit = messages.button(reverse(f"{NAMESPACES[model]}:edit", args=[file.pk]), _("Edit"))
    messages.success(request, _("“%(title)s” is in the library again.") % {"title": file.title}, buttons=[edit])
    return redirect(f"archived_{NAMES[model]}s")


def offer_archiving() -> None:
    """Let “Delete” in the forms of pictures and documents archive what was public."""
    for view in (ImageEditView, DocumentEditView):
        view.can_delete = property(_can_remove)
        view.get_delete_url = _removal_url(view.get_delete_url)


def _can_remove(view) -> bool:
    return view.permission_policy.can_archive(view.request.user, view.object) or view.user_has_permission_for_instance(
        "delete", view.object
    )


def _removal_url(get_delete_url):
    def get_url(view):
        if not view.object.was_public:
            return get_delete_url(view)
        return reverse(f"archive_{NAMES[type(view.object)]}", args=[view.object.pk])

    return get_url


def urls():
    routes = []
    for kind, model in KINDS.items():
        key, view = f"{kind}_id", ArchiveFileView.as_view(model=model, key_name=f"{kind}_id")
        routes += [
            path(f"{kind}s/<int:{key}>/archive/", view, name=f"archive_{kind}"),
            path(f"{kind}s/<int:{key}>/restore/", restore_file, {"model": model}, name=f"restore_{kind}"),
        ]
    return routes
