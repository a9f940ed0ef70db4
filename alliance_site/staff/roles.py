"""Staff roles with their permissions, and the approval workflow of school profiles.

`manage.py sync_roles` applies the table and repairs the workflow, which staff may rename. Other pages have
other workflows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from pages.models import Announcement, Figure
from schools.models import ProfileApproval, SchoolIndexPage

EVERYTHING = ("add", "change", "delete", "view")
REGISTER = (
    "schools.campus",
    "schools.school",
    "schools.staterecord",
    "schools.result",
    "schools.arearesult",
    "schools.program",
    "schools.enrollmentseason",
)

LISTINGS, COMMUNICATIONS = "Listings manager", "Publisher"
NOTICES = {"schools.schoolnotice": ("change", "view")}
POSTINGS = ("schools.requirement", "schools.posting")
TRANSLATE = {"simple_translation.translation": ("submit",)}
READ_REGISTER = dict.fromkeys(REGISTER, ("view",))

STOCK_GROUPS = ("Editors", "Moderators")  # Wagtail's groups, which the roles replace
STOCK_NAME = "Moderators approval"  # name of Wagtail's workflow and of its task
WORKFLOW, TASK = "Communications approval", "Approval by a publisher"  # “Submit to …”, “Awaiting …”

PROFILE_WORKFLOW, PROFILE_TASK = "Communications, for schools", "Communications"  # “Submit to …”, “Awaiting …”


@dataclass(frozen=True)
class Role:
    """One staff group.

    `pages` are Wagtail's actions on pages of the type `pages_below` and their descendants. `library` are Wagtail's
    actions on the root collection of images and documents. `models` maps `app.model` to Django's actions.
    """

    name: str
    purpose: str
    pages: tuple[str, ...] = ()
    pages_below: str = "pages.HomePage"  # not the root page, so that the editor opens at the home page
    library: tuple[str, ...] = ()
    models: dict[str, tuple[str, ...]] = field(default_factory=dict)


ROLES = [
    Role(
        "Writer",
        _("Drafts editorial pages, announcements, and figures, and sends them for approval."),
        pages=("add", "change"),
        library=("add", "choose"),
        models={
            "pages.figure": ("add", "change", "view"),
            "pages.announcement": ("add", "change", "view"),
            **TRANSLATE,
            **READ_REGISTER,
        },
    ),
    Role(
        COMMUNICATIONS,
        _(
            "Approves, publishes, and schedules pages, announcements, and figures. Manages the menu, redirects, and "
            "promoted results."
        ),
        pages=("add", "change", "publish", "lock", "unlock"),
        library=("add", "change", "choose"),
        models={
            "pages.figure": (*EVERYTHING, "publish"),
            "pages.announcement": (*EVERYTHING, "publish"),
            "pages.menu": ("change", "view", "publish"),
            "wagtailredirects.redirect": EVERYTHING,
            "wagtailsearchpromotions.searchpromotion": EVERYTHING,
            "schools.answer": EVERYTHING,
            "schools.synonym": EVERYTHING,
            "schools.searchmiss": ("view",),
            **dict.fromkeys(POSTINGS, ("view",)),
            **NOTICES,
            **TRANSLATE,
            **READ_REGISTER,
        },
    ),
    Role(
        LISTINGS,
        _("Maintains the school register and publishes school profiles."),
        pages=("add", "change", "publish"),
        pages_below="schools.SchoolIndexPage",
        library=("add", "choose"),
        models={
            **dict.fromkeys((*REGISTER, *POSTINGS, "schools.answer", "schools.synonym"), EVERYTHING),
            "schools.searchmiss": ("view",),
            "schools.mistakereport": ("change", "delete", "view"),  # visitors write them
            "schools.changeset": ("view",),  # imports create these and check the permission to change schools
            "schools.keptdifference": ("delete", "view"),
            **NOTICES,
            **TRANSLATE,
        },
    ),
]  # Site admins are superusers.


@transaction.atomic
def sync_roles() -> None:
    """Create or update the groups and their permissions from `ROLES`.

    Members do not change. Permissions added to these groups by hand are removed: change the table instead.
    """
    root = Collection.get_first_root_node()
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        permissions = [{"group_id": group.pk, "permission_id": one.pk} for one in _model_permissions(role)]
        replace_rights(Group.permissions.through, [group.pk], permissions)
        replace_rights(GroupPagePermission, [group.pk], _page_rights(group, role))
        library = library_rights({group.pk: [root.pk]}, role.library)
        replace_rights(GroupCollectionPermission, [group.pk], library)
    publisher = Group.objects.get(name=COMMUNICATIONS)
    for task in GroupApprovalTask.objects.filter(groups__name__in=STOCK_GROUPS).distinct():
        task.groups.set([publisher])
        GroupApprovalTask.objects.filter(pk=task.pk, name=STOCK_NAME).update(name=TASK)
        Workflow.objects.filter(workflow_tasks__task=task, name=STOCK_NAME).update(name=WORKFLOW)
    Group.objects.filter(name__in=STOCK_GROUPS, user__isnull=True).delete()


def grant_rights_on_new_page(sender, created, **kwargs) -> None:
    """Give roles their permissions on a new page of their `pages_below` type, such as a new language's home page."""
    for role in ROLES if created else []:
        if apps.get_model(role.pages_below) is sender:
            for group in Group.objects.filter(name=role.name):
                replace_rights(GroupPagePermission, [group.pk], _page_rights(group, role))


