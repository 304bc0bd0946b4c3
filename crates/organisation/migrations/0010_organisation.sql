-- A unit, for all its life. What it is called and where it belongs stands in its versions.
CREATE TABLE unit (
  id {int} PRIMARY KEY,
  founded_on {int} NOT NULL,
  ended_on {int},
  version {int} NOT NULL,
  CHECK (ended_on IS NULL OR ended_on > founded_on)
) {strict};

-- What a unit was from a day on, up to a day.
CREATE TABLE unit_version (
  unit_id {int} NOT NULL REFERENCES unit (id),
  valid_from {int} NOT NULL,
  valid_to {int},
  code {text} NOT NULL,
  name {text} NOT NULL,
  tier {text} NOT NULL,
  kind {text} NOT NULL,
  command_id {int} REFERENCES unit (id),
  territory_id {int} REFERENCES unit (id),
  position {int} NOT NULL,
  reports {int} NOT NULL CHECK (reports IN (0, 1)),
  calendar {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (unit_id, valid_from),
  CHECK (valid_to IS NULL OR valid_to > valid_from)
) {norowid};
CREATE INDEX unit_version_code ON unit_version (code);

-- What became of a unit, by which decision. A re-organisation is never an edit.
CREATE TABLE succession (
  id {int} PRIMARY KEY,
  day {int} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('merge', 'split', 'dissolve', 'rename', 'move', 'transfer')),
  from_id {int} NOT NULL REFERENCES unit (id),
  to_id {int} NOT NULL REFERENCES unit (id),
  heir {int} NOT NULL CHECK (heir IN (0, 1)),
  function {text},
  decision {text} NOT NULL
) {strict};
CREATE INDEX succession_from ON succession (from_id, day);

-- Weekly hours of a calendar, from a day on. `spans` is a JSON list of {from, to} in minutes of the day.
CREATE TABLE calendar_hours (
  calendar {text} NOT NULL,
  weekday {int} NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  valid_from {int} NOT NULL,
  spans {text} NOT NULL,
  PRIMARY KEY (calendar, weekday, valid_from)
) {norowid};

-- Exceptions, for all units (`unit_id` 0) or for one.
CREATE TABLE calendar_day (
  day {int} NOT NULL,
  unit_id {int} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('holiday', 'compensatory_off', 'swapped_off', 'make_up_workday', 'half_day')),
  name {text} NOT NULL,
  spans {text},
  decreed_on {int} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (day, unit_id)
) {norowid};

-- Goes up with every change, so that what is held in memory can be known to be old.
CREATE TABLE organisation_revision (
  id {int} PRIMARY KEY CHECK (id = 1),
  revision {int} NOT NULL,
  version {int} NOT NULL
) {strict};
