"""No log remembers what families asked for: where they live, whom they look for."""

import logging

import pytest

from alliance_site.logs import WithoutQuestions

pytestmark = pytest.mark.django_db

SECRET = "Willowbrook"


@pytest.fixture
def logged(settings):
    """Everything that any logger says while a test runs, as the console's handler would write it."""
    lines = []

    class Handler(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Handler(logging.DEBUG)
    handler.addFilter(WithoutQuestions())
    loggers = [logging.getLogger(), logging.getLogger("django.server")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lines
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.parametrize("path", ["/schools/", "/schools/results.json", "/search/", "/no-such-page/"])
def test_a_question_is_in_no_log(client, logged, path):
    client.get(path, {"q": SECRET, "near": SECRET})
    assert not [line for line in logged if SECRET in line]


def test_the_address_stays_and_the_question_goes():
    record = logging.LogRecord(
        "django.server", logging.INFO, "", 0, '"%s" %s', ("GET /schools/?near=90044&q=x HTTP/1.1", "200"), None
    )
    assert WithoutQuestions().filter(record)
    assert record.getMessage() == '"GET /schools/ HTTP/1.1" 200'


def test_a_sentence_with_a_question_mark_stays():
    record = logging.LogRecord("a", logging.INFO, "", 0, "Really? Yes.", (), None)
    WithoutQuestions().filter(record)
    assert record.getMessage() == "Really? Yes."


def test_everything_on_the_console_goes_through_the_filter(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_questions"]
    assert settings.LOGGING["loggers"]["django.server"]["handlers"] == ["console"]


def test_nobody_is_told_the_question_by_the_browser(client):
    for path in ("/schools/?near=90044", "/search/?q=90044"):
        assert client.get(path)["Referrer-Policy"] == "strict-origin"
