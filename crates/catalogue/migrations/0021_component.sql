-- The papers that a procedure asks for, as they were in one of its revisions.
CREATE TABLE procedure_component (
  procedure_id {int} NOT NULL,
  revision {int} NOT NULL,
  no {int} NOT NULL CHECK (no >= 1),
  name {text} NOT NULL,
  kind {text} NOT NULL CHECK (kind = 'original' OR kind = 'copy' OR kind = 'electronic'),
  copies {int} NOT NULL CHECK (copies >= 1),
  required {int} NOT NULL CHECK (required IN (0, 1)),
  illustrative {int} NOT NULL CHECK (illustrative IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (procedure_id, revision, no),
  FOREIGN KEY (procedure_id, revision) REFERENCES procedure_revision (procedure_id, revision)
) {norowid};
