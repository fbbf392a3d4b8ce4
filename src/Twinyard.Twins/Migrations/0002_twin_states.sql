-- Twins that are switched on and off, so that all nodes agree on one of them. held: stopped by hand until somebody starts it. owner: the node that starts or stops it, for as long as lease_until.
-- position: every tick of its schedule up to then has been judged.
CREATE TABLE twins_states (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('stopped', 'starting', 'running', 'stopping', 'failed')),
    since BIGINT NOT NULL,
    reason TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    held BIGINT NOT NULL CHECK (held IN (0, 1)),
    owner TEXT NULL,
    lease_until BIGINT NULL,
    used_at BIGINT NOT NULL,
    position BIGINT NOT NULL
);

-- Scripts that use such a twin now. A row counts until lease_until, so that a node that is gone holds no twin.
CREATE TABLE twins_uses (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES twins_states (name),
    run_id TEXT NOT NULL,
    lease_until BIGINT NOT NULL
);

CREATE INDEX twins_uses_name ON twins_uses (name);
