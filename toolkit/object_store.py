"""Files in a private S3 bucket; uploads under addresses of this site.

An address of the store itself would be another host (visitors' browsers call none) or carry a signature that changes,
and with it every published page. So pictures are linked as if they lay in MEDIA_ROOT, and whoever stands in front
fetches `/media/images/` and `/media/avatar_images/` from the bucket. Documents are served by the site, which checks
their rights.
"""

from urllib.parse import urljoin

from botocore.config import Config
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# One that accepts and does not answer would hold a worker for minutes.
PATIENCE = {"connect_timeout": 2, "read_timeout": 5, "retries": {"total_max_attempts": 2}}


class Store(S3Storage):
    def get_default_settings(self):
        return {**super().get_default_settings(), "client_config": Config(**PATIENCE)}


class MediaStore(Store):
    def __init__(self, *, media_url: str, **options):
        super().__init__(**options)
        self.media_url = media_url

    def url(self, name, **options):
        return urljoin(self.media_url, filepath_to_uri(name))
