"""Bases of the pages of school desks and the office."""

from django.db import transaction
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from toolkit.reports import EditorPage

from . import access


class DeskPage(EditorPage):
    """A page below the desk of one school, for its editors and for people for whom `keeps_all` is true."""

    keeps_all = staticmethod(access.keeps_register)

    @property
    def parents(self):
        desk = reverse("school_desk", args=[self.school.slug])
        return [(reverse("school_desks"), _("School desks")), (desk, self.school.short_name)]

    @cached_property
    def school(self):
        """The school, locked if this is a change."""
        user, is_change = self.request.user, self.request.method == "POST"
        return access.desk_school(user, self.kwargs["slug"], lock=is_change, keeps_all=self.keeps_all)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, school=self.school)


@method_decorator(transaction.atomic, name="dispatch")
class DeskFormView(DeskPage, FormView):
    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
