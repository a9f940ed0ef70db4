#!/bin/sh
# Prepares a release before its application starts: tables, first content, static files, nginx's configuration.
# The previous release keeps running during this, so migrations must not break it (make check).
set -eu
python manage.py migrate --noinput
python manage.py load_site
python -m deploy.static_files static "$DATA_ROOT/static"
python -m deploy.nginx /conf --edge "$EDGE"
echo "brotli_static on;" >/conf/brotli.conf # the `web` image has the module, this one does not
