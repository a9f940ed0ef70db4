"""gunicorn's own lines in the format of the site's: `gunicorn --logger-class toolkit.monitoring.gunicorn.Logger`."""

import os
from pathlib import Path

from gunicorn import glogging

from toolkit.monitoring.logs import Json, WithoutQuestions
from toolkit.monitoring.release import release


class Logger(glogging.Logger):
    """Reads RELEASE itself: gunicorn speaks before there are settings."""

    def setup(self, cfg):
        super().setup(cfg)
        version = release(os.environ.get("RELEASE", ""), Path(__file__).resolve().parents[2])
        for handler in self.error_log.handlers:
            handler.setFormatter(Json(release=version))
            handler.addFilter(WithoutQuestions())
