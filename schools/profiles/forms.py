from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pages.forms import PageForm

STAYS = _("A profile stays with its school. Ask a Publisher.")


class SchoolPageForm(PageForm):
    """A profile's title is its school's name, so there is nothing to make the address from but the school."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_school(self):
        """Whoever may not publish a profile may not make it another school's: its rights would follow it there."""
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
            del self.errors["slug"]  # the other profile has that address; the school's own error says what to do
        return cleaned
