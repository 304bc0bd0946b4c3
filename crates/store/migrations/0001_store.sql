-- Which migrations were applied, and the SHA-256 of the text (before its tokens are replaced).
CREATE TABLE schema_migration (
  no {int} PRIMARY KEY,
  name {text} NOT NULL,
  checksum {bytes} NOT NULL,
  applied_at {int} NOT NULL
) {strict};

-- Who did what when, and which rows it changed to which digests. Append-only.
CREATE TABLE audit (
  id {int} PRIMARY KEY,
  at {int} NOT NULL,
  recorded_at {int} NOT NULL,
  actor {int} NOT NULL,
  action {text} NOT NULL,
  changes {bytes} NOT NULL,
  digest {bytes} NOT NULL
) {strict};

-- Audit rows that no seal covers yet: one row per transaction, written with it, so that none is missed
-- however late it commits.
CREATE TABLE audit_unsealed (
  first_id {int} PRIMARY KEY,
  members {bytes} NOT NULL
) {strict};

-- The chain: each seal covers its members and the seal before it. Append-only.
CREATE TABLE audit_seal (
  no {int} PRIMARY KEY,
  prev {bytes} NOT NULL,
  first_at {int} NOT NULL,
  count {int} NOT NULL,
  members {bytes} NOT NULL,
  digest {bytes} NOT NULL,
  sealed_at {int} NOT NULL
) {strict};

{sqlite}
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END;
CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END;
{end}
{postgres}
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION append_only();
{end}

-- Messages to be delivered after the COMMIT that wrote them. Times are technical time.
CREATE TABLE outbox (
  id {int} PRIMARY KEY,
  topic {text} NOT NULL,
  body {text} NOT NULL,
  run_at {int} NOT NULL,
  locked_until {int},
  attempts {int} NOT NULL DEFAULT 0,
  last_error {text}
) {strict};
CREATE INDEX outbox_run ON outbox (run_at, id);

-- Recurring work. Times are technical time.
CREATE TABLE job (
  name {text} NOT NULL PRIMARY KEY,
  run_at {int} NOT NULL,
  locked_until {int},
  attempts {int} NOT NULL DEFAULT 0,
  last_started {int},
  last_finished {int},
  last_error {text}
) {norowid};

-- How far a piece of bulk work has come.
CREATE TABLE job_bookmark (
  name {text} NOT NULL PRIMARY KEY,
  value {text} NOT NULL
) {norowid};
