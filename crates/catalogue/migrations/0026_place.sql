-- One-stop desks that stand in post offices, each for a unit and from a day on. A row that is told no more stays, unshown.
CREATE TABLE post_desk (
  unit_id {int} NOT NULL REFERENCES unit (id),
  name {text} NOT NULL,
  since {int} NOT NULL,
  live {int} NOT NULL CHECK (live IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (unit_id, name)
) {norowid};

-- Procedures of agencies that answer to their ministries, taken in at the provincial centre.
CREATE TABLE vertical_procedure (
  unit_id {int} NOT NULL REFERENCES unit (id),
  procedure_id {int} NOT NULL REFERENCES procedure (id),
  list {text} NOT NULL CHECK (list = 'required' OR list = 'more'),
  live {int} NOT NULL CHECK (live IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (unit_id, procedure_id)
) {norowid};
