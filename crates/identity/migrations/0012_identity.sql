-- Whether this is a demo, said once when the database is made. Neither can become the other.
CREATE TABLE database_kind (
  id {int} PRIMARY KEY CHECK (id = 1),
  kind {text} NOT NULL CHECK (kind = 'real' OR kind = 'demo')
) {strict};
{sqlite}
CREATE TRIGGER database_kind_no_update BEFORE UPDATE ON database_kind BEGIN SELECT RAISE(ABORT, 'database_kind is append-only'); END;
CREATE TRIGGER database_kind_no_delete BEFORE DELETE ON database_kind BEGIN SELECT RAISE(ABORT, 'database_kind is append-only'); END;
{end}
{postgres}
CREATE TRIGGER database_kind_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON database_kind FOR EACH STATEMENT EXECUTE FUNCTION append_only();
{end}

-- Everybody who may come in, and everybody who once could.
CREATE TABLE person (
  id {int} PRIMARY KEY,
  login {text} NOT NULL,
  name {text} NOT NULL,
  search {text} NOT NULL,
  title {text} NOT NULL,
  unit_id {int} REFERENCES unit (id),
  kind {text} NOT NULL CHECK (kind = 'staff' OR kind = 'service' OR kind = 'demo'),
  status {text} NOT NULL CHECK (status = 'active' OR status = 'deactivated'),
  language {text} NOT NULL CHECK (language = 'vi' OR language = 'en'),
  version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX person_login ON person (login);
CREATE INDEX person_unit ON person (unit_id);

-- What a person proves himself by: apart from the person, so that no list of people ever reads it.
-- `password` is an argon2id hash, `totp` the shared secret of the second factor. `expires_at` is technical time, for
-- passwords that were given.
CREATE TABLE credential (
  person_id {int} PRIMARY KEY REFERENCES person (id),
  password {text} NOT NULL,
  must_change {int} NOT NULL CHECK (must_change IN (0, 1)),
  expires_at {int},
  totp {text},
  version {int} NOT NULL
) {strict};

-- A role, in a unit (with or without all under it) or in the whole province, for some time.
CREATE TABLE role_grant (
  id {int} PRIMARY KEY,
  person_id {int} NOT NULL REFERENCES person (id),
  role {text} NOT NULL,
  unit_id {int} REFERENCES unit (id),
  subtree {int} NOT NULL CHECK (subtree IN (0, 1)),
  valid_from {int} NOT NULL,
  valid_to {int},
  granted_by {int} NOT NULL,
  reason {text} NOT NULL,
  version {int} NOT NULL,
  CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CHECK (unit_id IS NOT NULL OR subtree = 0)
) {strict};
CREATE INDEX role_grant_person ON role_grant (person_id);

-- During an absence the deputy does the absent one's work.
CREATE TABLE delegation (
  id {int} PRIMARY KEY,
  absent_id {int} NOT NULL REFERENCES person (id),
  deputy_id {int} NOT NULL REFERENCES person (id),
  valid_from {int} NOT NULL,
  valid_to {int} NOT NULL,
  role {text},
  unit_id {int} REFERENCES unit (id),
  reason {text} NOT NULL,
  version {int} NOT NULL,
  CHECK (valid_to >= valid_from),
  CHECK (absent_id <> deputy_id)
) {strict};
CREATE INDEX delegation_absent ON delegation (absent_id);
CREATE INDEX delegation_deputy ON delegation (deputy_id);

-- Programs come in by these. Only the SHA-256 of a token is kept. Scopes and address ranges are JSON lists of texts.
-- Times are technical time.
CREATE TABLE api_token (
  id {int} PRIMARY KEY,
  person_id {int} NOT NULL REFERENCES person (id),
  name {text} NOT NULL,
  hash {bytes} NOT NULL,
  scopes {text} NOT NULL,
  ranges {text} NOT NULL,
  expires_at {int} NOT NULL,
  revoked_at {int},
  made_by {int} NOT NULL,
  version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX api_token_hash ON api_token (hash);
CREATE INDEX api_token_person ON api_token (person_id);

-- Goes up with every change of people, grants and delegations, so that what is held in memory can be known to be old.
CREATE TABLE identity_revision (
  id {int} PRIMARY KEY CHECK (id = 1),
  revision {int} NOT NULL,
  version {int} NOT NULL
) {strict};

-- From here on: neither audited nor backed up. Times are technical time.

-- Who has come in. Only the SHA-256 of a session's token is kept.
CREATE TABLE session (
  hash {bytes} PRIMARY KEY,
  id {int} NOT NULL,
  person_id {int} NOT NULL,
  created_at {int} NOT NULL,
  seen_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  address {text} NOT NULL,
  agent {text} NOT NULL
) {norowid};
CREATE UNIQUE INDEX session_id ON session (id);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expires ON session (expires_at);

-- Failed attempts by account and by address. Accounts are the SHA-256 of what was typed: some type their password there.
CREATE TABLE sign_in_throttle (
  subject {text} PRIMARY KEY,
  failures {int} NOT NULL,
  last_at {int} NOT NULL
) {norowid};
CREATE INDEX sign_in_throttle_last ON sign_in_throttle (last_at);

-- When an account was last used, and the last step of the second factor, which opens only once.
CREATE TABLE person_use (
  person_id {int} PRIMARY KEY,
  signed_in_at {int},
  totp_step {int} NOT NULL DEFAULT 0
) {strict};

-- When a token was last used, and from where.
CREATE TABLE api_token_use (
  token_id {int} PRIMARY KEY,
  used_at {int} NOT NULL,
  address {text} NOT NULL
) {strict};
