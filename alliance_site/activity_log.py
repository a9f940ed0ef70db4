"""The models, views and wording this site gives to the activity log (the setting ACTIVITY_LOG)."""

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy
from wagtail.models import Page, get_page_models

from pages.models import FormPage
from pages.texts import MAIN
from schools.models import MistakeReport
from toolkit.activity_log.events import record
from toolkit.activity_log.triggers import PERSON, Watched

USER = "coalesce(nullif(btrim(r.first_name || ' ' || r.last_name), ''), r.username)"
SCHOOL = "(SELECT s.name FROM schools_school s WHERE s.id = r.school_id)"
SEASON = "(SELECT s.year FROM schools_enrollmentseason s WHERE s.id = r.season_id)"
NAMED = "r.name"
GROUP = "(SELECT g.name FROM auth_group g WHERE g.id = r.group_id)"
OF_USER = PERSON.format("r.user_id")
WORKFLOW = "(SELECT w.name FROM wagtailcore_workflow w WHERE w.id = r.workflow_id)"
OF_PAGE = "(SELECT p.title FROM wagtailcore_page p WHERE p.id = r.{})"
PAGE = OF_PAGE.format("page_id")
COLLECTION = "(SELECT c.name FROM wagtailcore_collection c WHERE c.id = r.collection_id)"
FIGURE = "(SELECT f.name FROM pages_figure f WHERE f.id = r.figure_id)"
MAIN_TEXT = f"r.{{}} ->> '{MAIN}'"  # of a field with a text in each language
DRAFT_STATE = ("has_unpublished_changes", "latest_revision_id", "live_revision_id", "last_published_at")
TREE = ("path", "depth", "numchild", "url_path")
FILE_DETAILS = ("file_size", "file_hash", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
LISTS_OF_SCHOOLS = (
    *("FormerName", "School_programs", "SchoolStateRecord", "Enrollment", "NextSchool", "Recognition"),
    *("Proposal", "Confirmation", "SchoolTeam"),
)

WATCHED = [
    # Names are logged. Email addresses are personal, so only the fact that one changed is logged.
    Watched("alliance_site.User", "account", USER, quiet=("last_login", "date_joined"), secret=("password", "email")),
    Watched("alliance_site.User_groups", "role", OF_USER),
    Watched("alliance_site.User_user_permissions", "right", OF_USER),
    Watched("mfa.Authenticator", "factor", OF_USER, quiet=("last_used_at", "data"), secret=("data",)),
    Watched(
        "socialaccount.SocialAccount", "link", OF_USER, quiet=("last_login", "extra_data"), secret=("uid", "extra_data")
    ),
    Watched("auth.Group", "group", NAMED),
    Watched("auth.Group_permissions", "right", GROUP),
    *(Watched(f"wagtailcore.Group{kind}Permission", "right", GROUP) for kind in ("Page", "Collection", "Site")),
    Watched("wagtailcore.Workflow", "workflow", NAMED),
    Watched("wagtailcore.Task", "workflow", NAMED),
    *(Watched(f"wagtailcore.Workflow{of}", "workflow", WORKFLOW) for of in ("Task", "Page", "ContentType")),
    Watched(
        "wagtailcore.GroupApprovalTask_groups",
        "workflow",
        "(SELECT t.name FROM wagtailcore_task t WHERE t.id = r.groupapprovaltask_id)",
    ),
    Watched("schools.School", "register", NAMED, quiet=("changed", "latest_revision_id")),
    Watched("schools.Campus", "register", "r.street", quiet=("latest_revision_id",)),
    *(Watched(f"schools.{model}", "register", SCHOOL) for model in LISTS_OF_SCHOOLS),
    Watched("schools.EnrollmentSeason", "register", "r.year", quiet=("latest_revision_id",)),
    Watched("schools.ApplicationForm", "register", f"{SEASON} || ', ' || r.language"),
    Watched("schools.InformationSession", "register", SEASON),
    Watched("schools.Offering", "register", f"{SCHOOL} || ', ' || r.topic"),
    Watched("schools.StateRecord", "register", NAMED, quiet=("latest_revision_id",)),
    Watched("schools.Program", "register", NAMED),
    Watched(
        "schools.SchoolTeam_reviewers",
        "register",
        "(SELECT s.name FROM schools_schoolteam t JOIN schools_school s ON s.id = t.school_id"
        " WHERE t.id = r.schoolteam_id)",
    ),
    Watched("schools.SchoolNotice", "notice", SCHOOL, quiet=("saved_at", "saved_by_id")),
    Watched("schools.ChangeSet", "register", NAMED, quiet=("data", "preview")),
    Watched("schools.PlannedChange", "register", f"{SCHOOL} || ', ' || r.kind", quiet=("data", "agreed", "language")),
    Watched("schools.KeptDifference", "register", f"{SCHOOL} || ', ' || r.field"),
    Watched("schools.Requirement", "posting", "r.code"),
    Watched(
        "schools.Posting",
        "posting",
        f"(SELECT q.code FROM schools_requirement q WHERE q.id = r.requirement_id) || coalesce(', ' || {SCHOOL}, '')",  # noqa: S608 (constants of this module)
    ),
    Watched("schools.SignOff", "posting", f"r.school_year || coalesce(', ' || {SCHOOL}, '')"),
    Watched("schools.Answer", "register", "r.key || ', ' || r.language"),
    Watched("schools.Synonym", "register", "r.phrase", quiet=("folded",)),
    Watched(
        "schools.Result",
        "ledger",
        "(SELECT s.name FROM schools_staterecord s WHERE s.id = r.record_id) || ', ' || r.measure || ' ' || r.year",
    ),
    Watched("schools.AreaResult", "ledger", "r.area || ', ' || r.measure || ' ' || r.year"),
    Watched("pages.Figure", "ledger", NAMED, quiet=DRAFT_STATE),
    Watched("pages.FigureValue", "ledger", f"{FIGURE} || coalesce(', ' || ({MAIN_TEXT.format('as_of')}), '')"),
    Watched("wagtailcore.Site", "site", "r.hostname || ':' || r.port"),
    Watched("wagtailcore.Locale", "site", "r.language_code"),
    Watched("wagtailredirects.Redirect", "site", "r.old_path"),
    Watched(
        "wagtailsearchpromotions.SearchPromotion",
        "site",
        "(SELECT q.query_string FROM wagtailsearchpromotions_query q WHERE q.id = r.query_id)",
    ),
    Watched("wagtailcore.PageViewRestriction", "restriction", PAGE, secret=("password",)),
    Watched("wagtailcore.CollectionViewRestriction", "restriction", COLLECTION, secret=("password",)),
    Watched(
        "wagtailcore.PageViewRestriction_groups",
        "restriction",
        "(SELECT p.title FROM wagtailcore_pageviewrestriction v JOIN wagtailcore_page p ON p.id = v.page_id"
        " WHERE v.id = r.pageviewrestriction_id)",
    ),
    Watched(
        "wagtailcore.CollectionViewRestriction_groups",
        "restriction",
        "(SELECT c.name FROM wagtailcore_collectionviewrestriction v JOIN wagtailcore_collection c"
        " ON c.id = v.collection_id WHERE v.id = r.collectionviewrestriction_id)",
    ),
    Watched("wagtailcore.Collection", "library", NAMED, quiet=TREE),
    Watched(
        "media.SiteImage",
        "library",
        "r.title",
        quiet=(*FILE_DETAILS, "taken_down_at", "consent_reminder"),
        secret=("withdrawal_reason",),
    ),
    Watched("media.SiteDocument", "library", "r.title", quiet=(*FILE_DETAILS, "pdf_problems", "checked_hash")),
    # Visitors write these, so inserts are not logged. The text of a report is never logged.
    Watched(
        "schools.MistakeReport",
        "report",
        f"{SCHOOL} || ', ' || to_char(r.created AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM-DD HH24:MI')",
        quiet=("handled_at", "handled_by_id"),
        secret=("text", "email", "language", "created"),
        events=("UPDATE", "DELETE"),
    ),
    Watched(
        "pages.FormAnswer",
        "answers",
        f"{PAGE} || ', ' || to_char(r.submit_time AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM-DD HH24:MI')",
        secret=("form_data", "language"),
        events=("DELETE",),
    ),
]
WATCHED += [
    Watched("wagtailcore.Page", "wagtail", "r.title", quiet=TREE, wagtail_logs=True),
    *(
        Watched(page._meta.label, "wagtail", OF_PAGE.format(page._meta.pk.column), wagtail_logs=True)
        for page in get_page_models()
        if page is not Page
    ),
    Watched("schools.StorySchool", "wagtail", OF_PAGE.format("story_id"), wagtail_logs=True),
    Watched("wagtailcore.Revision", "wagtail", "r.object_str", secret=("content",), wagtail_logs=True),
    Watched("pages.Announcement", "wagtail", MAIN_TEXT.format("text"), wagtail_logs=True),
    Watched("pages.Menu", "wagtail", "'Menu and footer'", wagtail_logs=True),
]
# How to name a row that another row points to, by model.
TITLES = {
    watched.model.lower(): watched.title
    for watched in WATCHED
    if watched.title in (USER, NAMED, "r.street", "r.language_code")
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
COUNTS = {  # the keys of `personal_data.delete_old`
    "reported mistakes": gettext_lazy("reported mistakes"),
    "answers to forms": gettext_lazy("form responses"),
    "sessions": gettext_lazy("sessions"),
    "details of sessions": gettext_lazy("details of sessions"),
    "tries to sign in": gettext_lazy("sign-in attempts"),
    "open editors": gettext_lazy("open editors"),
    "unsaved previews": gettext_lazy("unsaved previews"),
    "days of reminders": gettext_lazy("days of reminders"),
    "accounts never used": gettext_lazy("accounts never used"),
    "closed accounts": gettext_lazy("closed accounts"),
    "histories of accounts": gettext_lazy("account histories"),
}
COMMANDS = {"emergency", "invite", "load_synthetic_schools", "sync_roles"}


def report_opened(match) -> None:
    pk = match.kwargs.get("pk") or match.args[0]
    report = MistakeReport.objects.select_related("school").filter(pk=pk).first()
    if report is not None:
        record("report.read", report, title=f"{report.school.name}, {localtime(report.created):%Y-%m-%d %H:%M}")


def reports_listed(match) -> None:
    record("report.listed")


REPORT = "wagtailsnippets_schools_mistakereport"
NOTED_VIEWS = {f"{REPORT}:{view}": report_opened for view in ("edit", "history", "usage", "delete")}
NOTED_VIEWS |= {f"{REPORT}:{view}": reports_listed for view in ("list", "list_results")}


def answers_listed(match) -> None:
    form = FormPage.objects.get(pk=match.kwargs["page_id"])
    record("answers.listed", form, title=form.title)


NOTED_VIEWS |= {
    f"wagtailforms:{view}": answers_listed
    for view in ("list_submissions", "list_submissions_results", "delete_submissions")
}
