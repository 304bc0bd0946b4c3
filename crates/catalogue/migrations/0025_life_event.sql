-- What happens in people's lives, and the procedures that it takes, in order. A row that is told no more stays, unshown.
CREATE TABLE life_event (
  code {text} PRIMARY KEY,
  no {int} NOT NULL CHECK (no >= 1),
  name {text} NOT NULL,
  name_en {text} NOT NULL,
  live {int} NOT NULL CHECK (live IN (0, 1)),
  version {int} NOT NULL
) {norowid};
CREATE TABLE life_event_procedure (
  event {text} NOT NULL REFERENCES life_event (code),
  procedure_id {int} NOT NULL REFERENCES procedure (id),
  no {int} NOT NULL CHECK (no >= 1),
  live {int} NOT NULL CHECK (live IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (event, procedure_id)
) {norowid};

-- What people call what the law calls otherwise; nothing beside it: words that say nothing.
CREATE TABLE synonym (
  words {text} PRIMARY KEY,
  means {text} NOT NULL,
  live {int} NOT NULL CHECK (live IN (0, 1)),
  version {int} NOT NULL
) {norowid};
