-- Sets up two accounts for one database. `owner` owns the tables and runs `migrate` and `restore`. `runs` serves the site:
-- it reads and writes rows, but cannot disable triggers or truncate or alter tables (docs/install.md). Run it as superuser
-- in the site's database, and again after restoring into a new database:
--   psql -d site -v ON_ERROR_STOP=1 -v owner=site_owner -v runs=site -f deploy/two-roles.sql
BEGIN;
SET LOCAL client_min_messages = error; -- not that there was nothing to revoke
REVOKE :"owner" FROM :"runs";
REASSIGN OWNED BY :"runs" TO :"owner"; -- the database and everything in it
GRANT :"runs" TO :"owner"; -- a restore ends its sessions, and with them those of the public door's account
REVOKE CREATE ON SCHEMA public FROM PUBLIC, :"runs";
GRANT USAGE ON SCHEMA public TO :"runs";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"runs";
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO :"runs";
-- For tables that `migrate` creates later:
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"runs";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO :"runs";
ALTER ROLE :"runs" NOCREATEDB;
COMMIT;
