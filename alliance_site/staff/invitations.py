"""Invite staff by email, and show site admins in which roles and schools nobody has an email address."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from alliance_site.staff.roles import ROLES
from alliance_site.staff.school_editors import PREFIX
from pages.editor.lists import Row, RowsPanel
from schools.desk import confirmations
from schools.models import School
from toolkit.accounts.notifications import SITE_ADMIN, send_invitation, waits

CHOICES = [role.name for role in ROLES] + [SITE_ADMIN]


def invite(email: str, role: str, language: str = "", name: str = ""):
    """Create the user with `email` and `role`, send the invitation, and return the user.

    `role` is one of `CHOICES` or the name of a group of school editors. Users who have not chosen a password yet are
    invited again. Raises ValidationError for an invalid address, an existing account, or a role that `sync_roles` has
    not created yet. If the mail cannot be sent, no user is created.
    """
    email = email.strip()
    validate_email(email)
    if role not in CHOICES and not role.startswith(PREFIX):
        raise ValidationError(_("There is no role “%(role)s”.") % {"role": role})
    groups = Group.objects.filter(name=role)
    if role != SITE_ADMIN and not groups:
        raise ValidationError(_("The role “%(role)s” is not set up yet. Run manage.py sync_roles.") % {"role": role})
    users = get_user_model().objects
    with transaction.atomic():
        user = users.filter(Q(email__iexact=email) | Q(username__iexact=email)).first()
        if user is not None and not (waits(user) and user.email.lower() == email.lower()):
            raise ValidationError(_("%(email)s already has an account.") % {"email": email})
        if user is None:
            first, _space, last = name.strip().partition(" ")
            user = users.model(username=email.lower(), email=email, first_name=first, last_name=last)
            user.set_unusable_password()
            user.full_clean()
            user.save()
        user.is_superuser = user.is_staff = role == SITE_ADMIN
        user.save()
        user.groups.set(groups)
        if language:
            UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
            user.refresh_from_db()
        send_invitation(user)
    return user


def add_panel(request, panels) -> None:
    """List the roles and the open schools in which no active account has an email address."""
    if not request.user.is_superuser:
        return
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    reached = set(people.values_list("groups__name", flat=True))
    roles = [role.name for role in ROLES if role.name not in reached]
    if not people.filter(is_superuser=True).exists():
        roles.append(SITE_ADMIN)
    schools = School.objects.open_today().exclude(pk__in=confirmations.owners()).order_by("name")
    note = _("No one has an email address")
    rows = [Row(role, reverse("wagtailusers_users:index"), note) for role in roles]
    folded = [Row(school.name, reverse("school_desk", args=[school.slug]), note) for school in schools]
    if rows or folded:
        heading = _("Roles and schools without an email address")
        panels.append(RowsPanel("email-gaps", heading, rows, order=390, folded=folded))
