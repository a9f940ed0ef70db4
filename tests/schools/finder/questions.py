"""Ask the finder a question as its page does."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import translation

from pages.content_cache import in_content
from schools.finder.answer import fetch
from schools.finder.criteria import CriteriaForm
from schools.finder.search import find
from schools.models import SchoolIndexPage
from toolkit.published_copy.models import content_version


def school_list(language="en"):
    return SchoolIndexPage.objects.get(locale__language_code=language)


def criteria(**question):
    """A question from its parameters; a list repeats a parameter."""
    return CriteriaForm.read(QueryDict(urlencode(question, doseq=True))).criteria


def ask(language="en", listed=None, **question):
    """The results of a question on the page in `language`, or on the page `listed`."""
    with translation.override(language), in_content(content_version):
        return find(criteria(**question), listed or school_list(language))


def shown(results, most=None):
    return fetch(results.hits[:most], results.terms)


def slugs(results, most=None):
    return [page.school.slug for page in shown(results, most)]
