"""Columns of Wagtail's models that only drafts change and that visitors do not see."""

OF_DRAFTS = (
    "draft_title",
    "expired",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision_created_at",
    "latest_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
)
