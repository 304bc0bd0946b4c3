-- For whom somebody acted whose rights were an absent colleague's. Rows from before have none, and the digest of a row
-- without one is what it was.
ALTER TABLE audit ADD COLUMN behalf {int};
