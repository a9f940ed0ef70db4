"""Template tags about schools for public pages."""

from django import template

from schools.desk.notices import display
from schools.postings import tags as of_postings
from schools.profiles import tags as of_profiles

register = template.Library()

register.simple_tag(of_profiles.school_list, takes_context=True)
register.simple_tag(of_profiles.open_profiles, takes_context=True)
register.simple_tag(of_profiles.story_schools)
register.simple_tag(of_profiles.fetch_schools)
register.filter(of_profiles.host)
register.simple_tag(of_postings.posted_on_home)
register.simple_tag(of_postings.posting_address, takes_context=True)
register.simple_tag(display.of_school, name="school_notices")
