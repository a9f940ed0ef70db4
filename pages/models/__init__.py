from .about import AboutPage
from .announcement import Announcement
from .base import BasePage, RoutablePage
from .figure import Figure
from .home import HomePage
from .mission import MissionPage, PillarPage
from .standard import StandardPage
from .story import StoryIndexPage, StoryPage
from .translation import SourceText
from .word import SiteWord

__all__ = [
    "AboutPage",
    "Announcement",
    "BasePage",
    "Figure",
    "HomePage",
    "MissionPage",
    "PillarPage",
    "RoutablePage",
    "SiteWord",
    "SourceText",
    "StandardPage",
    "StoryIndexPage",
    "StoryPage",
]
