from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """Connects the packages of the app. Each imports only those below it (`tool.importlinter` in pyproject.toml)."""

    name = "schools"
    verbose_name = _("Schools")

    def ready(self):
        from wagtail.models import ReferenceIndex

        from pages import blocks
        from pages.figures import totals
        from pages.search.replies import source
        from schools.changes import kinds
        from schools.desk.proposals import Approval, warn_of_waiting
        from schools.exchange.plan import layouts
        from schools.exchange.uploads import Import
        from schools.finder.language import is_known
        from schools.finder.models import Answer
        from schools.finder.name_search import named
        from schools.finder.replies import site_replies, unanswered
        from schools.lifecycle import kinds as guided_changes
        from schools.lifecycle.actions import closing_warnings
        from schools.listing.edits import BulkEdit
        from schools.postings.models import Posting
        from schools.profiles import receivers as profile_receivers  # noqa: F401 (connects its receivers)
        from schools.profiles.blocks import SchoolsBlock
        from schools.profiles.models.story_school import add_schools_to_story_editor
        from schools.register import following  # noqa: F401 (connects its receivers)
        from schools.register.models import Campus, School, StateRecord
        from schools.register.totals import LABELS, register_totals
        from schools.state_data.directory import Directory
        from schools.state_data.reconcile import Reconcile
        from schools.state_data.result_imports import Results
        from schools.states import current

        for model in (Answer, Campus, Posting, School, StateRecord):
            ReferenceIndex.register_model(model)
        blocks.register("schools", SchoolsBlock())
        totals.register(LABELS, register_totals)
        source.named, source.is_known = named, is_known
        source.replies, source.unanswered = site_replies, unanswered
        if current().directory.columns:
            layouts.insert(0, Directory)
        kinds.register(Import(), Reconcile(), Results(), BulkEdit(), Approval(), *guided_changes.ALL.values())
        closing_warnings.append(warn_of_waiting)
        add_schools_to_story_editor()
