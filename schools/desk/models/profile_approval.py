from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState


class ProfileApproval(Task):
    """A workflow task: people who can publish a profile approve it, or return it with a comment.

    It checks page permissions, not groups, so no one who can publish a profile is locked out of it.
    `alliance_site.notifications.recipients` decides who gets an email.
    """

    class Meta:
        verbose_name = _("approval of school profiles")
        verbose_name_plural = _("approvals of school profiles")

    @classmethod
    def get_description(cls):
        return _("People who can publish a profile approve it. The school’s reviewers get an email.")

    def decides(self, obj, user) -> bool:
        return obj.permissions_for_user(user).can_publish()

    user_can_access_editor = user_can_lock = decides

    def locked_for_user(self, obj, user):
        return not self.decides(obj, user)

    def get_actions(self, obj, user):
        """Return actions like those of Wagtail's group approval: name, label, whether it asks for a comment."""
        if not self.decides(obj, user):
            return []
        return [
            ("reject", _("Send back"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        from wagtail.permissions import page_permission_policy  # needs the models to be loaded

        pages = page_permission_policy.instances_user_has_permission_for(user, "publish")
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting.filter(workflow_state__object_id__in=pages.annotate(key=Cast("pk", CharField())).values("key"))
