"""“Delete” of a page that was public: which pages are hidden, and where visitors go instead. And “Restore”."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page

from pages.links.fixes import point_to, report_fixed
from pages.links.places import links_to, places_of
from pages.models import ArchivedPage
from pages.permissions import can_archive
from toolkit.visibility import public

from .archiving import NoPlace, archive, restore, with_translations


class ArchiveForm(forms.Form):
    target = forms.ModelChoiceField(
        Page.objects.all(),
        label=_("Point visitors to"),
        widget=AdminPageChooser,
        help_text=_(
            "Visitors who open an old address get this page, each in their language. If it is not translated, they "
            "get the closest page above it that is."
        ),
    )
    change_links = forms.BooleanField(
        label=_("Point the links on these pages there, too"),
        required=False,
        initial=True,
        help_text=_("Otherwise the text stays, without a link."),
    )

    def __init__(self, *args, archived, has_links, **kwargs):
        super().__init__(*args, **kwargs)
        self.archived = archived
        if not has_links:
            del self.fields["change_links"]

    def clean_target(self):
        target = self.cleaned_data["target"]
        if any(target.path.startswith(page.path) for page in self.archived):
            raise ValidationError(_("This page will be archived, too. Choose another one."))
        if not public(Page.objects.filter(pk=target.pk)).exists():
            raise ValidationError(_("Visitors can't see this page. Choose a published one."))
        return target


class ArchiveView(WagtailAdminTemplateMixin, FormView):
    form_class = ArchiveForm
    template_name = "wagtailadmin/pages/archive.html"
    page_title = _("Archive this page")
    header_icon = "bin"

    def dispatch(self, request, *args, **kwargs):
        self.page = get_object_or_404(Page.objects.select_related("locale"), pk=kwargs["page_id"]).specific
        if not can_archive(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        title = self.get_page_subtitle()
        here = [{"url": edit, "label": title}, {"url": "", "label": self.page_title, "sublabel": title}]
        return [*self.breadcrumbs_items, *here]

    @cached_property
    def archived(self) -> list[Page]:
        """The page and its translations, each followed by the pages below it."""
        tops = with_translations(self.page)
        return [page for top in tops for page in top.get_descendants(inclusive=True).select_related("locale")]

    @cached_property
    def places(self):
        return places_of(links_to(self.archived), self.request.user)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"archived": self.archived, "has_links": bool(self.places)}

    def get_initial(self):
        above = public(self.page.get_ancestors().filter(depth__gt=1))
        return {"target": above.order_by("-depth").first(), "change_links": True}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "archived": self.archived,
            "places": self.places,
            "is_protected": any(place.is_protected for place in self.places),
            "next": get_valid_next_url_from_request(self.request),
        }

    def form_valid(self, form):
        if any(place.is_protected for place in self.places):
            raise PermissionDenied
        parent, target = self.page.get_parent(), form.cleaned_data["target"]
        archive(self.page, self.request.user, target)
        text = _("“%(title)s” is archived. Its addresses lead to “%(target)s”.")
        words = {"title": self.page.get_admin_display_title(), "target": target.title}
        messages.success(self.request, text % words, buttons=[messages.button(reverse("archive"), _("Archive"))])
        if form.cleaned_data.get("change_links"):
            self.point_links(target)
        explorer = reverse("wagtailadmin_explore", args=[parent.pk])
        return redirect(get_valid_next_url_from_request(self.request) or explorer)

    def point_links(self, target: Page) -> None:
        pages = [place.record for place in self.places if isinstance(place.record, Page)]
        pages.sort(key=lambda page: page.locale_id != Locale.get_default().pk)  # translations follow their originals
        keys = [page.pk for page in self.archived]
        done = {page: point_to(page, keys, target, self.request.user) for page in pages}
        drafts = [page for page, is_public in done.items() if is_public is False]
        places = places_of(links_to(self.archived), self.request.user)
        left = [place for place in places if place.record not in drafts and not place.is_past]
        report_fixed(self.request, [*filter(lambda result: result is not None, done.values())], others=len(left))


def may_restore(user, row: ArchivedPage) -> bool:
    """Whether `user` can publish where the page was."""
    return user.is_superuser or (row.parent and "publish" in row.parent.permissions_for_user(user).permissions)


@require_POST
def restore_page(request, page_id: int):
    row = get_object_or_404(ArchivedPage.objects.select_related("page__locale", "parent"), pk=page_id)
    if not may_restore(request.user, row):
        raise PermissionDenied
    publish = "publish" in request.POST
    try:
        restored = restore(row.page, request.user, publish=publish)
    except NoPlace as error:
        messages.error(request, str(error))
        return redirect("archive")
    for each in restored:
        if each.has_new_slug:
            text = _("“%(title)s” is a draft again. Another page has its address now, so it got “%(slug)s”.")
        elif publish and str(each.page.pk) in each.was_live:
            text = _("“%(title)s” is public again, where it was.")
        else:
            text = _("“%(title)s” is a draft again, where it was. Publish it to show it to visitors.")
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[each.page.pk]), _("Edit"))
        words = {"title": each.page.get_admin_display_title(), "slug": each.page.slug}
        messages.success(request, text % words, buttons=[edit])
    return redirect("archive")


def delete_button(page, user, next_url=None, **kwargs):
    """Yield “Delete” for pages that it archives."""
    if can_archive(page, user):
        yield Button(_("Delete"), reverse("archive_page", args=[page.pk]), icon_name="bin", priority=50)


def urls():
    return [
        path("pages/<int:page_id>/archive/", ArchiveView.as_view(), name="archive_page"),
        path("pages/<int:page_id>/restore/", restore_page, name="restore_page"),
    ]
