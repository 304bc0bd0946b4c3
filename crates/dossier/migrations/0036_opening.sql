-- From which day on a unit's figures are computed, where it is not the province's: it was switched over later.
CREATE TABLE unit_coverage (
  unit_id {int} PRIMARY KEY REFERENCES unit (id),
  coverage_from {int} NOT NULL,
  version {int} NOT NULL
) {norowid};

-- A figure of the time before, entered by hand: of the days from `from_day` up to the unit's coverage, `to_day`.
CREATE TABLE opening_figure (
  unit_id {int} NOT NULL REFERENCES unit (id),
  from_day {int} NOT NULL,
  to_day {int} NOT NULL,
  figure {text} NOT NULL,
  value {int} NOT NULL,
  source {text} NOT NULL,
  entered_by {int} NOT NULL,
  entered_on {int} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (unit_id, from_day, to_day, figure),
  CHECK (from_day < to_day)
) {norowid};
