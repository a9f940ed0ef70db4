"""Every address of the editor by view name, with objects of one school as its parameters."""

import re
from datetime import timedelta
from operator import attrgetter

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
    Upload,
)
from schools.register import history
from schools.register.school_year import school_year
from tests.cases import named_cases
from tests.factories import event

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
VALUES = [
    (re.compile(row.pop("view")), re.compile(row.pop("parameter")), row)
    for row in named_cases(__file__, "admin_parameters.csv")
]


def table() -> dict[str, dict[str, str]]:
    """What each view means for a School editor and for a Writer, by view name."""
    rows = named_cases(__file__, "admin_addresses.csv")
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
        self.school, self.words = school, words
        today = timezone.localdate()
        soon, later = today + timedelta(days=7), today + timedelta(days=90)
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
            requirement=self.requirement, school=school, contact=f"{words} contact", next_check=later
        )
        self.notice = SchoolNotice.objects.create(school=school, text=f"{words} notice", first_day=today, last_day=soon)
        self.event = event(f"{words} event", school=school)
        self.event.unpublish()
        self.asked = log(
            instance=self.image, action=returns.ASK, data={"people": "adults", "release": words, "consent_until": ""}
        )
        self.season = EnrollmentSeason.objects.get_or_create(year="2030-31", status="open")[0]
        self.season.save_revision()
        self.announcement = Announcement.objects.create(text="x", live=False)
        self.announcement.save_revision()
        Program.objects.create(name="x", slug=school.slug, locale=Locale.get_default())
        self.file = ChangeSet.objects.create(kind="import", name=f"{words}.csv")
        self.edit = ChangeSet.objects.create(kind="edit", name=f"{words} edit")
        preview = {"changes": [], "problems": [], "counts": {}, "digest": "", "label": "", "lines": 0}
        self.results = ChangeSet.objects.create(name=f"{words} results", kind="results", preview=preview)
        for change_set in (self.file, self.results):
            Upload.objects.create(change_set=change_set)
        plan = {"kind": "move", "day": later, "target": f"{words} street", "reason": f"{words} reason"}
        plan |= {"is_told": False, "data": {}, "agreed": Impact().as_json(), "language": "en"}
        self.planned = PlannedChange.objects.create(school=school, **plan)
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
        self.year, self.site, self.locale = school_year(today), Site.objects.get(), Locale.get_default()
        self.figure, self.form, self.group = (kind.objects.first() for kind in (Figure, FormPage, Group))

    def _profile(self, live):
        page = SchoolPage(school=self.school, title=self.school.name, slug=self.school.slug, live=live)
        SchoolIndexPage.objects.get(locale__language_code="en").add_child(instance=page)
        return page

    def address(self, name: str, route: str) -> str:
        return "/" + PARAMETER.sub(lambda found: str(self.value(name, found[1])), route)

    def value(self, name: str, parameter: str):
        """The key of the object, or the text, that the table `admin_parameters.csv` names first."""
        namespace = name.partition(":")[0]
        if namespace.startswith("wagtailsnippet") and parameter in ("pk", "revision_id"):
            record = self._snippet(*namespace.rsplit("_", 2)[1:])
            return record.pk if parameter == "pk" else record.latest_revision_id
        for view, named, value in VALUES:
            if named.fullmatch(parameter) and (view.fullmatch(name) or view.fullmatch(namespace)):
                return value["text"] or self._key(value["object"])
        raise KeyError(f"{name}: {parameter}")

    def _key(self, path: str):
        thing = attrgetter(path)(self)
        thing = thing() if callable(thing) else thing
        return getattr(thing, "pk", thing)

    def _snippet(self, app: str, model: str):
        own = {
            "announcement": self.announcement,
            "school": self.school,
            "campus": self.school.campus,
            "enrollmentseason": self.season,
            "mistakereport": self.report,
            "staterecord": self.record,
        }
        return own.get(model) or apps.get_model(app, model).objects.first()
