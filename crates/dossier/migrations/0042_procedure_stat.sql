-- Counters per unit, procedure and half month. A half begins on the 1st or the 15th, so that calendar months and
-- reporting months (15th to 14th) are both two halves. A cache of the events: `recount` compares them.
-- `known_half` is the half in which an entry became known; it differs from `half` in corrections only.
CREATE TABLE stat_procedure_half (
  known_half {int} NOT NULL,
  half {int} NOT NULL,
  unit_id {int} NOT NULL,
  procedure_id {int} NOT NULL,
  received {int} NOT NULL DEFAULT 0,
  online {int} NOT NULL DEFAULT 0,
  early {int} NOT NULL DEFAULT 0,
  on_time {int} NOT NULL DEFAULT 0,
  late {int} NOT NULL DEFAULT 0,
  refused {int} NOT NULL DEFAULT 0,
  stopped {int} NOT NULL DEFAULT 0,
  withdrawn {int} NOT NULL DEFAULT 0,
  moved {int} NOT NULL DEFAULT 0,
  overdue {int} NOT NULL DEFAULT 0,
  PRIMARY KEY (known_half, half, unit_id, procedure_id),
  CHECK (known_half >= half)
) {norowid};

-- Whether the counters hold everything from the events on: those of a database of before this table are derived once.
CREATE TABLE stat_procedure_filled (
  id {int} PRIMARY KEY CHECK (id = 1),
  filled {int} NOT NULL CHECK (filled IN (0, 1))
) {strict};
INSERT INTO stat_procedure_filled (id, filled) SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM dossier_event) THEN 0 ELSE 1 END;
