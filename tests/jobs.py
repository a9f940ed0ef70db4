"""What waits for the worker, done within a test."""

from django_tasks_db.models import DBTaskResult

from toolkit.worker.health import BACKEND


def work() -> None:
    """Does every job that waits, in its order; what a job raises reaches the test."""
    while waiting := DBTaskResult.objects.ready().filter(backend_name=BACKEND).first():
        waiting.claim("a test")
        waiting.set_successful(waiting.task.call(*waiting.task_result.args, **waiting.task_result.kwargs))


def forgot(client, email: str):
    """“Forgot your password?”, and the worker's part of it; the page's answer."""
    response = client.post("/accounts/password/reset/", {"email": email})
    work()
    return response
