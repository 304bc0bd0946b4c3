-- Where a unit's dossiers of a procedure are taken in beside its own desk, or settled wholly, by decision.
CREATE TABLE reception (
  procedure_id {int} NOT NULL REFERENCES procedure (id),
  unit_id {int} NOT NULL REFERENCES unit (id),
  desk_id {int} NOT NULL REFERENCES unit (id),
  decision_id {int} NOT NULL REFERENCES decision (id),
  wholly {int} NOT NULL CHECK (wholly IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (procedure_id, unit_id, desk_id)
) {norowid};
