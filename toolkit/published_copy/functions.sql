-- The function of the triggers in `triggers.py`, which creates it again after each `migrate`, with the columns that only
-- drafts change in place of the marker in double braces.
-- TG_ARGV: label and column, in pairs. A row that moves to another owner changes both.
CREATE OR REPLACE FUNCTION note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  drafts text[] := '{{OF_DRAFTS}}';
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) - drafts END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) - drafts END;
BEGIN
  IF before = after THEN RETURN NULL; END IF;
  FOR n IN 0 .. TG_NARGS / 2 - 1 LOOP
    INSERT INTO published_copy_change (label, key)
      SELECT TG_ARGV[2 * n], key
      FROM (VALUES (before ->> TG_ARGV[2 * n + 1]), (after ->> TG_ARGV[2 * n + 1])) AS keys(key)
      WHERE key IS NOT NULL GROUP BY key;
  END LOOP;
  PERFORM pg_notify('site_changes', '');
  RETURN NULL;
END $$;
