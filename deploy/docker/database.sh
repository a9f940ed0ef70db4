#!/bin/sh
# Once, when the database's volume is empty: the site's own role and database. It may make databases, so that a restore
# can be compared before it takes the old one's place (docs/backups.md); it is no superuser.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE site LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE site OWNER site ENCODING 'UTF8' TEMPLATE template0;
SQL
