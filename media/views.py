"""“Withdraw consent”: preview the pages that lose the picture, then remove it from them."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.models import Page

from media.models import SiteImage
from media.removal import may_withdraw, shares_of, uses_of, withdraw
from toolkit.reports import EditorPage
from toolkit.visibility import public


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For staff only, such as “A parent called the office.” Leave out names."),
    )


class WithdrawView(EditorPage, FormView):
    form_class = WithdrawForm
    template_name = "wagtailadmin/pictures/withdraw.html"
    page_title = _("Withdraw consent")
    header_icon = "image"

    @cached_property
    def image(self):
        return get_object_or_404(SiteImage, pk=self.kwargs["image_id"])

    @cached_property
    def edit_url(self):
        return reverse("wagtailimages:edit", args=[self.image.pk])

    def dispatch(self, request, *args, **kwargs):
        if not may_withdraw(request.user, self.image):
            raise PermissionDenied
        if self.image.consent_withdrawn:
            return redirect(self.edit_url)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.image.title

    @property
    def parents(self):
        return [(self.edit_url, self.image.title)]

    def get_context_data(self, **kwargs):
        images, undecided = shares_of(self.image, self.request.user)
        uses = uses_of(*images)
        pages = public(Page.objects.filter(pk__in=[use.page.pk for use in uses]))
        self.public_keys = set(pages.values_list("pk", flat=True))
        uses = [(use, *self.title_and_address(use)) for use in uses]
        context = {"image": self.image, "uses": uses, "undecided": undecided, "edit_url": self.edit_url}
        return super().get_context_data(**kwargs) | context

    def title_and_address(self, use) -> tuple[str, str | None]:
        """Return what the user may read of the page: the draft, what visitors see, or nothing."""
        if use.page.permissions_for_user(self.request.user).can_edit():
            return use.page.get_admin_display_title(), reverse("wagtailadmin_pages:edit", args=[use.page.pk])
        if use.page.pk in self.public_keys and not use.is_draft:
            return use.page.title, use.page.url
        return "", None

    def form_valid(self, form):
        images, undecided = shares_of(self.image, self.request.user)
        withdraw(images, form.cleaned_data["reason"], undecided)
        messages.success(
            self.request,
            _("Consent withdrawn. “%(title)s” disappears from every page within a minute.")
            % {"title": self.image.title},
        )
        return redirect(self.edit_url)
