#!/bin/sh
# Creates the site's role and database, once, when the database's volume is empty. The role may create databases, so that
# a restore can be checked before it replaces the old database (docs/backups.md). It is not a superuser.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE site LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE site OWNER site ENCODING 'UTF8' TEMPLATE template0;
SQL
