"""People who use the desk, for tests."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from alliance_site.staff.school_editors import sync_teams

PASSWORD = "a long password 42"


def person(name, *groups, language=None, **fields):
    """A person with these roles, who has set the editor's language if there is one."""
    user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    if language is not None:
        UserProfile.objects.create(user=user, preferred_language=language)
    return user


def editor_of(school, name="edith", **fields):
    """The editor of one school, without other roles."""
    sync_teams([school])
    school.refresh_from_db()
    user = person(name, **fields)
    user.groups.add(school.team.group)
    return user
