"""gunicorn's own log lines in the site's format: `gunicorn --logger-class toolkit.monitoring.gunicorn.Logger`."""

from django.conf import settings
from gunicorn import glogging

from toolkit.monitoring.logs import Json, WithoutQuestions


class Logger(glogging.Logger):
    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Json(release=settings.RELEASE))
            handler.addFilter(WithoutQuestions())
