-- A workbook between being looked at and being published: work in progress of one person, gone after days.
CREATE TABLE catalogue_upload (
  id {int} PRIMARY KEY,
  person_id {int} NOT NULL REFERENCES person (id),
  name {text} NOT NULL,
  hash {text} NOT NULL,
  made_at {int} NOT NULL,
  content {bytes} NOT NULL
) {strict};
CREATE INDEX catalogue_upload_person ON catalogue_upload (person_id, id);
