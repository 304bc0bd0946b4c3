-- How long a procedure usually takes, over the year before `to_day`: worked out anew each night from settled dossiers.
-- A cache; amounts are in the kind of the procedure's term.
CREATE TABLE usual_time (
  procedure_id {int} PRIMARY KEY REFERENCES procedure (id),
  to_day {int} NOT NULL,
  kind {text} NOT NULL,
  dossiers {int} NOT NULL,
  half {int} NOT NULL,
  nine_in_ten {int} NOT NULL
) {strict};
