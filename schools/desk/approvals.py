"""Approval of a school's profiles and events: status, submitting, and taking back."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Prefetch
from wagtail.models import Locale, Page, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy


@dataclass
class Approval:
    """A page in one language. `page` is None if there is none yet; `state` is set if it waits or was returned."""

    locale: Locale
    page: Page | None = None
    state: WorkflowState | None = None
    can_edit: bool = False
    can_submit: bool = False

    @property
    def waits(self) -> bool:
        return self.state is not None and self.state.status == WorkflowState.STATUS_IN_PROGRESS

    @property
    def is_returned(self) -> bool:
        return self.state is not None and self.state.status == WorkflowState.STATUS_NEEDS_CHANGES

    @property
    def step(self) -> TaskState | None:
        """The workflow step that it is in: who returned it, when, and with which comment."""
        return self.state and self.state.current_task_state


def profiles(school, user) -> list[Approval]:
    """Return one profile for each language of the site."""
    by_locale = {one.locale.pk: one for one in approvals(school.pages.select_related("locale", "latest_revision"))}
    for one in by_locale.values():
        rights = one.page.permissions_for_user(user)
        one.can_edit = rights.can_edit()
        one.can_submit = one.can_edit and one.page.has_unpublished_changes and rights.can_submit_for_moderation()
    return [by_locale.get(locale.pk) or Approval(locale) for locale in Locale.objects.all()]


def approvals(pages) -> list[Approval]:
    """Return the state of each of `pages`, whose locales are loaded. Two queries."""
    states = WorkflowState.objects.active()
    states = states.select_related("requested_by", "current_task_state__finished_by", "current_task_state__task")
    # As Wagtail's `prefetch_workflow_states` does, which knows less of a state.
    pages = pages.prefetch_related(Prefetch("_specific_workflow_states", states, to_attr="_current_workflow_states"))
    return [Approval(page.locale, page, page.current_workflow_state) for page in pages]


def submit(page, user) -> bool:
    """Submit the profile for approval, again if it was returned. Return False if there is nothing to submit."""
    if not (page.has_unpublished_changes and page.permissions_for_user(user).can_submit_for_moderation()):
        return False
    return send(page, user)


def send(page, user) -> bool:
    """Send the newest draft of `page` for approval, in place of one that waits. Return False without a workflow."""
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
        return True
    if state is not None:
        state.cancel(user=user)
    if workflow := page.get_workflow():
        workflow.start(page, user)
    return workflow is not None


def cancel_submission(page, user) -> bool:
    """Cancel the submission, so that the school can edit the profile again. Return False if it is not waiting."""
    state = WorkflowState.objects.active().for_instance(page).select_for_update().first()
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return False
    state.cancel(user=user)
    return True


def possible_reviewers(school):
    """Return users with an email address who can publish a profile of `school`, sorted by name."""
    page = school.pages.first()
    if page is None:
        return get_user_model().objects.none()
    users = page_permission_policy.users_with_permission_for_instance("publish", page)
    return users.exclude(email="").order_by("first_name", "last_name", "username")


def reviewers(school) -> list:
    """Return the reviewers chosen for `school` who can still publish its profile."""
    team = getattr(school, "team", None)
    return list(possible_reviewers(school).filter(pk__in=team.reviewers.values("pk"))) if team else []
