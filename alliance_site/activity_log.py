"""The models, views and wording this site gives to the activity log (the setting ACTIVITY_LOG)."""

from django.apps import apps
from django.conf import settings
from django.db.models.expressions import RawSQL
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy
from wagtail.models import Page, get_page_models

from pages.models import FormPage
from pages.texts import MAIN
from schools.models import MistakeReport
from toolkit.activity_log.events import record
from toolkit.activity_log.triggers import PERSON, Watched

USER = "coalesce(nullif(btrim(r.first_name || ' ' || r.last_name), ''), r.username)"
OF_USER = PERSON.format("r.user_id")
MAIN_TEXT = f"r.{{}} ->> '{MAIN}'"  # of a field with a text in each language
MINUTE = f"to_char(r.{{}} AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM-DD HH24:MI')"
DRAFT_STATE = ("has_unpublished_changes", "latest_revision_id", "live_revision_id", "last_published_at")
TREE = ("path", "depth", "numchild", "url_path")
FILE_DETAILS = ("file_size", "file_hash", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
LISTS_OF_SCHOOLS = (
    *("FormerName", "School_programs", "SchoolStateRecord", "Enrollment", "NextSchool", "Recognition"),
    *("Proposal", "Confirmation", "SchoolTeam"),
)


def watched(label: str, kind: str, *title: str, sql: str = "", **options) -> Watched:
    """Watch a model. `title` has the parts of a row's title, paths of fields, such as `school__name`; the SQL `sql`, of
    a row `r`, is the last part."""
    parts = [*(_field(apps.get_model(label), path) for path in title), *([sql] if sql else [])]
    return Watched(label, kind, parts[0] if len(parts) == 1 else f"concat_ws(', ', {', '.join(parts)})", **options)


def _field(model, path: str) -> str:
    """Return SQL for the field to which `path` leads from a row `r` of `model`."""
    name, _separator, rest = path.partition("__")
    field = model._meta.get_field(name)
    column = f"r.{field.column}"
    if not rest:
        return column
    linked = field.related_model._base_manager.filter(pk=RawSQL(column, ()))  # noqa: S611 (a name of `_meta`)
    return f"({linked.order_by().values(rest).query})"


WATCHED = [
    # Names are logged. Email addresses are personal, so only the fact that one changed is logged.
    watched(
        "alliance_site.User", "account", sql=USER, quiet=("last_login", "date_joined"), secret=("password", "email")
    ),
    watched("alliance_site.User_groups", "role", sql=OF_USER),
    watched("alliance_site.User_user_permissions", "right", sql=OF_USER),
    watched("mfa.Authenticator", "factor", sql=OF_USER, quiet=("last_used_at", "data"), secret=("data",)),
    watched(
        "socialaccount.SocialAccount",
        "link",
        sql=OF_USER,
        quiet=("last_login", "extra_data"),
        secret=("uid", "extra_data"),
    ),
    watched("auth.Group", "group", "name"),
    watched("auth.Group_permissions", "right", "group__name"),
    *(watched(f"wagtailcore.Group{kind}Permission", "right", "group__name") for kind in ("Page", "Collection", "Site")),
    watched("wagtailcore.Workflow", "workflow", "name"),
    watched("wagtailcore.Task", "workflow", "name"),
    *(watched(f"wagtailcore.Workflow{of}", "workflow", "workflow__name") for of in ("Task", "Page", "ContentType")),
    watched("wagtailcore.GroupApprovalTask_groups", "workflow", "groupapprovaltask__name"),
    watched("schools.School", "register", "name", quiet=("changed", "latest_revision_id")),
    watched("schools.Campus", "register", "street", quiet=("latest_revision_id",)),
    *(watched(f"schools.{model}", "register", "school__name") for model in LISTS_OF_SCHOOLS),
    watched("schools.EnrollmentSeason", "register", "year", quiet=("latest_revision_id",)),
    watched("schools.ApplicationForm", "register", "season__year", "language"),
    watched("schools.InformationSession", "register", "season__year"),
    watched("schools.Offering", "register", "school__name", "topic"),
    watched("schools.StateRecord", "register", "name", quiet=("latest_revision_id",)),
    watched("schools.Program", "register", "name"),
    watched("schools.SchoolTeam_reviewers", "register", "schoolteam__school__name"),
    watched("schools.SchoolNotice", "notice", "school__name", quiet=("saved_at", "saved_by_id")),
    watched("schools.ChangeSet", "register", "name", quiet=("data", "preview")),
    watched("schools.PlannedChange", "register", "school__name", "kind", quiet=("data", "agreed", "language")),
    watched("schools.KeptDifference", "register", "school__name", "field"),
    watched("schools.Requirement", "posting", "code"),
    watched("schools.Posting", "posting", "requirement__code", "school__name"),
    watched("schools.SignOff", "posting", "school_year", "school__name"),
    watched("schools.Answer", "register", "key", "language"),
    watched("schools.Synonym", "register", "phrase", quiet=("folded",)),
    watched("schools.Result", "ledger", "record__name", sql="r.measure || ' ' || r.year"),
    watched("schools.AreaResult", "ledger", "area", sql="r.measure || ' ' || r.year"),
    watched("pages.Figure", "ledger", "name", quiet=DRAFT_STATE),
    watched("pages.FigureValue", "ledger", "figure__name", sql=MAIN_TEXT.format("as_of")),
    watched("wagtailcore.Site", "site", sql="r.hostname || ':' || r.port"),
    watched("wagtailcore.Locale", "site", "language_code"),
    watched("wagtailredirects.Redirect", "site", "old_path"),
    watched("wagtailsearchpromotions.SearchPromotion", "site", "query__query_string"),
    watched("wagtailcore.PageViewRestriction", "restriction", "page__title", secret=("password",)),
    watched("wagtailcore.CollectionViewRestriction", "restriction", "collection__name", secret=("password",)),
    watched("wagtailcore.PageViewRestriction_groups", "restriction", "pageviewrestriction__page__title"),
    watched(
        "wagtailcore.CollectionViewRestriction_groups", "restriction", "collectionviewrestriction__collection__name"
    ),
    watched("wagtailcore.Collection", "library", "name", quiet=TREE),
    watched(
        "media.SiteImage",
        "library",
        "title",
        quiet=(*FILE_DETAILS, "taken_down_at", "consent_reminder"),
        secret=("withdrawal_reason",),
    ),
    watched("media.SiteDocument", "library", "title", quiet=(*FILE_DETAILS, "pdf_problems", "checked_hash")),
    # Visitors write these, so inserts are not logged. The text of a report is never logged.
    watched(
        "schools.MistakeReport",
        "report",
        "school__name",
        sql=MINUTE.format("created"),
        quiet=("handled_at", "handled_by_id"),
        secret=("text", "email", "language", "created"),
        events=("UPDATE", "DELETE"),
    ),
    watched(
        "pages.FormAnswer",
        "answers",
        "page__title",
        sql=MINUTE.format("submit_time"),
        secret=("form_data", "language"),
        events=("DELETE",),
    ),
]
WATCHED += [
    watched("wagtailcore.Page", "wagtail", "title", quiet=TREE, wagtail_logs=True),
    *(
        watched(page._meta.label, "wagtail", f"{page._meta.pk.name}__title", wagtail_logs=True)
        for page in get_page_models()
        if page is not Page
    ),
    watched("schools.StorySchool", "wagtail", "story__title", wagtail_logs=True),
    watched("wagtailcore.Revision", "wagtail", "object_str", secret=("content",), wagtail_logs=True),
    watched("pages.Announcement", "wagtail", sql=MAIN_TEXT.format("text"), wagtail_logs=True),
    watched("pages.Menu", "wagtail", sql="'Menu and footer'", wagtail_logs=True),
]
# How to name a row that another row points to, by model.
TITLES = {
    one.model.lower(): one.title for one in WATCHED if one.title in (USER, "r.name", "r.street", "r.language_code")
}
TITLES |= {"wagtailcore.page": "r.title", "auth.permission": "r.name", "contenttypes.contenttype": "r.model"}
TITLES |= {"media.siteimage": "r.title", "media.sitedocument": "r.title", "wagtailcore.site": "r.hostname"}

KINDS = {
    "register": gettext_lazy("School register"),
    "posting": gettext_lazy("Required postings"),
    "notice": gettext_lazy("School notices"),
    "ledger": gettext_lazy("Figures and yearly results"),
    "report": gettext_lazy("Reported mistakes"),
    "answers": gettext_lazy("Form responses"),
    "translation": gettext_lazy("Published without a translation"),
}
SENTENCES = {
    "translation.english_only": gettext_lazy("%(who)s published “%(title)s” without a translation: %(reason)s"),
    "report.read": gettext_lazy("%(who)s read a reported mistake: %(title)s."),
    "report.listed": gettext_lazy("%(who)s opened the list of reported mistakes."),
    "answers.listed": gettext_lazy("%(who)s opened the responses to the form “%(title)s”."),
}
COMMANDS = {"emergency", "invite", "load_synthetic_schools", "sync_roles"}


def report_opened(match) -> None:
    pk = match.kwargs.get("pk") or match.args[0]
    report = MistakeReport.objects.select_related("school").filter(pk=pk).first()
    if report is not None:
        record("report.read", report, title=f"{report.school.name}, {localtime(report.created):%Y-%m-%d %H:%M}")


def reports_listed(match) -> None:
    record("report.listed")


def answers_listed(match) -> None:
    form = FormPage.objects.get(pk=match.kwargs["page_id"])
    record("answers.listed", form, title=form.title)


REPORT, ANSWERS = "wagtailsnippets_schools_mistakereport", "wagtailforms"
NOTED_VIEWS = {
    **{f"{REPORT}:{view}": report_opened for view in ("edit", "history", "usage", "delete")},
    **{f"{REPORT}:{view}": reports_listed for view in ("list", "list_results")},
    f"{ANSWERS}:list_submissions": answers_listed,
    f"{ANSWERS}:list_submissions_results": answers_listed,
    f"{ANSWERS}:delete_submissions": answers_listed,
}
