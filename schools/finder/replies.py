"""Reply to a family's words: the answers staff wrote for them, and the way from the site search to the finder."""

from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.search.replies import Link, Reply
from schools.register import page_types
from schools.register.models import Offering, School
from toolkit.visibility import public

from .corners import corner_in
from .language import Reading, corrected, read
from .models import Answer, Meaning

MOST = 3  # answers to one question
ABOUT_SCHOOLS = (Meaning.LEVEL, Meaning.GRADE, Meaning.OFFER)


def answers_to(reading: Reading) -> list[Reply]:
    """Return the answers to a parsed question, in the language it was asked in. At most three queries."""
    keys = reading.answers[:MOST]
    if not keys:
        return []
    language = reading.language or get_language()
    best: dict[str, Answer] = {}
    for answer in Answer.objects.filter(key__in=keys).order_by("language"):
        if answer.key not in best or answer.language == language:
            best[answer.key] = answer
    answers = [best[key] for key in keys if key in best]
    pages = public(Page.objects.filter(pk__in=[answer.page_id for answer in answers if answer.page_id])).in_bulk()
    told = _schools_that_tell({answer.topic for answer in answers if answer.topic})
    return [_reply(answer, pages.get(answer.page_id), told) for answer in answers]


def site_replies(text: str) -> list[Reply]:
    """Return the replies to a text of the site search: answers, and a link that asks the finder the same."""
    reading = read(text)
    if not reading.meanings and (better := corrected(text, [word[0] for word in reading.words])):
        text, reading = better, read(better)
    replies = answers_to(reading)
    is_about_schools = any(item.meaning in ABOUT_SCHOOLS for item in reading.meanings)
    if is_about_schools or reading.place or reading.is_here or corner_in(text):
        replies += _to_the_finder(text, reading.language or get_language())
    return replies


def _reply(answer: Answer, page: Page | None, told: dict[str, tuple[int, int]]) -> Reply:
    with translation.override(answer.language):
        links = ()
        if page:
            suffix = f"#{answer.anchor}" if answer.anchor else ""
            links = (Link(page, _("Read more: %(title)s") % {"title": page.title}, suffix),)
        text = f"{answer.text} {_who_tells(*told[answer.topic])}" if answer.topic else answer.text
    return Reply(answer.title, text, answer.language, links)


def _who_tells(telling: int, schools: int) -> str:
    """Return how many schools have told us about a topic, in the active language."""
    if not telling:
        return _("No school has told us about this yet: call the school.")
    text = ngettext(
        "%(telling)s of our %(schools)s schools has told us: see its page. For the others, call.",
        "%(telling)s of our %(schools)s schools have told us: see their pages. For the others, call.",
        telling,
    )
    return text % {"telling": telling, "schools": schools}


def _schools_that_tell(topics: set[str]) -> dict[str, tuple[int, int]]:
    """Return the number of open schools that tell about each topic, and of all open schools. At most one query."""
    if not topics:
        return {}
    offerings = Offering.objects.filter(school=OuterRef("pk"))
    counts = School.objects.open_on(timezone.localdate()).aggregate(
        schools=Count("pk"), **{topic: Count("pk", filter=Q(Exists(offerings.filter(topic=topic)))) for topic in topics}
    )
    return {topic: (counts[topic], counts["schools"]) for topic in topics}


def _to_the_finder(text: str, language: str) -> list[Reply]:
    school_list = public(page_types.school_lists().filter(locale__language_code=get_language())).first()
    if school_list is None:
        return []
    with translation.override(language):
        link = Link(school_list, _("Show schools for “%(words)s”") % {"words": text}, f"?{urlencode({'q': text})}")
        title = _("Find a school")
        explanation = _("The school finder reads places, grades, ages, and what schools offer.")
    return [Reply(title, explanation, language, (link,))]
