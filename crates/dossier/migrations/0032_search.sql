-- A text index by trigrams: `search LIKE '%…%'` on both engines. On SQLite the desk writes it at the end of each
-- transaction (a trigger would make the index flush itself after every row).
{sqlite}
CREATE VIRTUAL TABLE dossier_text USING fts5 (search, tokenize = 'trigram', detail = 'none', content = 'dossier', content_rowid = 'id');
{end}
{postgres}
-- Two databases made at once must not both try to add the extension.
SELECT pg_advisory_xact_lock(730032);
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE INDEX dossier_text ON dossier USING gin (search public.gin_trgm_ops);
{end}
