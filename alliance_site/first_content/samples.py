"""The first stories, sample content for testing (drafts, a scheduled page, a private page, an event), and logins."""

import secrets
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page, PageViewRestriction

from alliance_site.staff.roles import ROLES
from pages.models import FormPage, StandardPage, StoryPage
from schools.models import EventPage, School, StorySchool
from toolkit.dates import midnight

from . import ACTION
from .files import CONTENT, body, page_file
from .pages import publish, set_texts

EVENT_FIELDS = ("title", "summary", "first_day", "starts", "ends", "repeats", "until", "except_on", "place")


def load_stories(pages: dict[str, Page]) -> None:
    """Publish `content/stories/*.md`, and keep `content/sample/stories/*.md` as drafts.

    Front matter: `title`, `date`, `summary`, `source`, `source_url`, `schools` (slugs). The file name becomes the
    story's slug.
    """
    for file in sorted((CONTENT / "stories").glob("*.md")):
        pages[f"stories/{file.stem}"] = _add_story(file, pages)
        publish(pages[f"stories/{file.stem}"])
    for file in sorted((CONTENT / "sample" / "stories").glob("*.md")):
        _add_story(file, pages).save_revision(log_action=ACTION)


def _add_story(file: Path, pages: dict[str, Page]) -> StoryPage:
    front = page_file(file)
    slugs = front.get("schools", [])
    schools = School.objects.in_bulk(slugs, field_name="slug")
    story = StoryPage(
        slug=file.stem,
        date=front["date"],
        body=body(front.content, pages),
        school_links=[StorySchool(school=schools[slug], sort_order=place) for place, slug in enumerate(slugs)],
        live=False,
        locale=Locale.get_default(),
    )
    set_texts(story, front)
    return pages["stories"].add_child(instance=story)


def load_samples(pages: dict[str, Page]) -> None:
    """Load `content/sample/*.md` as drafts, and the sample event. In the front matter, `go_live_at` schedules the page,
    `private: true` publishes it for signed-in staff only, and `questions` make it a form."""
    if not (CONTENT / "sample").exists():
        return
    for file in sorted((CONTENT / "sample").glob("*.md")):
        _add_sample(page_file(file), pages)
    front = page_file("sample/events/sample-event.md")
    event = EventPage(slug="sample-event", live=False, locale=Locale.get_default(), body=body(front.content, pages))
    for name in EVENT_FIELDS:
        setattr(event, name, front[name])
    pages["events"].add_child(instance=event)
    event.save_revision(log_action=ACTION)


def _add_sample(front, pages: dict[str, Page]) -> None:
    page = (FormPage if "questions" in front else StandardPage)(
        slug=front["slug"],
        body=body(front.content, pages),
        live=False,
        locale=Locale.get_default(),
        go_live_at=midnight(front["go_live_at"]) if front.get("go_live_at") else None,
    )
    set_texts(page, front)
    if isinstance(page, FormPage):
        page.thanks = front["thanks"]
        page.questions = [(kind, {"help_text": ""} | value) for kind, value in front["questions"]]
    pages[""].add_child(instance=page)
    revision = page.save_revision(log_action=ACTION)
    if front.get("private"):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    if front.get("private") or page.go_live_at:
        revision.publish()


def load_logins(path: Path) -> bool:
    """Create demo logins: a user for each role, a school's editor, and a superuser. Write their passwords to `path`.

    Users with these names but another address are somebody's own and stay as they are. If the file and all users exist,
    do nothing and return False.
    """
    roles = {role.name.lower().replace(" ", "-"): role.name for role in ROLES}
    if school := School.objects.open_today().filter(pages__live=True, team__group__isnull=False).first():
        roles["school-editor"] = school.team.group.name
    roles["admin"] = None
    users = get_user_model().objects
    if path.exists() and users.filter(username__in=roles).count() == len(roles):
        return False
    lines = ["Demo logins, for this machine only. To get new passwords, delete this file and run `make run`.", ""]
    for username, role in roles.items():
        email = f"{username}@example.org"  # mail goes to files in var/mail
        if users.filter(username=username).exclude(email=email).exists():
            continue
        password = secrets.token_urlsafe(12)
        user, _created = users.get_or_create(username=username, email=email)
        user.is_superuser = user.is_staff = role is None
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name=role))
        lines.append(f"{(role or 'Site admin').partition(':')[0]:<18} {username:<18} {password}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True
