"""Bulk actions of the listing, for the selected schools or for all that are listed, and the page of one bulk edit."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from schools.changes.views import RowsView
from schools.register.models import School

from . import edits
from .edits import EDIT, EditForm
from .views import listed_schools

LONGEST_KEY = 18  # digits; longer numbers do not fit into a database key


class ListedSchoolsMixin:
    """Makes “All in this listing” follow filters and search. Wagtail would take the whole register."""

    models = [School]

    def get_all_objects_in_listing_query(self, parent_id):
        return [str(key) for key in listed_schools(self.request).values_list("pk", flat=True)]

    @classmethod
    def get_queryset(cls, model, object_ids):
        keys = [key for key in object_ids if key.isdecimal() and len(key) <= LONGEST_KEY]
        schools = School.objects.filter(pk__in=keys)
        if not schools:
            raise Http404
        return schools


class DeleteSchools(ListedSchoolsMixin, DeleteBulkAction):
    """Wagtail's bulk delete, for the listed schools."""


@method_decorator(permission_required("schools.change_school", raise_exception=True), name="dispatch")
class EditSchools(ListedSchoolsMixin, SnippetBulkAction):
    """Asks which fields to change and how. It changes nothing yet: the next page is a preview."""

    display_name = gettext_lazy("Change fields")
    action_type = "edit"
    aria_label = gettext_lazy("Change fields of the selected schools")
    action_priority = 10
    template_name = "schools/listing/edit.html"
    form_class = EditForm

    def object_context(self, school):
        return {"item": school}

    def get_form_kwargs(self):
        schools, _without_access = self.get_actionable_objects()
        return {**super().get_form_kwargs(), "schools": schools}

    def get_context_data(self, **kwargs):
        title = _("Change fields")
        trail = [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": self.next_url, "label": _("Register")},
            {"url": "", "label": title},
        ]
        return super().get_context_data(**kwargs, header_title=title, breadcrumbs_items=trail)

    def form_valid(self, form):
        schools, changes = form.cleaned_data["schools"], form.edits
        fields = ", ".join(dict.fromkeys(form.label_of(edit.field) for edit in changes))
        school_count = ngettext("%(count)d school", "%(count)d schools", len(schools)) % {"count": len(schools)}
        name = _("%(fields)s of %(schools)s") % {"fields": fields, "schools": school_count}
        change_set = edits.receive(name, schools, changes, user=self.request.user)
        return redirect(f"{change_set.url}?{urlencode({'next': self.next_url})}")


class BulkEditView(RowsView):
    """Shows, applies, undoes, or drops a bulk edit."""

    template_name = "schools/listing/bulk_edit.html"
    header_icon = "edit"
    kinds = (EDIT,)
    discarded = gettext_lazy("Nothing was changed.")

    def get_success_url(self):
        return self.request.get_full_path()

    @property
    def parents(self):
        """The listing, with the filters that were set when the schools were chosen."""
        listing = reverse(School.snippet_viewset.get_url_name("list"))
        return [(get_valid_next_url_from_request(self.request) or listing, _("Register"))]


urlpatterns = [path("schools/register/edits/<int:pk>/", BulkEditView.as_view(), name="schools_bulk_edit")]
hooks.register("register_bulk_action", EditSchools)
hooks.register("register_bulk_action", DeleteSchools, order=100)  # after Wagtail's, to replace it
