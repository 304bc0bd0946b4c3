-- Keys of calls that must happen once, with what was answered.
CREATE TABLE api_key (
  person_id {int} NOT NULL,
  key {text} NOT NULL,
  digest {bytes} NOT NULL,
  at {int} NOT NULL,
  answer {text},
  PRIMARY KEY (person_id, key)
) {norowid};
CREATE INDEX api_key_at ON api_key (at);
