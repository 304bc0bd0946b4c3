-- The dossiers behind a number, newest first: a unit's intakes, and what it settled. The columns after the id let a
-- count be walked in the index alone.
CREATE INDEX dossier_accepted ON dossier (unit_id, accepted_at, id, channel) WHERE accepted_at IS NOT NULL;
CREATE INDEX dossier_settled ON dossier (unit_id, settled_at, id, accepted_at, due_day) WHERE settled_at IS NOT NULL;
-- What few dossiers are costs the others nothing.
CREATE INDEX dossier_late ON dossier (unit_id, settled_at, id, due_day) WHERE timeliness = 'late';
CREATE INDEX dossier_apart ON dossier (unit_id, settled_at, id, outcome) WHERE outcome <> 'granted';
CREATE INDEX dossier_posted ON dossier (unit_id, delivered_at, id) WHERE delivered_by = 'post';
CREATE INDEX dossier_taken ON dossier (receiving_id, accepted_at, id) WHERE receiving_id <> unit_id;
-- Dossiers whose columns do not tell all that was counted of them: they were another unit's, settled before, or void.
CREATE INDEX dossier_event_turned ON dossier_event (dossier_id) WHERE kind = 'reopened' OR kind = 'transferred' OR kind = 'unit_corrected' OR kind = 'voided';
