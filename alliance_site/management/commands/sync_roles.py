from django.core.management.base import BaseCommand

from alliance_site.staff.profile_workflow import sync_workflow
from alliance_site.staff.roles import ROLES, sync_roles
from alliance_site.staff.school_editors import PREFIX, sync_teams


class Command(BaseCommand):
    help = (
        "Gives each role of the staff the rights that alliance_site/staff/roles.py says, each school its editors, and "
        "school profiles the workflow that leads to Communications."
    )

    def handle(self, **options):
        changed = sync_roles() + sync_workflow() + sync_teams()
        for role in ROLES:
            self.stdout.write(f"{role.name}: {role.purpose}")
        self.stdout.write(f"{PREFIX}…: one group for each school that is not closed.")
        self.stdout.write(f"Roles changed: {', '.join(changed)}." if changed else "Roles are as they should be.")
