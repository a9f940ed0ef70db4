"""Every address of the editor by view name, with objects of one school as its parameters."""

import csv
import re
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.regex_helper import normalize
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.log_actions import log
from wagtail.models import Locale, Site

from media import returns
from media.models import SiteDocument
from pages.models import Announcement, Figure, FormPage
from schools.lifecycle.execution import Impact
from schools.models import (
    ChangeSet,
    Cycle,
    EnrollmentSeason,
    KeptDifference,
    MistakeReport,
    PlannedChange,
    Posting,
    Program,
    Proposal,
    Requirement,
    SchoolIndexPage,
    SchoolNotice,
    SchoolPage,
    Scope,
    StateRecord,
    Synonym,
    Upload,
)
from schools.register import history
from schools.register.school_year import school_year
from tests.factories import event

TABLE = Path(__file__).with_suffix(".csv")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Parameters and views that name the same object.
OF_PAGES = ("page_id", "page", "parent_page_id", "page_to_move_id", "page_pk", "object_id", "_0")
OF_USERS = ("wagtailusers_users", "signin_invite", "signin_reset_second_factor", "signin_end_sessions")
OF_FILES = ("schools_import", "schools_import_csv", "schools_reconcile", "school_change_done")
OF_PROPOSALS = tuple(f"school_desk_{name}" for name in ("proposal", "approve", "return", "withdraw"))
TEXTS = {"_1": "earliest", "revision_id_a": "earliest", "revision_id_b": "latest", "guide": "desk", "part": "contacts"}
TEXTS |= {"kind": "rename", "content_type_app_name": "schools", "content_type_model_name": "schoolpage"}
TEXTS |= {"action": "delete", "filter_spec": "width-100", "state": "usual", "uidb64": "MQ", "token": "a-b"}
TEXTS |= {"app_name": "taggit"}


def table() -> dict[str, dict[str, str]]:
    """What each view means for a School editor and for a Writer, by view name."""
    with open(TABLE, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["view"] for row in rows}) == len(rows)
    return {row["view"]: row for row in rows}


def views() -> list[tuple[str, str]]:
    """Name and route of each view below `/admin/`, including unnamed ones; parameters are written as `<name>`."""
    found = walk(get_resolver().url_patterns)
    return [(name or f"({route})", route) for name, route in found if route.startswith("admin/")]


def every_address() -> list[str]:
    """Each address below `/admin/`, with `1` in each place of a parameter."""
    return sorted({"/" + PARAMETER.sub("1", route) for _name, route in views()})


def walk(patterns, before="", namespaces=()):
    """Name and route of each view in `patterns`."""
    for pattern in patterns:
        route = before + _route(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern.url_patterns, route, inside)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name)) if pattern.name else "", route


def _route(pattern) -> str:
    if hasattr(pattern, "_route"):
        return PARAMETER.sub(r"<\1>", str(pattern._route))
    if getattr(pattern, "_regex", None) is None:
        return getattr(pattern, "language_prefix", "")
    text, names = normalize(pattern._regex.replace(".*", "nothing"))[0]
    return text.replace("\\", "") % {name: f"<{name}>" for name in names}


