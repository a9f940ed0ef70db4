#!/bin/sh
# Once for each release, before its application starts: tables, first content, static files, nginx's configuration.
# The application before it goes on meanwhile, which is why migrations have to leave it running (make check).
set -eu
python manage.py migrate --noinput
python manage.py load_site
python -m deploy.static_files "$STATIC_ROOT" "$SHARED_STATIC_ROOT"
STATIC_ROOT=$SHARED_STATIC_ROOT python -m deploy.nginx /conf --edge "$EDGE"
echo "brotli_static on;" >/conf/brotli.conf # the image `web` has the module, this one does not
