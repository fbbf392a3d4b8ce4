-- 1: a tick that was filled in later, on a line of its own beside the one that says what became of it when it was due.
ALTER TABLE occurrences ADD COLUMN backfill BIGINT NOT NULL DEFAULT 0 CHECK (backfill IN (0, 1));

CREATE INDEX occurrences_backfill ON occurrences (workflow, due_at, id) WHERE backfill = 1;
