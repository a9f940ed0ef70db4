"""Staff roles and their permissions. `manage.py sync_roles` applies this table."""

from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Workflow

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


LISTINGS, COMMUNICATIONS = "Listings manager", "Publisher"
NOTICES = {"schools.schoolnotice": ("change", "view")}
POSTINGS = ("schools.requirement", "schools.posting")
TRANSLATE = {"simple_translation.translation": ("submit",)}
READ_REGISTER = dict.fromkeys(REGISTER, ("view",))

ROLES = [
    Role(
        "Writer",
        _("Drafts editorial pages, announcements, and figures, and submits pages for approval."),
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
            "Approves, publishes, and schedules pages and announcements. Publishes figures. Manages the menu, "
            "redirects, and promoted results."
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
            "schools.importbatch": ("view",),  # imports create these and check the permission to change schools
            "schools.keptdifference": ("delete", "view"),
            **NOTICES,
            **TRANSLATE,
        },
    ),
]  # Site admins are superusers.

STOCK_GROUPS = ("Editors", "Moderators")  # Wagtail's groups, which the roles replace
STOCK_NAME = "Moderators approval"  # name of Wagtail's workflow and of its task
WORKFLOW, TASK = "Communications approval", "Approval by a publisher"  # “Submit to …”, “Awaiting …”


@transaction.atomic
def sync_roles() -> list[str]:
    """Create or update the groups and their permissions from `ROLES`. Return the names of the groups that changed.

    Members do not change. Permissions added to these groups by hand are removed: change the table instead.
    """
    changed = []
    for role in ROLES:
        group, created = Group.objects.get_or_create(name=role.name)
        before = rights_of(group)
        group.permissions.set(_model_permissions(role))
        replace_rights(GroupPagePermission, group, _pages_of(role))
        replace_rights(GroupCollectionPermission, group, library_rights(Collection.get_first_root_node(), role.library))
        if created or rights_of(group) != before:
            changed.append(role.name)
    publisher = Group.objects.get(name=COMMUNICATIONS)
    for task in GroupApprovalTask.objects.filter(groups__name__in=STOCK_GROUPS).distinct():
        task.groups.set([publisher])
        if task.name == STOCK_NAME:
            task.name = TASK
            task.save()
        for workflow in Workflow.objects.filter(workflow_tasks__task=task, name=STOCK_NAME):
            workflow.name = WORKFLOW
            workflow.save()
    deleted, _by_model = Group.objects.filter(name__in=STOCK_GROUPS, user__isnull=True).delete()
    if deleted:
        changed.append(", ".join(STOCK_GROUPS))
    return changed


def grant_rights_on_new_page(sender, created, **kwargs) -> None:
    """Give roles their permissions on a new page of their `pages_below` type, such as a new language's home page."""
    for role in ROLES if created else []:
        if apps.get_model(role.pages_below) is sender:
            for group in Group.objects.filter(name=role.name):
                replace_rights(GroupPagePermission, group, _pages_of(role))


def _model_permissions(role: Role) -> list[Permission]:
    codenames = [("wagtailadmin", "access_admin")]
    for model, actions in role.models.items():
        app, name = model.split(".")
        codenames += [(app, f"{action}_{name}") for action in actions]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in codenames]


def _pages_of(role: Role) -> list[dict]:
    return page_rights(apps.get_model(role.pages_below).objects.all(), role.pages)


def page_rights(pages, actions: tuple[str, ...]) -> list[dict]:
    """Return the permission rows that allow `actions` on `pages` and their descendants."""
    permissions = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=[f"{action}_page" for action in actions]
    )
    return [{"page_id": page.pk, "permission_id": permission.pk} for page in pages for permission in permissions]


def library_rights(collection: Collection, actions: tuple[str, ...]) -> list[dict]:
    """Return the permission rows that allow `actions` on images and documents in `collection` and its descendants."""
    codenames = [f"{action}_{model}" for action in actions for model in ("image", "document")]
    permissions = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=codenames
    )
    return [{"collection_id": collection.pk, "permission_id": permission.pk} for permission in permissions]


def replace_rights(model, group, rows: list[dict]) -> None:
    """Make `rows` the only rows of `model` for `group`."""
    keep = [model.objects.get_or_create(group=group, **row)[0].pk for row in rows]
    model.objects.filter(group=group).exclude(pk__in=keep).delete()


def rights_of(group) -> set:
    return (
        set(group.permissions.values_list("pk", flat=True))
        | set(group.page_permissions.values_list("page_id", "permission_id"))
        | set(group.collection_permissions.values_list("collection_id", "permission_id", "group_id"))
    )
