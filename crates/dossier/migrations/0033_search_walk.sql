-- A unit's dossiers with the text that people search by: a search walks the index alone and reads what it finds.
DROP INDEX dossier_unit;
CREATE INDEX dossier_unit ON dossier (unit_id, id, search);

-- PostgreSQL's text index also knows from which stretch of time a dossier is (2^54 of ids: seven weeks), so that a
-- page of the newest is found without looking at ten years. SQLite's gives the newest first by itself.
-- What is new waits in a list that every look reads through, in each stretch again: it is kept short.
{postgres}
SELECT pg_advisory_xact_lock(730032);
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA public;
DROP INDEX dossier_text;
CREATE INDEX dossier_text ON dossier USING gin ((id >> 54) public.int8_ops, search public.gin_trgm_ops) WITH (gin_pending_list_limit = 256);
{end}
