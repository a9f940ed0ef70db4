-- The functions of the triggers in `triggers.py`, which creates them again after each `migrate`, with the SQL for the
-- name of an account in place of the marker in double braces.

-- Keeps the log as it was written. `copying` marks an entry as copied, and `delete_old` deletes the oldest ones.
CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor jsonb := coalesce(nullif(current_setting('site.who', true), ''), '{}')::jsonb;
  -- An email address, also inside JSON and encoded in a URL: what stays, and what is replaced.
  email text := '([^[:space:]"@])(@|%40)[^[:space:]"\\/@<>,;]+\.[^[:space:]"\\/@<>,;.[:digit:]]{2,}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.at := clock_timestamp(); NEW.copied := false;
    NEW.actor_key := coalesce(NEW.actor_key, actor ->> 'key', '');
    NEW.actor_name := coalesce(NEW.actor_name, actor ->> 'name', session_user);
    NEW.actor_name := regexp_replace(NEW.actor_name, email, '\1@…', 'gi');
    NEW.channel := coalesce(NEW.channel, actor ->> 'channel', 'database');
    NEW.request := coalesce(NEW.request, actor ->> 'request', '');
    NEW.network := coalesce(NEW.network, '');
    NEW.object_label := coalesce(NEW.object_label, '');
    NEW.object_key := coalesce(NEW.object_key, '');
    NEW.object_title := regexp_replace(coalesce(NEW.object_title, ''), email, '\1@…', 'gi');
    NEW.detail := regexp_replace(NEW.detail::text, email, '\1@…', 'gi')::jsonb;
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    IF NEW.copied AND to_jsonb(OLD) - 'copied' = to_jsonb(NEW) - 'copied' THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'DELETE' THEN
    -- Never younger ones, whatever a setting says.
    IF current_setting('site.audit_expiry', true) = 'on' AND OLD.at < now() - interval '365 days' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'The activity log is append-only: % is not allowed.', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION audit_expire() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE newest timestamptz := (SELECT max(at) FROM deleted);
BEGIN
  IF newest IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM activity_log_auditentry WHERE at < newest) THEN
    RAISE EXCEPTION 'Only the oldest entries of the activity log can be deleted.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO activity_log_auditentry (action, detail)
    SELECT 'audit.expired', jsonb_build_object('count', count(*), 'until', newest) FROM deleted;
  RETURN NULL;
END $$;

-- TG_ARGV: kind, label, name of the key's column, title, quiet columns, secret columns, titles of foreign keys, and an
-- object with null for each quiet column: they can hold megabytes, so they are left out before a row becomes JSON.
-- A change of only quiet columns is not logged, such as an account's last sign-in. Of a value, 300 characters are kept.
CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  quiet text[] := TG_ARGV[4];
  secret text[] := TG_ARGV[5];
  title_queries jsonb := TG_ARGV[6];
  without_quiet jsonb := TG_ARGV[7];
  before jsonb := '{}';
  after jsonb := '{}';
  row_key text;
  detail jsonb := '{}';
  title text; col text; texts text[]; target_title text;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    OLD := jsonb_populate_record(OLD, without_quiet);
    before := to_jsonb(OLD) - quiet;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    NEW := jsonb_populate_record(NEW, without_quiet);
    after := to_jsonb(NEW) - quiet;
  END IF;
  IF before = after THEN RETURN NULL; END IF;
  row_key := coalesce(after ->> TG_ARGV[2], before ->> TG_ARGV[2]);
  -- With a field such as `label.es` for each part of a field that is an object.
  before := (SELECT coalesce(jsonb_object_agg(field.key || coalesce('.' || part.key, ''),
      coalesce(part.value, field.value)), '{}')
    FROM jsonb_each(before) AS field LEFT JOIN LATERAL jsonb_each(
      CASE WHEN jsonb_typeof(field.value) = 'object' AND field.key <> ALL (secret) THEN field.value END
    ) AS part ON true WHERE field.value <> '{}');
  after := (SELECT coalesce(jsonb_object_agg(field.key || coalesce('.' || part.key, ''),
      coalesce(part.value, field.value)), '{}')
    FROM jsonb_each(after) AS field LEFT JOIN LATERAL jsonb_each(
      CASE WHEN jsonb_typeof(field.value) = 'object' AND field.key <> ALL (secret) THEN field.value END
    ) AS part ON true WHERE field.value <> '{}');
  IF TG_OP = 'DELETE' THEN EXECUTE 'SELECT ' || TG_ARGV[3] || ' FROM (SELECT ($1).*) AS r' INTO title USING OLD;
  ELSE EXECUTE 'SELECT ' || TG_ARGV[3] || ' FROM (SELECT ($1).*) AS r' INTO title USING NEW; END IF;
  FOR col IN SELECT key FROM jsonb_each(before || after) WHERE key <> TG_ARGV[2] ORDER BY key LOOP
    CONTINUE WHEN before -> col IS NOT DISTINCT FROM after -> col;
    IF col = ANY (secret) THEN
      IF TG_OP = 'UPDATE' THEN detail := detail || jsonb_build_object(col, 'changed'); END IF;
      CONTINUE;
    END IF;
    texts := ARRAY[before ->> col, after ->> col];
    IF title_queries ? col THEN
      FOR side IN 1 .. 2 LOOP
        EXECUTE 'SELECT coalesce((' || (title_queries ->> col) || '), ''#'' || $1)' INTO target_title USING texts[side];
        texts[side] := target_title;
      END LOOP;
    END IF;
    CONTINUE WHEN TG_OP <> 'UPDATE' AND coalesce(texts[1], texts[2], '') IN ('', '[]', '{}');
    detail := detail || jsonb_build_object(col, jsonb_build_array(left(texts[1], 300), left(texts[2], 300)));
  END LOOP;
  INSERT INTO activity_log_auditentry (action, object_label, object_key, object_title, detail)
    VALUES (TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '.added' WHEN 'UPDATE' THEN '.changed' ELSE '.deleted' END,
      TG_ARGV[1], row_key, left(title, 300), detail);
  RETURN NULL;
END $$;

-- TG_ARGV: column of the object's key, labels of watched models. Texts of comments are left out.
CREATE OR REPLACE FUNCTION audit_wagtail() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  watched text[] := TG_ARGV[1];
  label text := (SELECT app_label || '.' || model FROM django_content_type WHERE id = NEW.content_type_id);
  person text := {{PERSON}};
BEGIN
  IF label = ANY (watched) AND NEW.action IN ('wagtail.create', 'wagtail.edit', 'wagtail.delete') THEN
    RETURN NULL;
  END IF;
  IF NEW.action LIKE 'wagtail.view_restriction.%' THEN RETURN NULL; END IF;  -- its rows are watched
  INSERT INTO activity_log_auditentry (action, actor_key, actor_name, object_label, object_key, object_title, detail)
    VALUES (NEW.action, NEW.user_id::text, person, label, to_jsonb(NEW) ->> TG_ARGV[0], left(NEW.label, 300),
      NEW.data - 'comment');
  RETURN NULL;
END $$;

-- TRUNCATE fires no row triggers. TG_ARGV: kind, label.
CREATE OR REPLACE FUNCTION audit_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  rows bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %s', TG_RELID::regclass) INTO rows;
  INSERT INTO activity_log_auditentry (action, object_label, object_title, detail)
    VALUES (TG_ARGV[0] || '.emptied', TG_ARGV[1], TG_TABLE_NAME, jsonb_build_object('rows', rows));
  RETURN NULL;
END $$;
