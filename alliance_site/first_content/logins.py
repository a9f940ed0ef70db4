"""Demo logins: one for each role, plus the editor of one school. Only made if settings name a file for them."""

import secrets
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from alliance_site.staff.roles import ROLES
from schools.models import School


def load_logins(path: Path) -> bool:
    """Create a user for each role and a superuser, with random passwords, and write them to `path`.

    Users with these names but another address are somebody's own and stay as they are. If the file and all users exist,
    do nothing and return False.
    """
    roles = {role.name.lower().replace(" ", "-"): role.name for role in ROLES}
    if school := School.objects.open_today().filter(pages__live=True, team__group__isnull=False).first():
        roles["school-editor"] = school.team.group.name
    roles["admin"] = None
    users = get_user_model().objects
    if path.exists() and users.filter(username__in=roles).count() == len(roles):
        return False
    lines = ["Demo logins, for this machine only. To get new passwords, delete this file and run `make run`.", ""]
    for username, role in roles.items():
        email = f"{username}@example.org"  # mail goes to files in var/mail
        if users.filter(username=username).exclude(email=email).exists():
            continue
        password = secrets.token_urlsafe(12)
        user, _created = users.get_or_create(username=username, email=email)
        user.is_superuser = user.is_staff = role is None
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name=role))
        lines.append(f"{(role or 'Site admin').partition(':')[0]:<18} {username:<18} {password}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True
