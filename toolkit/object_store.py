"""Files in a private S3 bucket, with uploads under addresses of this site.

Links to the store itself would name another host, which our pages never load from, or carry a signature that changes
every published page. So pictures are linked as if they were in MEDIA_ROOT, and the proxy fetches `/media/images/` and
`/media/avatar_images/` from the bucket. The site serves documents, because it checks permissions.
"""

from urllib.parse import urljoin

from botocore.config import Config
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# A store that accepts connections but does not answer would block a worker for minutes.
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
