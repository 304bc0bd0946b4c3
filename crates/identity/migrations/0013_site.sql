-- What proves that a form came from our own page, also after a restart. Neither audited nor backed up: a restored
-- database makes another, and forms that were open meanwhile come back filled.
CREATE TABLE site_secret (
  id {int} PRIMARY KEY CHECK (id = 1),
  secret {bytes} NOT NULL
) {strict};
