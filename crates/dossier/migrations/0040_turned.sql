-- Dossiers whose columns do not tell all that was counted of them, by the day since when that is known: a period asks
-- only for those that turned since it began.
DROP INDEX dossier_event_turned;
CREATE INDEX dossier_event_turned ON dossier_event (known_day, dossier_id) WHERE kind = 'reopened' OR kind = 'transferred' OR kind = 'unit_corrected' OR kind = 'voided';
