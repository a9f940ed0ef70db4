"""Template tags about schools for public pages."""

from django import template

from schools.desk.models import notices_of
from schools.events.calendar_file import webcal
from schools.postings import public_lists
from schools.profiles import facts
from schools.profiles import tags as profile_tags
from schools.register.models.levels import grade_label
from schools.register.school_year import shown_year
from schools.results.sentences import source_text
from schools.states import current

register = template.Library()

register.simple_tag(profile_tags.school_list, takes_context=True)
register.simple_tag(profile_tags.open_profiles, takes_context=True)
register.simple_tag(profile_tags.open_school_count, takes_context=True)
register.simple_tag(profile_tags.listed_schools, takes_context=True)
register.simple_tag(profile_tags.story_schools)
register.simple_tag(profile_tags.fetch_schools)
register.simple_tag(profile_tags.enroll_page, takes_context=True)
register.simple_tag(profile_tags.event_list, takes_context=True)
register.simple_tag(profile_tags.school_calendar, takes_context=True)
register.simple_tag(current, name="current_state")
register.filter(webcal)
register.filter(facts.host)
register.filter(grade_label)
register.filter(shown_year)
register.filter(source_text)
register.simple_tag(public_lists.posted_on_home)
register.simple_tag(public_lists.posting_address, takes_context=True)
register.simple_tag(notices_of, name="school_notices")
