from pages.forms import PageForm


class SchoolPageForm(PageForm):
    """A profile's title is its school's name, so there is nothing to make the address from but the school."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self):
        school = self.cleaned_data.get("school")
        if school and not self.cleaned_data.get("slug"):
            self.cleaned_data["slug"] = school.slug
        cleaned = super().clean()
        if school and "slug" in self.errors and self.instance.twins_of(school).exists():
            del self.errors["slug"]  # the other profile has that address; the school's own error says what to do
        return cleaned
