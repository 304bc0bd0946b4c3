-- What a dossier's process asks of a unit with a clock of its own: an opinion, gathered with others at once, or a whole
-- step in a linked unit. Of a step and a dossier each time it is asked is a round. The clock counts in the calendar of
-- the unit that is asked; `held_left` is what was left of it while the dossier's clock stands. Counted nowhere.
CREATE TABLE dossier_referral (
  dossier_id {int} NOT NULL REFERENCES dossier (id),
  no {int} NOT NULL CHECK (no >= 1),
  round {int} NOT NULL CHECK (round >= 1),
  kind {text} NOT NULL CHECK (kind = 'opinion' OR kind = 'step'),
  linked {int} NOT NULL CHECK (linked = 0 OR linked = 1),
  unit_id {int} NOT NULL REFERENCES unit (id),
  asked_at {int} NOT NULL,
  allotted {int} NOT NULL,
  due_at {int},
  held_left {int},
  done_at {int},
  actor_id {int},
  behalf_id {int},
  answer {text},
  lapsed_at {int},
  version {int} NOT NULL,
  PRIMARY KEY (dossier_id, no, round),
  CHECK ((due_at IS NULL) = (held_left IS NOT NULL)),
  CHECK (done_at IS NULL OR lapsed_at IS NULL),
  CHECK ((done_at IS NULL) = (actor_id IS NULL)),
  CHECK (kind <> 'opinion' OR (done_at IS NULL) = (answer IS NULL))
) {norowid};
-- What waits for an answer: the list of a unit.
CREATE INDEX dossier_referral_open ON dossier_referral (unit_id, due_at, dossier_id, no) WHERE done_at IS NULL AND lapsed_at IS NULL;
-- What was asked of a linked unit, for its figures.
CREATE INDEX dossier_referral_unit ON dossier_referral (unit_id, asked_at) WHERE linked = 1;
