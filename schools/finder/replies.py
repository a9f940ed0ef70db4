"""Reply to a family's words: the answers staff wrote for them, and the way from the site search to the finder."""

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.content_cache import memo
from pages.link_targets import in_active_language
from pages.models.lookup import set_anchors
from pages.search.alike import is_real, language_of
from pages.search.replies import Link, Reply
from schools.register.grades import grade_text
from schools.register.models import School
from schools.register.page_types import school_list
from toolkit.visibility import public

from .corners import corner_in
from .criteria import Criteria
from .folding import words_of
from .language import Reading
from .models import GRADES, Answer, Meaning
from .phrases import URGENT
from .question import parse
from .search_words import search_words

LAST = {"contact", "elsewhere"}  # only if nothing else was asked: every answer comes with a way to the phones
FOR_THE_OFFICE = {"board", "donate", "jobs", "press"}  # the front desk of a school does not know
UNANSWERED, SENTENCE = "unanswered", 4  # what a text of so many words gets if nothing answers it
OUR_GRADES, LAST_BEFORE_OURS = "age-grade", grade_text(GRADES[0] - 1)
ABOUT_SCHOOLS = {Meaning.LEVEL, Meaning.GRADE, Meaning.OFFER}


def answers_to(reading: Reading, *before: str) -> list[Reply]:
    """Return the answers with the keys `before`, and those to a parsed question. At most six queries."""
    asked = list(dict.fromkeys([*before, *reading.answers]))
    if not asked:
        return []
    language, answers = _language(reading), memo("answers", _answers)
    keys = [key for key in asked if key not in LAST] or asked[:1]
    chosen = [by_language for key in keys if (by_language := answers.get(key))]
    chosen = [by_language.get(language) or next(iter(by_language.values())) for by_language in chosen]
    with translation.override(language):
        pages = in_active_language([answer.page_id for answer in chosen if answer.is_public])
    return [_reply(answer, pages.get(answer.page_id)) for answer in chosen]


def urgent_replies() -> list[tuple[Reply, list[str]]]:
    """Return the urgent replies on a page in the active language, each with the folded phrases that ask for it."""
    phrases: dict[tuple[str, str], set[str]] = {}
    for text, entry in search_words().entries.items():
        if entry.asks and entry.value in URGENT:
            phrases.setdefault((entry.value, _language(Reading(language=entry.language))), set()).add(f" {text} ")
    return [  # without phrases that have another one inside
        (reply, sorted(text.strip() for text in texts if sum(other in text for other in texts) == 1))
        for (key, language), texts in sorted(phrases.items())
        for reply in answers_to(Reading(language=language), key)
    ]


def site_replies(text: str) -> list[Reply]:
    """Return the replies to a text of the site search: answers, and a link that asks the finder the same."""
    question = parse(Criteria(q=text))
    reading, words = question.reading, question.reading.place.split()
    meanings = {item.meaning for item in reading.meanings}
    is_level = not meanings.isdisjoint(ABOUT_SCHOOLS)
    is_next = reading.answers and reading.value(Meaning.NOT_SERVED) == LAST_BEFORE_OURS
    is_other = Meaning.NOT_SERVED in meanings and not (is_level or is_next)
    replies = answers_to(reading, *([OUR_GRADES] if is_other else []))
    names = {term.typed for term in question.terms if not term.typed.isdigit()}
    is_place = question.near.place or not all(map(is_real, words)) or not names.isdisjoint(words)
    is_near = (words and is_place) or reading.is_here or corner_in(text)  # not “around the school, watching”
    if is_near or (is_level and (replies or not question.unknown or len(text.split()) < SENTENCE)):
        replies += _to_the_finder(text, _language(reading))
    return replies


def unanswered(text: str) -> list[Reply]:
    """Return what to say to a sentence that nothing answers. A shorter text rather looks for a page."""
    words = words_of(text)
    return answers_to(Reading(language=language_of(words)), UNANSWERED) if len(words) >= SENTENCE else []


def _language(reading: Reading) -> str:
    """Return the language to answer in: that of the page, because visitors chose it.

    Everyone sees the default language first, so there the words of the question decide.
    """
    of_page = get_language()
    return reading.language or of_page if of_page == settings.LANGUAGE_CODE else of_page


def _answers() -> dict[str, dict[str, Answer]]:
    """Return all answers by key and language. `is_public`: visitors can see the page that it links to."""
    is_public = Exists(public(Page.objects.filter(pk=OuterRef("page"))))
    answers: dict[str, dict[str, Answer]] = {}
    for answer in Answer.objects.annotate(is_public=is_public):
        answers.setdefault(answer.key, {})[answer.language] = answer
    return answers


def _reply(answer: Answer, page: Page | None) -> Reply:
    with translation.override(answer.language):
        links = (_read_more(answer, page),) if page else ()
        text = f"{answer.text} {_who_tells(answer.topic)}" if answer.topic else answer.text
    return Reply(answer.title, text, answer.language, links, is_for_schools=answer.key not in FOR_THE_OFFICE)


def _read_more(answer: Answer, page: Page) -> Link:
    suffix = f"#section-{answer.anchor}" if answer.anchor else ""
    title = memo(("headings", page.pk), lambda: _headings(page)).get(answer.anchor, page.title)
    return Link(page, _("Read more: %(title)s") % {"title": title}, suffix)


def _headings(page: Page) -> dict[str, str]:
    page = page.specific
    set_anchors(page)
    sections = [block.value for block in getattr(page, "body", ()) if block.block_type == "section"]
    return {section.anchor: section["heading"] for section in sections}


def _who_tells(topic: str) -> str:
    """Return how many open schools have told us about a topic, in the active language."""
    today = timezone.localdate()
    schools, telling = memo(("schools that tell", today), lambda: _schools_that_tell(today))
    if not telling.get(topic):
        return _("No school has told us more about this yet.")
    if telling[topic] == schools:
        return _("Every school has told us. See their pages.")
    text = ngettext(
        "%(telling)s of our %(schools)s schools has told us. See its page. Call the others.",
        "%(telling)s of our %(schools)s schools have told us. See their pages. Call the others.",
        telling[topic],
    )
    return text % {"telling": telling[topic], "schools": schools}


def _schools_that_tell(day: date) -> tuple[int, dict[str, int]]:
    """Return the number of schools open on `day`, and of those that tell about each topic."""
    schools = School.objects.open_on(day)
    rows = schools.values("offerings__topic").order_by().annotate(schools=Count("pk"))
    return schools.count(), {row["offerings__topic"]: row["schools"] for row in rows if row["offerings__topic"]}


def _to_the_finder(text: str, language: str) -> list[Reply]:
    listed = school_list(language) or school_list(get_language())
    if listed is None:
        return []
    with translation.override(language):
        link = Link(listed, _("Show schools for “%(words)s”") % {"words": text}, f"?{urlencode({'q': text})}")
        return [Reply(_("Looking for a school?"), "", language, (link,), is_answer=False)]
