"""The finder's word index follows the register."""

from datetime import date

import pytest
from django.core.management import call_command

from schools.models import Campus, FormerName, IndexedWord, School, SchoolStateRecord, SchoolWord
from tests.factories import SchoolFactory
from tests.schools.finder.questions import ask, slugs

pytestmark = pytest.mark.django_db


def test_a_change_of_the_register_is_found_at_once():
    school = School.objects.get(slug="stern")
    FormerName.objects.create(school=school, name="Alliance Zanzibar Academy")
    assert slugs(ask(q="zanzibar")) == ["stern"]
    school.refresh_from_db()
    school.name = "Alliance Samarkand High"
    school.save()
    assert slugs(ask(q="samarkand")) == ["stern"]
    campus = Campus.objects.get(pk=school.campus_id)
    campus.street = "1 Tashkent Way"
    campus.save()
    assert slugs(ask(q="tashkent")) == ["stern"]
    FormerName.objects.get(name="Alliance Zanzibar Academy").delete()
    assert slugs(ask(q="zanzibar")) == []
    record = SchoolStateRecord.objects.filter(school=school).get().record
    record.charter_number = "9876"
    record.save()
    assert slugs(ask(q="9876")) == ["stern"]


def test_a_deleted_school_leaves_no_word_behind():
    before = dict(IndexedWord.objects.values_list("word", "schools"))
    school = SchoolFactory(name="Alliance Zanzibar High")
    FormerName.objects.create(school=school, name="Alliance Samarkand High")
    assert IndexedWord.objects.filter(word="zanzibar").exists()
    school.delete()
    assert dict(IndexedWord.objects.values_list("word", "schools")) == before


def test_the_whole_index_can_be_made_anew():
    before = set(SchoolWord.objects.values_list("school_id", "word", "kind", "text", "weight"))
    counts = dict(IndexedWord.objects.values_list("word", "schools"))
    SchoolWord.objects.all().delete()
    School.objects.filter(slug="stern").update(opened=date(2006, 9, 5))
    call_command("index_finder", verbosity=0)
    assert set(SchoolWord.objects.values_list("school_id", "word", "kind", "text", "weight")) == before
    assert dict(IndexedWord.objects.values_list("word", "schools")) == counts
