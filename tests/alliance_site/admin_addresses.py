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
from schools import models
from schools.lifecycle.execution import Impact
from schools.register import history
from schools.register.school_year import school_year
from tests.cases import named_cases
from tests.factories import event, profile

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
        self.school, self.campus = school, school.campus
        today = timezone.localdate()
        soon, later = today + timedelta(days=7), today + timedelta(days=90)
        self.staterecord = models.StateRecord.objects.first()
        for record in (school, school.campus, self.staterecord):
            history.save(record)
        self.page = school.pages.first() or profile(school, live=live)
        self.page.summary = f"{words} summary"
        self.revision = self.page.save_revision()
        self.page.latest_revision = self.revision
        self.collection = school.team.collection
        self.image = picture()
        self.image.title, self.image.collection = f"{words} picture", self.collection
        self.image.save()
        self.document = SiteDocument(title=f"{words} document", collection=self.collection)
        self.document.file.save("a.pdf", ContentFile(b"%PDF"))
        self.mistakereport = school.mistake_reports.create(language="en", text=f"{words} report")
        changes = {"name": {"before": "a", "after": f"{words} name"}}
        self.proposal = school.proposals.create(reason=f"{words} reason", changes=changes)
        of_event = models.Requirement.objects.filter(cycle=models.Cycle.EVENT)
        self.requirement = of_event.exclude(scope=models.Scope.NETWORK).first()
        posted = {"requirement": self.requirement, "contact": f"{words} contact", "next_check": later}
        self.posting = models.Posting.objects.create(school=school, **posted)
        self.notice = school.notices.create(text=f"{words} notice", first_day=today, last_day=soon)
        self.event = event(f"{words} event", school=school)
        self.event.unpublish()
        said = {"people": "adults", "release": words, "consent_until": ""}
        self.asked = log(instance=self.image, action=returns.ASK, data=said)
        self.enrollmentseason = models.EnrollmentSeason.objects.get_or_create(year="2030-31", status="open")[0]
        self.enrollmentseason.save_revision()
        self.announcement = Announcement.objects.create(text="x", live=False)
        self.announcement.save_revision()
        models.Program.objects.create(name="x", slug=school.slug, locale=Locale.get_default())
        self.file = models.ChangeSet.objects.create(kind="import", name=f"{words}.csv")
        self.edit = models.ChangeSet.objects.create(kind="edit", name=f"{words} edit")
        preview = {"changes": [], "problems": [], "counts": {}, "digest": "", "label": "", "lines": 0}
        self.results = models.ChangeSet.objects.create(name=f"{words} results", kind="results", preview=preview)
        for change_set in (self.file, self.results):
            models.Upload.objects.create(change_set=change_set)
        plan = {"kind": "move", "day": later, "target": f"{words} street", "reason": f"{words} reason"}
        plan |= {"is_told": False, "data": {}, "agreed": Impact().as_json(), "language": "en"}
        self.planned = models.PlannedChange.objects.create(school=school, **plan)
        kept = {"field": "phone", "theirs": words, "reason": f"{words} reason"}
        self.kept = models.KeptDifference.objects.create(school=school, **kept)
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

    def address(self, name: str, route: str) -> str:
        return "/" + PARAMETER.sub(lambda found: str(self.value(name, found[1])), route)

    def value(self, name: str, parameter: str):
        """The key of the object, or the text, that the table `admin_parameters.csv` names first."""
        namespace = name.partition(":")[0]
        if namespace.startswith("wagtailsnippet") and parameter in ("pk", "revision_id"):
            app, model = namespace.rsplit("_", 2)[1:]
            record = getattr(self, model, None) or apps.get_model(app, model).objects.first()
            return record.pk if parameter == "pk" else record.latest_revision_id
        for view, named, value in VALUES:
            if named.fullmatch(parameter) and (view.fullmatch(name) or view.fullmatch(namespace)):
                thing = value["text"] or attrgetter(value["object"])(self)
                thing = thing() if callable(thing) else thing
                return getattr(thing, "pk", thing)
        raise KeyError(f"{name}: {parameter}")
