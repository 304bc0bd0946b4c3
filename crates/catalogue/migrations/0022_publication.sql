-- A decision of the province: it publishes procedures, approves processes, or says where dossiers are taken in.
CREATE TABLE decision (
  id {int} PRIMARY KEY,
  number {text} NOT NULL,
  signed_on {int} NOT NULL,
  in_force_from {int} NOT NULL,
  issuer {text} NOT NULL,
  kind {text} NOT NULL CHECK (kind = 'publication' OR kind = 'process' OR kind = 'centre' OR kind = 'wholly'),
  abstract {text} NOT NULL,
  illustrative {int} NOT NULL CHECK (illustrative IN (0, 1)),
  version {int} NOT NULL,
  CHECK (in_force_from >= signed_on)
) {strict};
CREATE UNIQUE INDEX decision_number ON decision (number, signed_on);

-- What a decision published of a procedure: the revision it made, or that the procedure ends.
CREATE TABLE publication (
  decision_id {int} NOT NULL REFERENCES decision (id),
  procedure_id {int} NOT NULL REFERENCES procedure (id),
  effect {text} NOT NULL CHECK (effect = 'new' OR effect = 'amended' OR effect = 'replaced' OR effect = 'abolished'),
  revision {int},
  version {int} NOT NULL,
  PRIMARY KEY (decision_id, procedure_id),
  CHECK ((effect = 'abolished') = (revision IS NULL))
) {norowid};
CREATE INDEX publication_procedure ON publication (procedure_id);

-- What a revision says beside that by which dossiers are counted. A revision of before this table has no row.
CREATE TABLE procedure_profile (
  procedure_id {int} NOT NULL,
  revision {int} NOT NULL,
  law_amount {int} NOT NULL CHECK (law_amount >= 0),
  service_level {int} NOT NULL CHECK (service_level BETWEEN 2 AND 4),
  online_list {text} NOT NULL CHECK (online_list = '' OR online_list = '877' OR online_list = 'pilot'),
  national_portal {int} NOT NULL CHECK (national_portal IN (0, 1)),
  business {int} NOT NULL CHECK (business IN (0, 1)),
  wholly_at_centre {int} NOT NULL CHECK (wholly_at_centre IN (0, 1)),
  result {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (procedure_id, revision),
  FOREIGN KEY (procedure_id, revision) REFERENCES procedure_revision (procedure_id, revision)
) {norowid};

-- The cases of a revision, where it tells several apart; a term of its own is in the kind of the revision's term.
CREATE TABLE procedure_case (
  procedure_id {int} NOT NULL,
  revision {int} NOT NULL,
  no {int} NOT NULL CHECK (no >= 1),
  name {text} NOT NULL,
  term_amount {int} CHECK (term_amount >= 0),
  version {int} NOT NULL,
  PRIMARY KEY (procedure_id, revision, no),
  FOREIGN KEY (procedure_id, revision) REFERENCES procedure_revision (procedure_id, revision)
) {norowid};

-- Of a paper: the case it is asked for in (none: in every case), and whether one that was handed in before serves.
CREATE TABLE component_use (
  procedure_id {int} NOT NULL,
  revision {int} NOT NULL,
  no {int} NOT NULL,
  case_no {int},
  reusable {int} NOT NULL CHECK (reusable IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (procedure_id, revision, no),
  FOREIGN KEY (procedure_id, revision, no) REFERENCES procedure_component (procedure_id, revision, no)
) {norowid};

-- What it costs: fees (lệ phí) and charges (phí), in whole đồng, each with its own basis.
CREATE TABLE procedure_fee (
  procedure_id {int} NOT NULL,
  revision {int} NOT NULL,
  no {int} NOT NULL CHECK (no >= 1),
  case_no {int},
  kind {text} NOT NULL CHECK (kind = 'fee' OR kind = 'charge'),
  name {text} NOT NULL,
  amount {int} NOT NULL CHECK (amount >= 0),
  per {text} NOT NULL,
  basis {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (procedure_id, revision, no),
  FOREIGN KEY (procedure_id, revision) REFERENCES procedure_revision (procedure_id, revision)
) {norowid};

-- The law it stands on.
CREATE TABLE procedure_basis (
  procedure_id {int} NOT NULL,
  revision {int} NOT NULL,
  no {int} NOT NULL CHECK (no >= 1),
  number {text} NOT NULL,
  name {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (procedure_id, revision, no),
  FOREIGN KEY (procedure_id, revision) REFERENCES procedure_revision (procedure_id, revision)
) {norowid};
