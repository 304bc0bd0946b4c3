-- A unit's dossiers with the text that people search by: a search walks the index alone and reads what it finds.
DROP INDEX dossier_unit;
CREATE INDEX dossier_unit ON dossier (unit_id, id, search);
