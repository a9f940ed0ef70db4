from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState


class ProfileApproval(Task):
    """A step of a workflow: whoever may publish a profile approves it, or returns it with a comment.

    Asked of the rights over the page and not of groups, so nobody who may publish a profile is locked out of it. Who is
    told says `alliance_site.notifications.profiles`, school by school.
    """

    class Meta:
        verbose_name = _("approval of school profiles")
        verbose_name_plural = _("approvals of school profiles")

    @classmethod
    def get_description(cls):
        return _("People who can publish a profile approve it. The school’s reviewers get an email.")

    def decides(self, page, user) -> bool:
        return page.permissions_for_user(user).can_publish()

    def user_can_access_editor(self, obj, user):
        return self.decides(obj, user)

    def locked_for_user(self, obj, user):
        return not self.decides(obj, user)

    def user_can_lock(self, obj, user):
        return self.decides(obj, user)

    def get_actions(self, obj, user):
        """As Wagtail's own step has them: name, label, whether it asks for a comment."""
        if not self.decides(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        from wagtail.permissions import page_permission_policy  # which needs the models

        pages = page_permission_policy.instances_user_has_permission_for(user, "publish")
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting.filter(workflow_state__object_id__in=pages.annotate(key=Cast("pk", CharField())).values("key"))