class World:
    """One object of each kind that an address can name, belonging to one school where possible. `words` is in every
    text that others must not read."""

    def __init__(self, school, picture, words: str, live: bool = True):
        self.school, self.words, self.made = school, words, {}
        history.save(school)
        history.save(school.campus)
        self.record = StateRecord.objects.first()
        history.save(self.record)
        self.page = school.pages.first() or self._profile(live)
        self.page.summary = f"{words} summary"
        self.revision = self.page.save_revision()
        self.page.latest_revision = self.revision
        self.collection = school.team.collection
        self.image = picture()
        self.image.title, self.image.collection = f"{words} picture", self.collection
        self.image.save()
        self.document = SiteDocument.objects.create(
            title=f"{words} document", collection=self.collection, file=ContentFile(b"%PDF", name="a.pdf")
        )
        self.report = MistakeReport.objects.create(school=school, language="en", text=f"{words} report")
        self.proposal = Proposal.objects.create(
            school=school, reason=f"{words} reason", changes={"name": {"before": "a", "after": f"{words} name"}}
        )
        self.requirement = Requirement.objects.exclude(scope=Scope.NETWORK).filter(cycle=Cycle.EVENT).first()
        self.posting = Posting.objects.create(
            requirement=self.requirement,
            school=school,
            contact=f"{words} contact",
            next_check=timezone.localdate() + timedelta(days=90),
        )
        self.notice = SchoolNotice.objects.create(
            school=school,
            text=f"{words} notice",
            first_day=timezone.localdate(),
            last_day=timezone.localdate() + timedelta(days=7),
        )
        self.event = event(f"{words} event", school=school)
        self.event.unpublish()
        self.asked = log(
            instance=self.image, action=returns.ASK, data={"people": "adults", "release": words, "consent_until": ""}
        )
        self.season = EnrollmentSeason.objects.get_or_create(year="2030-31", status="open")[0]
        self.season.save_revision()
        self.file = ChangeSet.objects.create(kind="import", name=f"{words}.csv")
        self.edit = ChangeSet.objects.create(kind="edit", name=f"{words} edit")
        self.results = ChangeSet.objects.create(
            name=f"{words} results",
            kind="results",
            preview={"changes": [], "problems": [], "counts": {}, "digest": "", "label": "", "lines": 0},
        )
        for change_set in (self.file, self.results):
            Upload.objects.create(change_set=change_set)
        self.planned = PlannedChange.objects.create(
            school=school,
            kind="move",
            day=timezone.localdate() + timedelta(days=90),
            target=f"{words} street",
            is_told=False,
            data={},
            agreed=Impact().as_json(),
            language="en",
            reason=f"{words} reason",
        )
        self.kept = KeptDifference.objects.create(school=school, field="phone", theirs=words, reason=f"{words} reason")
        self.user = get_user_model().objects.create_user(f"of-{school.slug}")
        spanish = Locale.objects.get(language_code="es")
        self.translation = self.page.get_translation_or_none(spanish) or self.page.copy_for_translation(spanish)
        self.workflow = self.page.get_workflow()
        self.state = self.workflow.start(self.page, self.user)
        self.task = self.state.current_task_state
        self.redirect = Redirect.objects.create(old_path=f"/{school.slug}", redirect_link="/")
        self.query = Query.get(school.slug)
        SearchPromotion.objects.create(query=self.query, page=self.page, sort_order=1)

    def _profile(self, live):
        page = SchoolPage(school=self.school, title=self.school.name, slug=self.school.slug, live=live)
        SchoolIndexPage.objects.get(locale__language_code="en").add_child(instance=page)
        return page

    def address(self, name: str, route: str) -> str:
        return "/" + PARAMETER.sub(lambda found: str(self.value(name, found[1])), route)

    def value(self, name: str, parameter: str):
        namespace = name.partition(":")[0]
        if namespace.startswith("wagtailsnippet") and parameter in ("pk", "revision_id"):
            record = self._snippet(*namespace.rsplit("_", 2)[1:])
            return record.pk if parameter == "pk" else record.latest_revision_id
        if parameter == "pk":
            return self._by_namespace(name)
        if namespace == "wagtailforms":
            return FormPage.objects.first().pk
        if parameter == "page_id" and name.startswith(("translation_", "use_figure")):
            return self.translation.pk
        values = {
            **dict.fromkeys(OF_PAGES, self.page.pk),
            **dict.fromkeys(("_2", "revision_id"), self.revision.pk),
            **dict.fromkeys(("document_id", "doc_id"), self.document.pk),
            **dict.fromkeys(("slug", "whose"), self.school.slug),
            **dict.fromkeys(("session_id", "uploaded_file_id"), 1),
            **TEXTS,
            "destination_id": self.page.get_parent().pk,
            "revision": (self.school.campus if "campus" in name else self.school).latest_revision_id,
            "workflow_state_id": self.state.pk,
            "task_state_id": self.task.pk,
            "task_id": self.task.task_id,
            "workflow_pk": self.workflow.pk,
            "image_id": self.image.pk,
            "entry_id": self.asked.pk,
            "figure_id": Figure.objects.first().pk,
            "collection_id": self.collection.pk,
            "year": school_year(timezone.localdate()),
            "code": self.requirement.code,
            "action_name": "copy" if "api" in name else "approve",
            "redirect_id": self.redirect.pk,
            "query_id": self.query.pk,
            "name": "invitation" if name == "components_mail" else "header",
        }
        if parameter in ("app_label", "model_name"):
            if name == "wagtailadmin_tag_model_autocomplete":
                return "tag"
            kind = ("media", "siteimage") if name == "wagtail_bulk_action" else ("schools", "schoolpage")
            kind = ("wagtailcore", "groupapprovaltask") if "workflows" in name else kind
            return kind[parameter == "model_name"]
        return values[parameter]

    def _by_namespace(self, name: str):
        if "_task" in name:
            return self.task.task_id
        found = {
            **dict.fromkeys(OF_USERS, self.user),
            **dict.fromkeys(OF_FILES, self.file),
            **dict.fromkeys(OF_PROPOSALS, self.proposal),
            **dict.fromkeys(("posting_archive", "posting_delete"), self.posting),
            **dict.fromkeys(("schools_bulk_edit", "school_desk_approval"), self.edit),
            **dict.fromkeys(("school_notice", "school_notice_end"), self.notice),
            "wagtailadmin_collections": self.collection,
            "wagtailadmin_workflows": self.workflow,
            "wagtailsites": Site.objects.get(),
            "wagtaillocales": Locale.get_default(),
            "simple_translation": self.page,
            "wagtailusers_groups": Group.objects.first(),
            "wagtailimages_chooser": self.image,
            "wagtaildocs_chooser": self.document,
            "schools_results_import": self.results,
            "school_change_planned": self.planned,
            "schools_ask_again": self.kept,
            "school_desk_event": self.event,
            "office_queue_handled": self.report,
            "wagtailadmin_api": self._of_the_api(name),
        }
        return found[name.partition(":")[0]].pk

    def _of_the_api(self, name: str):
        return self.image if ":images" in name else self.document if ":documents" in name else self.page

    def _snippet(self, app: str, model: str):
        kind = apps.get_model(app, model)
        own = {
            "school": self.school,
            "campus": self.school.campus,
            "enrollmentseason": self.season,
            "mistakereport": self.report,
            "staterecord": self.record,
        }
        if kind not in self.made:
            self.made[kind] = own.get(model) or (kind is not Announcement and kind.objects.first()) or self._made(kind)
        return self.made[kind]

    @staticmethod
    def _made(kind):
        made = {
            Announcement: lambda: Announcement(text="x", live=False),
            Figure: lambda: Figure(name="x"),
            Program: lambda: Program(name="x", slug="x", locale=Locale.get_default()),
            Synonym: lambda: Synonym(phrase="x", meaning="level", value="high"),
        }[kind]()
        made.save()
        if hasattr(made, "save_revision"):
            made.save_revision()
        return made
