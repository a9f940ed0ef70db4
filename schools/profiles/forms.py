from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.models.page_form import PageForm

STAYS = _("A profile stays with its school. Ask a Publisher.")


class SchoolPageForm(PageForm):
    """Form of a profile. The title is the school's name, so an empty address is made from the school."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_school(self):
        """Let only people who can publish the profile change its school, because permissions depend on the school."""
        school = self.cleaned_data["school"]
        moves = self.instance.school_id not in (None, school.pk)
        if moves and not self.instance.permissions_for_user(self.for_user).can_publish():
            raise ValidationError(STAYS, code="moved")
        return school

    def clean(self):
        school = self.cleaned_data.get("school")
        if school and not self.cleaned_data.get("slug"):
            self.cleaned_data["slug"] = school.slug
        cleaned = super().clean()
        if school and "slug" in self.errors and self.instance.twins_of(school).exists():
            del self.errors["slug"]  # the school already has a profile; the error on the school field says what to do
        return cleaned
