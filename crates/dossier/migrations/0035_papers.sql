-- The papers handed in with a dossier, and those still missing (`given` 0). Named as they were on that day.
CREATE TABLE dossier_component (
  dossier_id {int} NOT NULL REFERENCES dossier (id),
  no {int} NOT NULL CHECK (no >= 1),
  name {text} NOT NULL,
  kind {text} NOT NULL CHECK (kind = 'original' OR kind = 'copy' OR kind = 'electronic'),
  wanted {int} NOT NULL CHECK (wanted >= 0),
  given {int} NOT NULL CHECK (given >= 0),
  required {int} NOT NULL CHECK (required IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (dossier_id, no)
) {norowid};

-- Dossiers taken in together for one person: one list instead of as many slips.
CREATE TABLE intake_batch (
  id {int} PRIMARY KEY,
  receiving_id {int} NOT NULL REFERENCES unit (id),
  day {int} NOT NULL,
  at {int} NOT NULL,
  actor_id {int} NOT NULL,
  procedure_id {int} NOT NULL REFERENCES procedure (id)
) {strict};
CREATE INDEX intake_batch_day ON intake_batch (receiving_id, day, id);
CREATE TABLE intake_batch_row (
  batch_id {int} NOT NULL REFERENCES intake_batch (id),
  no {int} NOT NULL CHECK (no >= 1),
  dossier_id {int} NOT NULL REFERENCES dossier (id),
  document {text} NOT NULL,
  copies {int} NOT NULL CHECK (copies >= 1),
  PRIMARY KEY (batch_id, no)
) {norowid};
