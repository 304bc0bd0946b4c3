-- Where undelivered dossiers stand: an inbox is the state and the unit, by due day; the procedure is there for the
-- filter, so that pages and counts read this index alone. Whatever is delivered leaves it, so it stays small.
CREATE INDEX dossier_desk ON dossier (step_unit_id, state, due_day, id, procedure_id, delivered_at) WHERE delivered_at IS NULL;

-- Who saw a card and a telephone number in full, and when. Rows are never changed; the audit names each.
CREATE TABLE dossier_reveal (
  dossier_id {int} NOT NULL REFERENCES dossier (id),
  id {int} NOT NULL,
  at {int} NOT NULL,
  person_id {int} NOT NULL,
  behalf_id {int},
  PRIMARY KEY (dossier_id, id)
) {norowid};

-- What somebody set for the own desk: the view of the inbox that was kept, keys that were turned off.
CREATE TABLE desk_setting (
  person_id {int} NOT NULL,
  name {text} NOT NULL,
  value {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (person_id, name)
) {norowid};
