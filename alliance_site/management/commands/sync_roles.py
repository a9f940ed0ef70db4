from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db.models import Value
from wagtail.models import Workflow

from alliance_site.staff.roles import ROLES, sync_roles, sync_workflow
from alliance_site.staff.school_editors import PREFIX, sync_teams


class Command(BaseCommand):
    help = (
        "Set up staff roles and their permissions (alliance_site/staff/roles.py), the editors' group of each school, "
        "and the approval workflow of school profiles."
    )

    def handle(self, **options):
        before = state()
        sync_roles()
        sync_workflow()
        sync_teams()
        changed = sorted({name for name, *_rest in before ^ state()})
        for role in ROLES:
            self.stdout.write(f"{role.name}: {role.purpose}")
        self.stdout.write(f"{PREFIX}…: one group for each open school.")
        self.stdout.write(f"Roles changed: {', '.join(changed)}." if changed else "All roles are up to date.")


def state() -> set[tuple]:
    """Return what the groups may do and what the workflows are for, as tuples that begin with the name."""
    rows = [
        Group.objects.values_list("name", "permissions"),
        *(
            Group.objects.values_list("name", Value(kind), f"{kind}__{of}", f"{kind}__permission")
            for kind, of in (("page_permissions", "page"), ("collection_permissions", "collection"))
        ),
        Workflow.objects.values_list("name", "active", "workflow_tasks__task__active"),
        Workflow.objects.values_list("name", Value("pages"), "workflow_pages__page"),
        Workflow.objects.values_list("name", Value("types"), "workflow_content_types__content_type"),
    ]
    return {row for some in rows for row in some}
