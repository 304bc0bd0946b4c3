-- An internal process: ordered steps, each with a place, a role and an allotment of working time.
CREATE TABLE process (
  id {int} PRIMARY KEY,
  code {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  illustrative {int} NOT NULL CHECK (illustrative IN (0, 1)),
  version {int} NOT NULL
) {strict};
CREATE TABLE process_step (
  process_id {int} NOT NULL REFERENCES process (id),
  no {int} NOT NULL CHECK (no >= 1),
  name {text} NOT NULL,
  role {text} NOT NULL,
  place {text} NOT NULL CHECK (place IN ('desk', 'competent', 'unit')),
  unit_id {int} REFERENCES unit (id),
  allotment_minutes {int} NOT NULL CHECK (allotment_minutes >= 0),
  settles {int} NOT NULL CHECK (settles IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (process_id, no),
  CHECK ((place = 'unit') = (unit_id IS NOT NULL))
) {norowid};

-- An administrative procedure, and what it was at a time. A dossier keeps the revision it was filed under.
CREATE TABLE procedure (
  id {int} PRIMARY KEY,
  code {text} NOT NULL UNIQUE,
  version {int} NOT NULL
) {strict};
CREATE TABLE procedure_revision (
  procedure_id {int} NOT NULL REFERENCES procedure (id),
  revision {int} NOT NULL,
  valid_from {int} NOT NULL,
  name {text} NOT NULL,
  tier {text} NOT NULL,
  field {text} NOT NULL,
  competent {text} NOT NULL,
  term_kind {text} NOT NULL,
  term_amount {int} NOT NULL CHECK (term_amount >= 0),
  rules {text} NOT NULL,
  online {int} NOT NULL CHECK (online IN (0, 1)),
  post {int} NOT NULL CHECK (post IN (0, 1)),
  process_id {int} NOT NULL REFERENCES process (id),
  illustrative {int} NOT NULL CHECK (illustrative IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (procedure_id, revision)
) {norowid};

-- Goes up with every change, so that what is held in memory can be known to be old.
CREATE TABLE catalogue_revision (
  id {int} PRIMARY KEY CHECK (id = 1),
  revision {int} NOT NULL,
  version {int} NOT NULL
) {strict};

-- The province's own facts and rules, by name, each a text or JSON.
CREATE TABLE setting (
  name {text} PRIMARY KEY,
  value {text} NOT NULL,
  version {int} NOT NULL
) {norowid};
