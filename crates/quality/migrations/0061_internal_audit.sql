-- An internal audit: what was settled in a period, looked at by a sample that can be drawn again from its seed.
CREATE TABLE internal_audit (
  id {int} PRIMARY KEY,
  unit_id {int} NOT NULL REFERENCES unit (id),
  from_day {int} NOT NULL,
  to_day {int} NOT NULL,
  planned_on {int} NOT NULL,
  auditors {text} NOT NULL,
  scope {text} NOT NULL,
  rule {text} NOT NULL CHECK (rule = 'root' OR rule = 'table'),
  seed {int} NOT NULL,
  state {text} NOT NULL CHECK (state = 'planned' OR state = 'drawn' OR state = 'concluded' OR state = 'closed' OR state = 'cancelled'),
  drawn_at {int},
  population {int},
  concluded_on {int},
  conclusion {text},
  ended_on {int},
  reason {text},
  illustrative {int} NOT NULL CHECK (illustrative IN (0, 1)),
  version {int} NOT NULL,
  CHECK (from_day < to_day),
  CHECK ((drawn_at IS NULL) = (population IS NULL)),
  CHECK ((state = 'concluded' OR state = 'closed') = (concluded_on IS NOT NULL)),
  CHECK ((state = 'closed' OR state = 'cancelled') = (ended_on IS NOT NULL)),
  CHECK ((state = 'cancelled') = (reason IS NOT NULL))
) {strict};
CREATE INDEX internal_audit_unit ON internal_audit (unit_id, planned_on, id);

-- A dossier of the sample, with the answers to the checklist (empty: not looked at yet).
CREATE TABLE audit_sample (
  audit_id {int} NOT NULL REFERENCES internal_audit (id),
  no {int} NOT NULL CHECK (no >= 1),
  dossier_id {int} NOT NULL REFERENCES dossier (id),
  code {text} NOT NULL,
  field {text} NOT NULL,
  answers {text} NOT NULL,
  note {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (audit_id, no)
) {norowid};

-- What was found; taken back until the report is issued, never changed.
CREATE TABLE audit_finding (
  audit_id {int} NOT NULL REFERENCES internal_audit (id),
  no {int} NOT NULL CHECK (no >= 1),
  sample_no {int},
  grade {text} NOT NULL CHECK (grade = 'major' OR grade = 'minor' OR grade = 'observation'),
  clause {text} NOT NULL,
  body {text} NOT NULL,
  PRIMARY KEY (audit_id, no)
) {norowid};

-- What is done about a finding, by whom and until when, in working days of the unit's calendar.
CREATE TABLE corrective_action (
  id {int} PRIMARY KEY,
  audit_id {int} NOT NULL REFERENCES internal_audit (id),
  finding_no {int} NOT NULL,
  unit_id {int} NOT NULL REFERENCES unit (id),
  what {text} NOT NULL,
  owner {text} NOT NULL,
  due_on {int} NOT NULL,
  state {text} NOT NULL CHECK (state = 'open' OR state = 'done' OR state = 'verified'),
  done_on {int},
  outcome {text} NOT NULL,
  verified_on {int},
  remark {text} NOT NULL,
  version {int} NOT NULL,
  CHECK ((state = 'open') = (done_on IS NULL)),
  CHECK ((state = 'verified') = (verified_on IS NOT NULL))
) {strict};
CREATE INDEX corrective_action_audit ON corrective_action (audit_id, finding_no, id);
CREATE INDEX corrective_action_unit ON corrective_action (unit_id, due_on, id) WHERE state <> 'verified';
