from .about import AboutPage
from .announcement import Announcement
from .base import BasePage
from .figure import Figure
from .home import HomePage
from .mission import MissionPage, PillarPage
from .standard import StandardPage

__all__ = ["AboutPage", "Announcement", "BasePage", "Figure", "HomePage", "MissionPage", "PillarPage", "StandardPage"]
