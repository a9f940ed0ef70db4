from .enroll_page import EnrollPage as EnrollPage
from .school_index_page import SchoolIndexPage as SchoolIndexPage
from .school_page import SchoolPage as SchoolPage
from .story_school import StorySchool as StorySchool
