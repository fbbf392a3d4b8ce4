-- The role in which somebody approved; empty for approvals from before roles were kept.
ALTER TABLE repositories_approvals ADD COLUMN role TEXT NOT NULL DEFAULT '';

INSERT INTO repositories_counters (name, value) VALUES ('queue', 0);

-- A proposal's last stay in its repository's merge queue.
CREATE TABLE repositories_queue (
    proposal_id BIGINT PRIMARY KEY REFERENCES repositories_proposals (id),
    repository TEXT NOT NULL REFERENCES repositories_repositories (name),
    position BIGINT NOT NULL,
    head TEXT NOT NULL,
    queued_by TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    -- What the merge stands on, and the merge that is checked; empty until it is made.
    base TEXT NOT NULL,
    merged TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'merged', 'left')),
    reason TEXT NOT NULL,
    ended_at BIGINT,
    CHECK ((state = 'queued') = (ended_at IS NULL))
);

CREATE INDEX repositories_queue_line ON repositories_queue (repository, state, position);
