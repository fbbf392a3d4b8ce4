-- What is deployed, and the trees it was deployed from.
CREATE TABLE workflows (
    name TEXT PRIMARY KEY,
    commit_id TEXT NOT NULL,
    proposal TEXT NOT NULL,
    approver TEXT NOT NULL,
    specification TEXT NOT NULL,
    deployed_at BIGINT NOT NULL,
    retired_at BIGINT NULL
);

CREATE TABLE workflow_versions (
    workflow TEXT NOT NULL REFERENCES workflows (name),
    commit_id TEXT NOT NULL,
    proposal TEXT NOT NULL,
    approver TEXT NOT NULL,
    specification TEXT NOT NULL,
    deployed_at BIGINT NOT NULL,
    PRIMARY KEY (workflow, commit_id)
);

-- Grows with every deploy, so that every server sees that its compiled event patterns are old.
CREATE TABLE workflow_generation (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    generation BIGINT NOT NULL
);

INSERT INTO workflow_generation (id, generation) VALUES (1, 0);

-- position: every tick up to it is on the ledger. next_due: the tick after it.
CREATE TABLE workflow_triggers (
    id TEXT PRIMARY KEY,
    workflow TEXT NOT NULL REFERENCES workflows (name),
    kind TEXT NOT NULL CHECK (kind IN ('schedule', 'event')),
    expression TEXT NOT NULL,
    timezone TEXT NOT NULL,
    catch_up TEXT NOT NULL CHECK (catch_up IN ('none', 'last', 'all')),
    anchor BIGINT NOT NULL,
    position BIGINT NOT NULL,
    next_due BIGINT NULL
);

CREATE INDEX workflow_triggers_due ON workflow_triggers (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX workflow_triggers_workflow ON workflow_triggers (workflow);

-- The ledger. reference is what makes an occurrence itself: the tick, the event's id, the request's id.
CREATE TABLE occurrences (
    id TEXT PRIMARY KEY,
    workflow TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    trigger_kind TEXT NOT NULL CHECK (trigger_kind IN ('schedule', 'event', 'manual')),
    reference TEXT NOT NULL,
    label TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    until_at BIGINT NULL,
    ticks BIGINT NOT NULL CHECK (ticks > 0),
    outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'ran', 'failed', 'cancelled', 'skipped', 'missed', 'superseded')),
    reason TEXT NOT NULL,
    decided_at BIGINT NULL CHECK ((outcome = 'pending') = (decided_at IS NULL)),
    event TEXT NULL,
    input TEXT NULL,
    depth BIGINT NOT NULL,
    UNIQUE (trigger_id, reference)
);

CREATE INDEX occurrences_ledger ON occurrences (workflow, due_at, id);

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    workflow TEXT NOT NULL,
    occurrence_id TEXT NOT NULL REFERENCES occurrences (id),
    trigger_kind TEXT NOT NULL CHECK (trigger_kind IN ('schedule', 'event', 'manual')),
    commit_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'committing', 'succeeded', 'failed', 'timed-out', 'cancelled')),
    exclusive BIGINT NOT NULL CHECK (exclusive IN (0, 1)),
    attempt BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    available_at BIGINT NOT NULL,
    lease_owner TEXT NULL,
    lease_until BIGINT NULL,
    cancel_reason TEXT NULL,
    queued_at BIGINT NOT NULL,
    started_at BIGINT NULL,
    attempt_at BIGINT NULL,
    ended_at BIGINT NULL,
    error TEXT NULL,
    result TEXT NULL,
    backup_of TEXT NULL UNIQUE REFERENCES runs (id),
    CHECK ((state IN ('running', 'committing')) = (lease_until IS NOT NULL)),
    CHECK ((state IN ('succeeded', 'failed', 'timed-out', 'cancelled')) = (ended_at IS NOT NULL))
);

CREATE INDEX runs_queue ON runs (available_at, id) WHERE state = 'queued';
CREATE INDEX runs_leased ON runs (lease_until) WHERE state IN ('running', 'committing');
CREATE INDEX runs_active ON runs (workflow, id) WHERE state IN ('queued', 'running', 'committing');
CREATE INDEX runs_workflow ON runs (workflow, id);
CREATE INDEX runs_occurrence ON runs (occurrence_id);

-- Attempts that have ended. The one under way is in the run's own row.
CREATE TABLE run_attempts (
    run_id TEXT NOT NULL REFERENCES runs (id),
    fence BIGINT NOT NULL,
    number BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'timed-out', 'cancelled', 'lost')),
    error TEXT NULL,
    PRIMARY KEY (run_id, fence)
);

-- The commit record: at most one run of an occurrence, and one attempt of it, ever makes its outputs visible.
CREATE TABLE run_commits (
    occurrence_id TEXT PRIMARY KEY REFERENCES occurrences (id),
    run_id TEXT NOT NULL REFERENCES runs (id),
    fence BIGINT NOT NULL,
    committed_at BIGINT NOT NULL
);
