-- A text index by trigrams: `search LIKE '%…%'` on both engines.
{sqlite}
CREATE VIRTUAL TABLE dossier_text USING fts5 (search, content = 'dossier', content_rowid = 'id', tokenize = 'trigram', detail = 'none');
CREATE TRIGGER dossier_text_insert AFTER INSERT ON dossier BEGIN
  INSERT INTO dossier_text (rowid, search) VALUES (new.id, new.search);
END;
CREATE TRIGGER dossier_text_update AFTER UPDATE OF search ON dossier BEGIN
  INSERT INTO dossier_text (dossier_text, rowid, search) VALUES ('delete', old.id, old.search);
  INSERT INTO dossier_text (rowid, search) VALUES (new.id, new.search);
END;
CREATE TRIGGER dossier_text_delete AFTER DELETE ON dossier BEGIN
  INSERT INTO dossier_text (dossier_text, rowid, search) VALUES ('delete', old.id, old.search);
END;
{end}
{postgres}
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE INDEX dossier_text ON dossier USING gin (search public.gin_trgm_ops);
{end}
