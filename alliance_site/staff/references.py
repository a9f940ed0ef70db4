"""Access checks for references in the editor's forms: to pictures, documents, pages and records.

Choosers only offer objects the user has access to, but a browser can send any key. Wagtail then shows the object's
title, address and picture, in the preview and next to errors. So forms are checked before any other code reads them:
references the user has no access to are removed, and the field gets an error. References that the page already has
stay.
"""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField, ModelChoiceField, model_to_dict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks.stream_block import StreamValue
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page

from alliance_site.staff.school_gate import own_collections, readable_pages, teams_of
from pages.links.places import Reference, base_model, text_with_changes, with_changes
from pages.models import Figure
from schools.models import School
from schools.profiles.forms import STAYS

MESSAGES = {
    get_image_model(): _(
        "This picture is not in your library, so it was removed here. Choose a picture from your library, or ask "
        "Communications to add this one."
    ),
    get_document_model(): _(
        "This document is not in your library, so it was removed here. Choose a document from your library, or ask "
        "Communications to add this one."
    ),
    Page: _(
        "You don't have access to this page, so the link to it was removed here. Link to a published page, or ask "
        "Communications to add this link."
    ),
    School: STAYS,
}
DEFAULT_MESSAGE = _("You don't have access to this item, so it was removed here. Ask Communications to add it.")


def guard_forms() -> None:
    """Check every form for pages and records, and the rows of their inline panels: Wagtail uses this class for all."""
    WagtailAdminModelForm.bound_field_class = CheckedField
    WagtailAdminModelForm.full_clean = _full_clean


class CheckedField(BoundField):
    """A bound field whose data never has references that the user has no access to."""

    @cached_property
    def data(self):
        return without_references(self._raw_data, self.refused) if self.refused else self._raw_data

    @cached_property
    def _raw_data(self):
        return super().data

    @cached_property
    def refused(self) -> set[Reference]:
        user = getattr(self.form, "for_user", None)
        if user is None or user.is_superuser or not self.form.is_bound:
            return set()
        added = references(self, self._raw_data) - _initial_references(self.form)
        added -= accessible(added, user)
        return added - _stored_references(self.form) if added else added


def _full_clean(form) -> None:
    for formset in form.formsets.values():
        for row in formset.forms:
            row.for_user = form.for_user
    super(WagtailAdminModelForm, form).full_clean()
    for name in form.fields:
        if refused := form[name].refused:
            form.errors.pop(name, None)  # such as “This field is required”, because the value was removed
            messages = {MESSAGES.get(model, DEFAULT_MESSAGE) for model, _key in refused}
            form.add_error(name, ValidationError(" ".join(sorted(str(text) for text in messages)), code="out_of_reach"))


# Access


def accessible(requested: set[Reference], user) -> set[Reference]:
    """Return those of `requested` that `user` has access to."""
    allowed = set()
    for model in {model for model, _key in requested}:
        keys = {key for kind, key in requested if kind is model}
        objects = _accessible_objects(model, user)
        if objects is not None:
            existing = objects.filter(pk__in=[key for key in keys if key.isdecimal() and len(key) < 19])
            keys &= {str(key) for key in existing.values_list("pk", flat=True)}
        allowed |= {(model, key) for key in keys}
    return allowed


def _accessible_objects(model, user) -> QuerySet | None:
    """Return the objects of `model` the user may refer to, or None for all of them. School editors may refer to no
    objects of other models."""
    policy = {get_image_model(): image_policy, get_document_model(): document_policy}.get(model)
    if policy:
        objects = policy.instances_user_has_any_permission_for(user, ["choose"])
        return objects.filter(collection__in=own_collections(user)) if teams_of(user) else objects
    if not teams_of(user):
        return None
    if model is Page:
        return readable_pages(user)
    if model is School:
        return School.objects.filter(team__in=teams_of(user))
    if model is Figure:
        return Figure.objects.filter(live=True)
    return model._default_manager.none()


# References in a value


def references(field: BoundField, value) -> set[Reference]:
    """Return the references in a raw or cleaned `value` of a form's `field`."""
    if isinstance(field.field, ModelChoiceField):
        values = value if isinstance(value, list | tuple) else [value]
        model = base_model(field.field.queryset.model)
        return {(model, str(getattr(item, "pk", item))) for item in values if item not in (None, "")}
    model_fields = {model_field.name: model_field for model_field in field.form._meta.model._meta.get_fields()}
    extract = getattr(model_fields.get(field.name), "extract_references", None)
    return {(base_model(model), str(key)) for model, key, *_path in extract(value)} if extract and value else set()


def _initial_references(form) -> set[Reference]:
    """Return the references of the form's object as it was opened; for a page, in its latest revision."""
    if not hasattr(form, "_initial_references"):
        field_references = [references(field, field.initial) for field in form]
        form._initial_references = set().union(*field_references)
    return form._initial_references


def _stored_references(form) -> set[Reference]:
    """Return the references of the form's object as stored in its table, which is what the public sees."""
    stored = type(form.instance)._base_manager.filter(pk=form.instance.pk).first()
    values = model_to_dict(stored) if stored else {}
    return set().union(*(references(field, values.get(field.name)) for field in form))


# Removing references from a value


def without_references(value, refused: set[Reference]):
    """Remove the `refused` references from a form field's raw `value`: choices become empty, links become plain text.
    Everything else stays."""
    removed = dict.fromkeys(refused)
    if isinstance(value, StreamValue):
        return with_changes(value.stream_block, value, removed)
    if isinstance(value, list):
        return [key for key in value if key not in {key for _model, key in refused}]
    if isinstance(value, str) and "<" in value:
        return text_with_changes(value, removed)
    return None
