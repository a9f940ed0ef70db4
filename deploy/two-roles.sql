-- Two accounts for one database: `owner` has the tables and runs `migrate` and `restore`; `runs` serves the site, reads
-- and writes rows, and can neither switch a trigger off nor empty or change a table (docs/install.md). As superuser, in
-- the site's database; again after a restore into a fresh one:
--   psql -d site -v ON_ERROR_STOP=1 -v owner=site_owner -v runs=site -f deploy/two-roles.sql
BEGIN;
REVOKE :"owner" FROM :"runs";
REASSIGN OWNED BY :"runs" TO :"owner"; -- the database and all that is in it
REVOKE CREATE ON SCHEMA public FROM PUBLIC, :"runs";
GRANT USAGE ON SCHEMA public TO :"runs";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"runs";
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO :"runs";
-- What `migrate` makes later:
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"runs";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
    GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO :"runs";
ALTER ROLE :"runs" NOCREATEDB;
COMMIT;
