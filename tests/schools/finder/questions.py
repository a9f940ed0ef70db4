"""Ask the finder a question as its page does."""

from urllib.parse import urlencode

from django.http import QueryDict

from schools.finder.criteria import CriteriaForm
from schools.finder.search import find
from schools.models import SchoolIndexPage


def school_list():
    return SchoolIndexPage.objects.get(locale__language_code="en")


def criteria(**question):
    """A question from its parameters; a list repeats a parameter."""
    return CriteriaForm.read(QueryDict(urlencode(question, doseq=True))).criteria


def ask(**question):
    """The results of a question."""
    return find(criteria(**question), school_list())


def slugs(results, most=None):
    return [page.school.slug for page in results.hits[:most]]
