-- The edition of the standard that a unit works by from a day on, and the one it moved from (empty where it began).
CREATE TABLE quality_adoption (
  unit_id {int} NOT NULL REFERENCES unit (id),
  applied_from {int} NOT NULL,
  edition {text} NOT NULL,
  moved_from {text} NOT NULL,
  declaration {text} NOT NULL,
  declared_on {int},
  illustrative {int} NOT NULL CHECK (illustrative IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (unit_id, applied_from),
  CHECK (moved_from <> edition),
  CHECK ((declaration = '') = (declared_on IS NULL))
) {norowid};

-- The way from one edition to another, a row per step: when it is planned, and when it was done.
CREATE TABLE quality_move_step (
  unit_id {int} NOT NULL REFERENCES unit (id),
  edition {text} NOT NULL,
  step {text} NOT NULL CHECK (step = 'plan' OR step = 'documents' OR step = 'training' OR step = 'declared'),
  from_edition {text} NOT NULL,
  planned_on {int},
  done_on {int},
  note {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (unit_id, edition, step),
  CHECK (planned_on IS NOT NULL OR done_on IS NOT NULL)
) {norowid};

-- A document of a unit's system, perhaps of one process; its contents are versions.
CREATE TABLE quality_document (
  id {int} PRIMARY KEY,
  unit_id {int} NOT NULL REFERENCES unit (id),
  code {text} NOT NULL,
  kind {text} NOT NULL CHECK (kind = 'policy' OR kind = 'manual' OR kind = 'procedure' OR kind = 'instruction' OR kind = 'form'),
  process_id {int} REFERENCES process (id),
  retired_on {int},
  illustrative {int} NOT NULL CHECK (illustrative IN (0, 1)),
  version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX quality_document_code ON quality_document (unit_id, code);

-- What a document said from a day on; never changed.
CREATE TABLE quality_document_version (
  document_id {int} NOT NULL REFERENCES quality_document (id),
  no {int} NOT NULL CHECK (no >= 1),
  title {text} NOT NULL,
  effective_from {int} NOT NULL,
  changed {text} NOT NULL,
  body {text} NOT NULL,
  PRIMARY KEY (document_id, no)
) {norowid};
