"""“Unpublish”: where visitors go instead, and which links change. Publishing again takes it back (`receivers.py`)."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.unpublish import Unpublish
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from pages import redirects
from pages.links.places import change_links, counterpart, places_linking_to, report_fixed
from toolkit.visibility import public


class UnpublishForm(forms.Form):
    target = forms.ModelChoiceField(
        Page.objects.none(),
        label=_("Send visitors to"),
        required=False,
        widget=AdminPageChooser,
        help_text=_(
            "Old addresses lead to this page until the page is published again. Each visitor gets it in their "
            "language, or the closest page above it that is translated. Without a page, visitors see “page not found”."
        ),
        error_messages={
            "invalid_choice": _("Visitors won't see this page. Choose a published one that stays and is not private.")
        },
    )
    include_descendants = forms.BooleanField(required=False)
    change_links = forms.BooleanField(
        label=_("Change the links, too"),
        required=False,
        help_text=_("Otherwise the text stays, without a link, and menu items disappear."),
    )

    def __init__(self, *args, leaving: list[Page], below: list[Page], places, **kwargs):
        super().__init__(*args, **kwargs)
        targets = public(Page.objects.filter(depth__gt=1))
        for page in leaving:
            targets = targets.exclude(path__startswith=page.path)
        self.fields["target"].queryset = targets
        self.leaving, self.places = leaving, places
        text = ngettext("Unpublish the page below it, too", "Unpublish the %(count)s pages below it, too", len(below))
        self.fields["include_descendants"].label = text % {"count": len(below)}
        if not below:
            del self.fields["include_descendants"]
        if not places:
            del self.fields["change_links"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("change_links") and not cleaned.get("target") and "target" not in self.errors:
            self.add_error("target", _("Choose the page that links should lead to, or clear “Change the links, too”."))
        keys = {str(page.pk) for page in self.leaving}
        for place in self.places:
            is_leaving = cleaned.get("include_descendants") or keys & {link.to_object_id for link in place.links}
            if place.is_protected and is_leaving:
                raise ValidationError(
                    _("This page or one below it is a required posting. Post something else in its place first.")
                )
        return cleaned


class UnpublishView(Unpublish):
    """Wagtail's view, with a redirect to another page and a list of the links."""

    template_name = "wagtailadmin/pages/unpublish.html"
    usage_url_name = None  # the list of places has more

    def dispatch(self, request, *args, **kwargs):
        if not self.object.live and self.object.permissions_for_user(request.user).can_publish():
            said = _("“%(title)s” has already been unpublished. Nothing was changed.")
            messages.warning(request, said % {"title": self.object.get_admin_display_title()})
            return redirect(self.edit_url_name, self.object.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def below(self) -> list[Page]:
        """The public pages below the page and its translations."""
        tops = self.objects_to_unpublish
        return [page for top in tops for page in top.get_descendants().live().select_related("locale")]

    @cached_property
    def places(self):
        places = places_linking_to([*self.objects_to_unpublish, *self.below], self.request.user)
        return [place for place in places if not place.is_of(self.objects_to_unpublish)]

    @cached_property
    def form(self):
        above = public(self.object.get_ancestors().filter(depth__gt=1)).order_by("-depth").first()
        return UnpublishForm(
            self.request.POST if self.request.method == "POST" else None,
            initial={"target": above, "change_links": above is not None},
            leaving=self.objects_to_unpublish,
            below=self.below,
            places=self.places,
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"form": self.form, "places": self.places}

    def get_success_message(self):
        target, words = self.form.cleaned_data["target"], {"title": self.object.get_admin_display_title()}
        if target is None:
            return _("“%(title)s” is unpublished.") % words
        words["target"] = counterpart(target, self.object.locale).title
        return _("“%(title)s” is unpublished. Its address now redirects to “%(target)s”.") % words

    def post(self, request, *args, **kwargs):
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        with transaction.atomic():
            answer = super().post(request, *args, **kwargs)
            if target := self.form.cleaned_data["target"]:
                self.redirect(target)
        return answer

    def redirect(self, target: Page) -> None:
        """Redirect the pages that are gone to `target`, and change the links to them if asked to."""
        keys = [page.pk for page in (*self.objects_to_unpublish, *self.below)]
        gone = Page.objects.filter(pk__in=keys, live=False).select_related("locale").specific()
        leads_to = {page: counterpart(target, page.locale) for page in gone}
        for page, new in leads_to.items():
            redirects.add(redirects.addresses(page), new, is_permanent=False)
        if self.form.cleaned_data.get("change_links"):
            places = places_linking_to(leads_to, self.request.user)
            records = [place.record for place in places if not place.is_past and not place.is_of(leads_to)]
            report_fixed(self.request, change_links(records, leads_to, self.request.user))


def refuse_bulk_unpublishing(request, action_type, objects, view):
    """Unpublish none of the pages that are ticked in a list if a required posting names one: Wagtail asks nothing."""
    if action_type != "unpublish" or view.model is not Page:
        return None
    pages = {str(page.pk): page for page in objects}
    if view.cleaned_form.cleaned_data["include_descendants"]:
        pages |= {str(below.pk): below for page in objects for below in page.get_descendants().live()}
    protected = [place for place in places_linking_to(pages.values(), request.user) if place.is_protected]
    for key in {link.to_object_id: None for place in protected for link in place.links}:
        text = _("“%(title)s” is a required posting. Post something else in its place first.")
        messages.error(request, text % {"title": pages[key].get_admin_display_title()})
    return redirect(view.next_url) if protected else None
