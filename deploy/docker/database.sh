#!/bin/sh
# Creates the site's roles and database, once, when the database's volume is empty. The role `site` may create databases,
# so that a restore can prepare the database that replaces the old one (docs/backups.md). It is not a superuser. The role
# of the public door gets its rights when the site migrates (alliance_site/public_role.py).
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set password="$SITE_PASSWORD" --set public="$PUBLIC_PASSWORD" <<'SQL'
CREATE ROLE site LOGIN CREATEDB PASSWORD :'password';
CREATE ROLE site_public LOGIN PASSWORD :'public';
GRANT site_public TO site; -- so that a restore can end its sessions
CREATE DATABASE site OWNER site ENCODING 'UTF8' TEMPLATE template0;
SQL