def _model_permissions(role: Role) -> list[Permission]:
    codenames = [("wagtailadmin", "access_admin")]
    for model, actions in role.models.items():
        app, name = model.split(".")
        codenames += [(app, f"{action}_{name}") for action in actions]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in codenames]


def _page_rights(group: Group, role: Role) -> list[dict]:
    pages = apps.get_model(role.pages_below).objects.values_list("pk", flat=True)
    return page_rights({group.pk: pages}, role.pages)


def page_rights(pages: dict[int, Iterable[int]], actions: tuple[str, ...]) -> list[dict]:
    """Return the permission rows that allow `actions` on pages and their descendants. `pages`: keys by group key."""
    return _rows("page_id", pages, actions, page="wagtailcore")


def library_rights(collections: dict[int, Iterable[int]], actions: tuple[str, ...]) -> list[dict]:
    """Return those that allow `actions` on images and documents in collections, in the same way."""
    return _rows("collection_id", collections, actions, image="wagtailimages", document="wagtaildocs")


def _rows(name: str, targets: dict[int, Iterable[int]], actions: tuple[str, ...], **apps: str) -> list[dict]:
    """`apps`: the app of each model that the permissions are of."""
    codenames = [f"{action}_{model}" for action in actions for model in apps]
    permissions = Permission.objects.filter(content_type__app_label__in=apps.values(), codename__in=codenames)
    keys = [permission.pk for permission in permissions]
    return [
        {"group_id": group, name: target, "permission_id": key}
        for group, of_group in targets.items()
        for target in of_group
        for key in keys
    ]


def replace_rights(model, groups: Iterable[int], rows: list[dict]) -> None:
    """Make `rows` the only rows of `model` for `groups`, in a few queries."""
    names = [field.attname for field in model._meta.concrete_fields if field.is_relation]
    wanted = {tuple(row[name] for name in names) for row in rows}
    stored = {tuple(row): key for key, *row in model.objects.filter(group__in=groups).values_list("pk", *names)}
    model.objects.filter(pk__in=[key for row, key in stored.items() if row not in wanted]).delete()
    model.objects.bulk_create(model(**dict(zip(names, row, strict=True))) for row in wanted - stored.keys())


@transaction.atomic
def sync_workflow() -> None:
    """Assign the workflow of profiles to each list of schools, and that of pages to announcements and figures."""
    task = ProfileApproval.objects.order_by("pk").first() or ProfileApproval.objects.create(name=PROFILE_TASK)
    workflow = Workflow.objects.filter(workflow_tasks__task=task).order_by("pk").first()
    if workflow is None:
        workflow = Workflow.objects.create(name=PROFILE_WORKFLOW)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    if not (workflow.active and task.active):
        workflow.active = task.active = True
        workflow.save()
        task.save()
    for page in SchoolIndexPage.objects.all():
        _assign(workflow, page)
    pages = Workflow.objects.filter(workflow_pages__page__depth=1, active=True).first()
    for kind in ContentType.objects.get_for_models(Announcement, Figure).values() if pages else []:
        WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": pages})


def assign_to_new_list(instance, created, raw=False, **kwargs) -> None:
    """Assign the workflow to the list of schools in a new language, if `sync_roles` has created it."""
    workflow = Workflow.objects.active().filter(workflow_tasks__task__in=ProfileApproval.objects.all()).first()
    if created and not raw and workflow:
        _assign(workflow, instance)


def _assign(workflow, page) -> None:
    if not WorkflowPage.objects.filter(page=page, workflow=workflow).exists():
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
