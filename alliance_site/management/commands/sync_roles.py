from django.core.management.base import BaseCommand

from alliance_site.staff.roles import ROLES, sync_roles, sync_workflow
from alliance_site.staff.school_editors import PREFIX, sync_teams


class Command(BaseCommand):
    help = (
        "Set up staff roles and their permissions (alliance_site/staff/roles.py), the editors' group of each school, "
        "and the approval workflow of school profiles."
    )

    def handle(self, **options):
        sync_roles()
        sync_workflow()
        sync_teams()
        for role in ROLES:
            self.stdout.write(f"{role.name}: {role.purpose}")
        self.stdout.write(f"{PREFIX}…: one group for each open school.")
        self.stdout.write("All roles are up to date. The activity log has what changed.")
