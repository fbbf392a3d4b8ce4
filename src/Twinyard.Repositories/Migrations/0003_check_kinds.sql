-- For a script the column script says which; for a built-in kind, specification is its JSON.
ALTER TABLE repositories_checks ADD COLUMN kind TEXT NOT NULL DEFAULT 'script';
ALTER TABLE repositories_checks ADD COLUMN specification TEXT NOT NULL DEFAULT '';

-- What was compared with what, also when it passed.
ALTER TABLE repositories_checks ADD COLUMN detail TEXT NOT NULL DEFAULT '';

UPDATE repositories_checks SET kind = 'lint' WHERE name = 'lint' AND script = '';
