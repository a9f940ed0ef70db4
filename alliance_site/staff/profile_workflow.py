"""The approval workflow for school profiles, assigned to the list of schools in every language.

`manage.py sync_roles` creates and repairs it. Staff may rename it. Other pages have other workflows.
"""

from django.db import transaction
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from schools.models import ProfileApproval, SchoolIndexPage

WORKFLOW, TASK = "Communications, for schools", "Communications"  # “Submit to …”, “Awaiting …”


@transaction.atomic
def sync_workflow() -> list[str]:
    """Assign the workflow, with its one task, to each list of schools. Return its name if anything changed."""
    task = ProfileApproval.objects.order_by("pk").first() or ProfileApproval.objects.create(name=TASK)
    workflow = Workflow.objects.filter(workflow_tasks__task=task).order_by("pk").first()
    changed = workflow is None or not (workflow.active and task.active)
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    if changed:
        workflow.active = task.active = True
        workflow.save()
        task.save()
    for page in SchoolIndexPage.objects.all():
        changed |= _assign(workflow, page)
    return [workflow.name] if changed else []


def assign_to_new_list(instance, created, raw=False, **kwargs) -> None:
    """Assign the workflow to the list of schools in a new language, if `sync_roles` has created it."""
    workflow = Workflow.objects.active().filter(workflow_tasks__task__in=ProfileApproval.objects.all()).first()
    if created and not raw and workflow:
        _assign(workflow, instance)


def _assign(workflow, page) -> bool:
    """Assign the workflow to `page`. Return whether that changed anything."""
    if WorkflowPage.objects.filter(page=page, workflow=workflow).exists():
        return False
    WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
    return True
