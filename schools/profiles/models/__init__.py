from .enroll_page import EnrollPage
from .school_index_page import SchoolIndexPage
from .school_page import SchoolPage
from .story_school import StorySchool
