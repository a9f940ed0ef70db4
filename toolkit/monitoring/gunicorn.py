"""gunicorn's own log lines in the site's format: `gunicorn --logger-class toolkit.monitoring.gunicorn.Logger`."""

from pathlib import Path

from gunicorn import glogging

from toolkit.monitoring import release
from toolkit.monitoring.logs import Json, WithoutQuestions


class Logger(glogging.Logger):
    """gunicorn's logger in the site's format. It reads RELEASE itself, because gunicorn logs before settings load."""

    def setup(self, cfg):
        super().setup(cfg)
        version = release(Path(__file__).resolve().parents[2])
        for handler in self.error_log.handlers:
            handler.setFormatter(Json(release=version))
            handler.addFilter(WithoutQuestions())
