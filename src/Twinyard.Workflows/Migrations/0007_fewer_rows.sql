-- The commit record is part of its occurrence, written once: at most one run of it, and one attempt of that, ever makes its outputs visible.
ALTER TABLE occurrences ADD COLUMN committed_run TEXT NULL;
ALTER TABLE occurrences ADD COLUMN committed_fence BIGINT NULL CHECK ((committed_fence IS NULL) = (committed_run IS NULL));
ALTER TABLE occurrences ADD COLUMN committed_at BIGINT NULL CHECK ((committed_at IS NULL) = (committed_run IS NULL));

UPDATE occurrences SET committed_run = c.run_id, committed_fence = c.fence, committed_at = c.committed_at
FROM run_commits c WHERE c.occurrence_id = occurrences.id;

DROP TABLE run_commits;

-- The attempt that succeeded is in the run's own row, as the one under way is.
DELETE FROM run_attempts WHERE outcome = 'succeeded';

-- Set with the row and never changed, so that the end of a run touches no index of its occurrence.
ALTER TABLE occurrences ADD COLUMN missed_at BIGINT NULL;

UPDATE occurrences SET missed_at = decided_at WHERE outcome = 'missed';

DROP INDEX occurrences_missed;

CREATE INDEX occurrences_missed ON occurrences (workflow, missed_at) WHERE missed_at IS NOT NULL;

-- The hash of the secret that the newest attempt was given. The session lasts as long as the attempt is running.
ALTER TABLE runs ADD COLUMN session_hash TEXT NULL;
