-- (Alternatives are written with OR: for a list SQLite builds a table anew at every write.)
-- A dossier: who asks for what of whom, where it stands, and its dates.
CREATE TABLE dossier (
  id {int} PRIMARY KEY,
  code {text},
  token {text} NOT NULL,
  procedure_id {int} NOT NULL REFERENCES procedure (id),
  revision {int} NOT NULL,
  receiving_id {int} NOT NULL REFERENCES unit (id),
  unit_id {int} NOT NULL REFERENCES unit (id),
  channel {int} NOT NULL CHECK (channel BETWEEN 1 AND 3),
  result_by {text} NOT NULL CHECK (result_by = 'counter' OR result_by = 'post' OR result_by = 'electronic'),
  applicant_name {text} NOT NULL,
  applicant_phone {text} NOT NULL,
  applicant_card {text} NOT NULL,
  applicant_address {text} NOT NULL,
  content {text} NOT NULL,
  search {text} NOT NULL,
  submitted_at {int},
  accepted_at {int},
  number {int},
  promised_day {int},
  announced_day {int},
  clock_from {int},
  clock_left {int},
  held_left {int},
  due_day {int},
  due_at {int},
  state {text} NOT NULL CHECK (state = 'submitted' OR state = 'not_accepted' OR state = 'accepted' OR state = 'in_step' OR state = 'paused' OR state = 'settled' OR state = 'delivered' OR state = 'void'),
  step {int} NOT NULL,
  step_unit_id {int} NOT NULL REFERENCES unit (id),
  step_since {int} NOT NULL,
  step_due_at {int},
  paused_at {int},
  pause_reason {text},
  settled_at {int},
  outcome {text},
  timeliness {text},
  late_cause {text},
  delivered_at {int},
  delivered_by {text},
  version {int} NOT NULL,
  CHECK (state = 'submitted' OR state = 'not_accepted' OR state = 'void' OR (code IS NOT NULL AND accepted_at IS NOT NULL AND due_day IS NOT NULL AND promised_day IS NOT NULL)),
  CHECK (state = 'void' OR (state = 'settled' OR state = 'delivered') = (settled_at IS NOT NULL)),
  CHECK (state = 'void' OR (state = 'delivered') = (delivered_at IS NOT NULL)),
  CHECK (state = 'void' OR (state = 'paused') = (paused_at IS NOT NULL)),
  CHECK (timeliness IS NULL OR timeliness <> 'late' OR late_cause IS NOT NULL)
) {strict};
CREATE UNIQUE INDEX dossier_code ON dossier (code);
CREATE INDEX dossier_unit ON dossier (unit_id, id);
CREATE INDEX dossier_phone ON dossier (applicant_phone, id);
CREATE INDEX dossier_card ON dossier (applicant_card, id);
CREATE INDEX dossier_open_unit ON dossier (unit_id, due_day, id) WHERE due_day IS NOT NULL AND settled_at IS NULL;
CREATE INDEX dossier_open_due ON dossier (due_day, id) WHERE due_day IS NOT NULL AND settled_at IS NULL;

-- What happened, in order; never changed. The columns after `actor_id` say how the dossier stood afterwards.
CREATE TABLE dossier_event (
  dossier_id {int} NOT NULL REFERENCES dossier (id),
  seq {int} NOT NULL,
  at {int} NOT NULL,
  known_day {int} NOT NULL,
  kind {text} NOT NULL,
  actor_id {int} NOT NULL,
  state {text} NOT NULL,
  step {int} NOT NULL,
  step_unit_id {int} NOT NULL,
  unit_id {int} NOT NULL,
  armed_day {int},
  verdict {text},
  body {text},
  PRIMARY KEY (dossier_id, seq)
) {norowid};

-- The last number given by a receiving desk on a day. A cache of the codes: `recount` compares them.
CREATE TABLE code_counter (
  receiving_id {int} NOT NULL,
  day {int} NOT NULL,
  last {int} NOT NULL,
  PRIMARY KEY (receiving_id, day)
) {norowid};
