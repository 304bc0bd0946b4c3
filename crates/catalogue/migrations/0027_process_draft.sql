-- A process that somebody is working on: its steps as JSON, and the step taken out last, so that it can be put back.
-- Once a decision has approved it, it is a process, and the draft is gone.
CREATE TABLE process_draft (
  id {int} PRIMARY KEY,
  unit_id {int} NOT NULL REFERENCES unit (id),
  name {text} NOT NULL,
  steps {text} NOT NULL,
  removed {text} NOT NULL,
  based_on {int} REFERENCES process (id),
  begun_by {int} NOT NULL,
  begun_at {int} NOT NULL,
  version {int} NOT NULL
) {strict};

-- The procedures that are to run through it.
CREATE TABLE process_draft_procedure (
  draft_id {int} NOT NULL REFERENCES process_draft (id),
  procedure_id {int} NOT NULL REFERENCES procedure (id),
  version {int} NOT NULL,
  PRIMARY KEY (draft_id, procedure_id)
) {norowid};
