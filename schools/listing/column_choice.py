"""The page where people choose the columns of the listing."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.permission_policies import ModelPermissionPolicy

from schools.register.models import School
from schools.register.page_headers import page_header

from . import columns


class ColumnsForm(forms.Form):
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The name column is always shown. Only you see this choice."),
    )

    def __init__(self, *args, available, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(column.name, column.label) for column in available]


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request):
    """Save the columns that the user chose, and return to the listing with its filters."""
    user = request.user
    if not ModelPermissionPolicy(School).user_has_any_permission(user, ["add", "change", "delete", "view"]):
        raise PermissionDenied
    register = reverse(School.snippet_viewset.get_url_name("list"))
    next_url = get_valid_next_url_from_request(request) or register
    if "usual" in request.POST:
        columns.delete_choice(user)
        messages.success(request, _("The default columns are shown again."))
        return redirect(next_url)
    current_names = [column.name for column in columns.columns_for(user)]
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, available=columns.available_columns(user), initial={"columns": current_names})
    if form.is_valid():
        columns.save_choice(user, form.cleaned_data["columns"])
        messages.success(request, _("Your columns are shown."))
        return redirect(next_url)
    context = {
        "form": form,
        "next": next_url,
        **page_header(_("Columns"), "table", (next_url, _("Register"))),
    }
    return render(request, "schools/listing/columns.html", context, status=422 if form.is_bound else 200)
