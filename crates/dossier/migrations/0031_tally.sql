-- Counters per unit, channel and day. A cache of the events: `recount` compares them.
-- `known_day` is the day from which on an entry is known; it differs from `day` in corrections only.
CREATE TABLE stat_unit_day (
  known_day {int} NOT NULL,
  day {int} NOT NULL,
  unit_id {int} NOT NULL,
  channel {int} NOT NULL,
  received {int} NOT NULL DEFAULT 0,
  early {int} NOT NULL DEFAULT 0,
  on_time {int} NOT NULL DEFAULT 0,
  late {int} NOT NULL DEFAULT 0,
  refused {int} NOT NULL DEFAULT 0,
  stopped {int} NOT NULL DEFAULT 0,
  withdrawn {int} NOT NULL DEFAULT 0,
  moved {int} NOT NULL DEFAULT 0,
  overdue {int} NOT NULL DEFAULT 0,
  paused {int} NOT NULL DEFAULT 0,
  delivered_post {int} NOT NULL DEFAULT 0,
  taken {int} NOT NULL DEFAULT 0,
  PRIMARY KEY (known_day, day, unit_id, channel),
  CHECK (known_day >= day)
) {norowid};
CREATE INDEX stat_unit_day_corrected ON stat_unit_day (known_day, day) WHERE known_day > day;

-- A closed day: everything known before 00:00 of `day`, summed up since the beginning.
CREATE TABLE stat_seal (
  day {int} NOT NULL,
  unit_id {int} NOT NULL,
  channel {int} NOT NULL,
  received {int} NOT NULL,
  early {int} NOT NULL,
  on_time {int} NOT NULL,
  late {int} NOT NULL,
  refused {int} NOT NULL,
  stopped {int} NOT NULL,
  withdrawn {int} NOT NULL,
  moved {int} NOT NULL,
  overdue {int} NOT NULL,
  paused {int} NOT NULL,
  delivered_post {int} NOT NULL,
  taken {int} NOT NULL,
  PRIMARY KEY (day, unit_id, channel)
) {norowid};

-- The one row says up to which midnight the days are sealed. Whoever books takes a shared lock on it.
CREATE TABLE day_close (
  id {int} PRIMARY KEY CHECK (id = 1),
  sealed_to {int} NOT NULL
) {strict};
INSERT INTO day_close (id, sealed_to) VALUES (1, 0);
