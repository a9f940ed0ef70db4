from django.core.management.base import BaseCommand

from alliance_site.roles import ROLES, sync_roles


class Command(BaseCommand):
    help = "Gives each role of the staff the rights that alliance_site/roles.py says."

    def handle(self, **options):
        changed = sync_roles()
        for role in ROLES:
            self.stdout.write(f"{role.name}: {role.purpose}")
        self.stdout.write(f"Roles changed: {', '.join(changed)}." if changed else "Roles are as they should be.")
