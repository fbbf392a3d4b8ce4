CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    tags TEXT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    enrolled_by TEXT NOT NULL,
    last_seen_at BIGINT,
    desired_revision BIGINT NOT NULL,
    desired_bundle TEXT,
    reported TEXT,
    reported_at BIGINT
);

CREATE TABLE rollouts (
    id TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    bundle TEXT NOT NULL,
    previous_version TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'completed', 'halted', 'cancelled')),
    stage BIGINT NOT NULL,
    tags TEXT NOT NULL,
    gate TEXT,
    success_percent BIGINT NOT NULL CHECK (success_percent BETWEEN 1 AND 100),
    error_percent BIGINT NOT NULL CHECK (error_percent BETWEEN 0 AND 100),
    reason TEXT NOT NULL,
    started_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE INDEX rollouts_by_state ON rollouts (state);

CREATE TABLE rollout_stages (
    rollout_id TEXT NOT NULL REFERENCES rollouts (id),
    number BIGINT NOT NULL,
    percent BIGINT NOT NULL CHECK (percent BETWEEN 1 AND 100),
    gate_reason TEXT,
    started_at BIGINT,
    completed_at BIGINT,
    PRIMARY KEY (rollout_id, number)
);

CREATE TABLE rollout_devices (
    rollout_id TEXT NOT NULL REFERENCES rollouts (id),
    device_id TEXT NOT NULL,
    stage BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('desired', 'succeeded', 'failed', 'rolled-back')),
    revision BIGINT NOT NULL,
    previous_bundle TEXT,
    error TEXT,
    PRIMARY KEY (rollout_id, device_id)
);

CREATE INDEX rollout_devices_by_device ON rollout_devices (device_id);
