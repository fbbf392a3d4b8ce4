-- A run that a person resumed goes on from what the steps of a failed one left.
ALTER TABLE runs ADD COLUMN resumed_from TEXT NULL;

CREATE INDEX runs_resumed_from ON runs (resumed_from) WHERE resumed_from IS NOT NULL;

-- Executions of steps, one for each item of a step's matrix. items: how many there are, once that is known; null for a step without a matrix.
-- kept_in, folder: where its outputs lie below steps/ of the home, which may be among those of the run that this one goes on from.
CREATE TABLE run_steps (
    run_id TEXT NOT NULL REFERENCES runs (id),
    step TEXT NOT NULL,
    item BIGINT NOT NULL CHECK (item >= 0),
    items BIGINT NULL CHECK (items >= 0),
    value TEXT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'skipped', 'cancelled')),
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    started_at BIGINT NULL,
    ended_at BIGINT NULL,
    error TEXT NULL,
    outputs TEXT NULL,
    kept_in TEXT NULL,
    folder TEXT NULL CHECK ((folder IS NULL) = (kept_in IS NULL)),
    PRIMARY KEY (run_id, step, item),
    CHECK ((state IN ('succeeded', 'failed', 'skipped', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'succeeded') = (outputs IS NOT NULL))
);

CREATE INDEX run_steps_kept ON run_steps (kept_in) WHERE kept_in IS NOT NULL;
