-- Dossiers whose procedure was corrected, by the day since when that is known: a list behind a figure by procedure asks
-- only for those corrected since its period began.
CREATE INDEX dossier_event_corrected ON dossier_event (known_day, dossier_id) WHERE kind = 'procedure_corrected';
