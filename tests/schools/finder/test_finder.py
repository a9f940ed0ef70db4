"""The finder returns the right schools, in a defined order, with the reason, and answers every question."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from schools.finder.answer import Order
from schools.finder.places import Problem
from schools.models import Program, School, Synonym
from tests.factories import CampusFactory, SchoolFactory, profile
from tests.schools.finder.questions import ask, slugs

pytestmark = pytest.mark.django_db


def told(results, kind):
    return [(one.typed, one.label) for one in results.understood if one.kind == kind]


def count(results, name, value):
    return next(choice.count for choice in results.counts[name] if choice.value == value)


# What is found, and in which order


def test_without_a_question_all_open_schools_come_by_area_then_name():
    results = ask()
    assert results.order == Order.AREA
    found = [(page.school.campus.area, page.title) for page in results.hits]
    assert len(found) == 25
    assert found == sorted(found)
    assert {page.miles for page in results.hits} == {None}


def test_near_a_place_the_nearest_come_first_with_their_miles():
    results = ask(near="Watts")
    miles = [page.miles for page in results.hits]
    assert results.order == Order.DISTANCE
    assert miles == sorted(miles)
    assert slugs(results, 1) == ["simon-tech"]
    assert miles[0] == pytest.approx(0.19, abs=0.01)


def test_within_a_distance_are_those_whose_miles_are_not_more():
    miles = [page.miles for page in ask(near="Watts").hits]
    for within in (1, 2.5, 10):
        assert len(ask(near="Watts", within=within).hits) == len([one for one in miles if one <= within])


def test_a_school_without_a_point_comes_last_when_distance_counts():
    lost = profile(SchoolFactory(campus=CampusFactory(latitude=None, longitude=None)))
    results = ask(near="Watts")
    assert slugs(results)[-1] == lost.school.slug
    assert results.hits[len(results.hits) - 1].miles is None
    assert lost.school.slug not in slugs(ask(near="Watts", within="20"))


def test_a_former_name_finds_the_school_and_says_why():
    (page,) = ask(q="College-Ready Academy #1").hits
    assert page.school.slug == "gertz-ressler"
    assert (page.matched_on.kind, page.matched_on.label) == ("former", "Formerly")
    assert page.matched_on.text == "Alliance College-Ready Academy #1"
    assert ask(q="Gertz-Ressler").hits[0].matched_on is None
    assert ask(q="19647330111658").hits[0].matched_on.kind == "code"


def test_a_word_no_school_has_is_forgiven_and_named():
    results = ask(q="burton trapeze")
    assert slugs(results) == ["burton-tech"]
    assert told(results, "unknown") == [("trapeze", "")]


def test_other_words_count_although_no_school_has_one():
    assert slugs(ask(q="trapeze near Watts"), 1) == ["simon-tech"]
    assert {page.school.level for page in ask(q="trapeze middle school").hits} == {"middle"}
    assert len(ask(q="trapeze").hits) == 0


def test_a_word_nearly_every_school_has_narrows_nothing():
    assert slugs(ask(q="alliance")) == slugs(ask())
    assert slugs(ask(q="alliance stern school")) == ["stern"]


def test_a_slip_is_forgiven_and_said():
    assert told(ask(q="gerts"), "spelling") == [("gerts", "gertz")]


def test_closed_schools_are_left_out_unless_asked_for_or_nothing_else_has_the_words():
    assert "tennenbaum" not in slugs(ask())
    assert "tennenbaum" in slugs(ask(closed="on"))
    results = ask(q="tennenbaum")
    assert (slugs(results), results.closed_only) == (["tennenbaum"], True)
    assert not ask(q="tennenbaum", closed="on").closed_only


def test_drafts_private_profiles_and_schools_that_have_not_opened_are_not_found():
    profile(SchoolFactory(name="Alliance Timbuktu High", opened=timezone.localdate() + timedelta(days=2)))
    profile(SchoolFactory(name="Alliance Zanzibar High"), live=False)
    private = profile(SchoolFactory(name="Alliance Samarkand High"))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for name in ("Timbuktu", "Zanzibar", "Samarkand"):
        assert slugs(ask(q=name)) == slugs(ask(q=name, closed="on")) == []


# The meaning of words


def test_a_level_or_a_grade_in_the_text_is_a_filter_and_said():
    results = ask(q="escuelas secundarias")
    assert (results.criteria.level, results.order) == ("middle", Order.AREA)
    assert told(results, "level") == [("escuelas secundarias", "Middle school")]
    assert {page.school.level for page in results.hits} == {"middle"}
    assert told(ask(q="9o grado"), "grade") == [("9o grado", "Grade 9")]


def test_what_the_form_says_counts_before_the_text_and_a_level_the_text_got_wrong_hides_nothing():
    results = ask(q="middle school", level="high")
    assert {page.school.level for page in results.hits} == {"high"}
    assert told(results, "level") == []
    results = ask(q="stern middle school")
    assert slugs(results) == ["stern"]
    assert told(results, "level") == []


def test_a_place_in_the_text_is_where_to_look_and_said():
    results = ask(q="secundaria cerca de Watts")
    assert (results.place.name, results.order) == ("Watts", Order.DISTANCE)
    assert told(results, "near") == [("watts", "Watts")]
    results = ask(q="near Burton")
    assert slugs(results) == ["burton-tech"]
    assert results.place_problem is None


def test_words_about_enrolling_and_grades_we_do_not_serve_are_told():
    results = ask(q="inscripción Burton")
    assert slugs(results) == ["burton-tech"]
    assert [answer.title for answer in results.answers] == ["Cómo inscribirse"]
    assert "6 to 12" in told(ask(q="kindergarten"), "not served")[0][1]


def test_staff_teach_the_finder_a_word_at_once():
    assert slugs(ask(q="La Prepa Grande")) != ["stern"]
    Synonym.objects.create(phrase="la prepa grande", meaning="words", value="Marc Stern")
    assert slugs(ask(q="La Prepa Grande")) == ["stern"]


# Filters, counts, and nothing found


def test_counts_say_what_each_value_would_leave_under_the_other_filters():
    results = ask()
    assert (count(results, "level", "high"), count(results, "level", "middle")) == (16, 9)
    assert (count(results, "grade", "6"), count(results, "grade", "9")) == (9, 16)
    narrowed = ask(level="high", area="Hyde Park")
    assert count(narrowed, "level", "middle") == len(ask(level="middle", area="Hyde Park").hits) == 2
    assert count(narrowed, "grade", "6") == 0
    assert count(narrowed, "area", "Watts") == len(ask(level="high", area="Watts").hits) == 1
    assert [choice.value for choice in narrowed.counts["area"] if choice.chosen] == ["Hyde Park"]


@pytest.mark.parametrize("name", ["level", "grade", "area"])
def test_every_count_is_what_choosing_it_finds(name):
    choices = ask(near="Watts", within="5").counts[name]
    assert choices
    for choice in choices:
        assert len(ask(near="Watts", within="5", **{name: choice.value}).hits) == choice.count


def test_programs_are_filtered_counted_and_found_by_their_name_in_any_language():
    music, robots = Program.objects.create(name="Marching band"), Program.objects.create(name="Robotics")
    band = music.copy_for_translation(Locale.objects.get(language_code="es"))
    band.name = "Banda de marcha"
    band.save()
    for slug, programs in (("stern", [music, robots]), ("merkin", [music])):
        school = School.objects.get(slug=slug)
        school.programs = programs
        school.save()
    assert [(choice.label, choice.count) for choice in ask().counts["program"]] == [
        ("Marching band", 2),
        ("Robotics", 1),
    ]
    assert set(slugs(ask(program="marching-band"))) == {"stern", "merkin"}
    both = ask(program=["marching-band", "robotics"])
    assert slugs(both) == ["stern"]
    assert len(ask(program="juggling").hits) == 25
    assert set(slugs(ask(q="marcha"))) == {"stern", "merkin"}
    assert ask(q="robotics").hits[0].matched_on.label == "Program"
    assert [choice.label for choice in ask("es").counts["program"]] == ["Banda de marcha", "Robotics"]
    music.delete()
    assert slugs(ask(q="marching")) == []


def test_beyond_the_distance_the_nearest_school_is_named():
    results = ask(near="San Pedro", within="5")
    assert len(results.hits) == 0
    assert results.nearest_miss.school.slug == "skirball"
    assert results.nearest_miss.miles == pytest.approx(13.6, abs=0.1)
    assert ask(near="Watts", within="5").nearest_miss is None
    assert len(ask(within="1").hits) == 25


@pytest.mark.parametrize(("q", "problem"), [("10001", Problem.OUT_OF_STATE), ("90051", Problem.NO_POINT)])
def test_a_zip_code_that_cannot_be_placed_says_why(q, problem):
    assert ask(q=q).place_problem.problem == ask(near=q).place_problem.problem == problem


def test_a_place_nobody_knows_still_lists_the_schools_and_suggests_others():
    results = ask(near="Hollywod Hights")
    assert results.place_problem.problem == Problem.UNKNOWN
    assert results.place_problem.suggestions
    assert len(results.hits) == 25


def test_nothing_found_suggests_what_was_meant():
    results = ask(q="luskinberg")
    assert len(results.hits) == 0
    assert [(one.name, one.text) for one in results.suggestions] == [("q", "luskin")]
    assert ask(q="qqqqqq").suggestions == []
    assert [one.text for one in ask(q="luskinberg luskinberg").suggestions] == ["luskin luskin"]


# Invalid questions


@pytest.mark.parametrize(
    "question",
    [
        {"level": "kindergarten"},
        {"grade": "13"},
        {"grade": "K"},
        {"within": "nan"},
        {"within": "-1"},
        {"within": "1e400"},
        {"program": "no such program"},
        {"closed": "\x00", "level": "\x00"},
    ],
)
def test_a_value_that_makes_no_sense_is_ignored_and_the_rest_still_counts(question):
    results = ask(near="Watts", **question)
    assert slugs(results, 1) == ["simon-tech"]


def test_an_area_without_a_school_has_none():
    results = ask(near="Watts", area="Atlantis")
    assert slugs(results) == []
    assert [choice.value for choice in results.counts["area"] if choice.chosen] == ["Atlantis"]


def test_a_text_that_is_too_long_is_cut():
    assert slugs(ask(q="Stern " + "x" * 5000)) == ["stern"]
    assert len(ask(q="stern " * 500).criteria.q) <= 120
