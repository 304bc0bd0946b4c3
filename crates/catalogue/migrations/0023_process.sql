-- Of a process: the decision that approved it, and the tier whose procedures without one of their own run through it.
CREATE TABLE process_standing (
  process_id {int} PRIMARY KEY REFERENCES process (id),
  decision_id {int} REFERENCES decision (id),
  default_for {text} NOT NULL,
  version {int} NOT NULL
) {strict};

-- Of a step: its allotment as thousandths of the procedure's term (none: in minutes, in process_step); the group of
-- steps that run at once; what may be done there besides handing on (empty: everything); what it must produce.
CREATE TABLE process_step_rule (
  process_id {int} NOT NULL,
  no {int} NOT NULL,
  share {int} CHECK (share BETWEEN 0 AND 1000),
  step_group {text} NOT NULL,
  may {text} NOT NULL,
  produces {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (process_id, no),
  FOREIGN KEY (process_id, no) REFERENCES process_step (process_id, no)
) {norowid};
