-- One row a model, locked by whoever adds a version, so that versions count up without gaps in their order.
CREATE TABLE models_models (
    name TEXT PRIMARY KEY,
    description TEXT NOT NULL,
    latest_version BIGINT NOT NULL CHECK (latest_version > 0),
    created_at BIGINT NOT NULL
);

-- A version is pending while its bundle is on the way into the bucket, and seen by nobody.
CREATE TABLE models_versions (
    model TEXT NOT NULL REFERENCES models_models (name),
    version BIGINT NOT NULL CHECK (version > 0),
    state TEXT NOT NULL CHECK (state IN ('pending', 'ready')),
    description TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    run_id TEXT NOT NULL,
    workflow TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    datasets TEXT NOT NULL,
    metrics TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (model, version),
    UNIQUE (model, run_id)
);

CREATE TABLE models_aliases (
    model TEXT NOT NULL,
    alias TEXT NOT NULL,
    version BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (model, alias),
    FOREIGN KEY (model, version) REFERENCES models_versions (model, version)
);

CREATE TABLE models_evaluations (
    id TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    version BIGINT NOT NULL,
    dataset TEXT NOT NULL,
    row_count BIGINT NOT NULL CHECK (row_count >= 0),
    metrics TEXT NOT NULL,
    run_id TEXT NOT NULL,
    evaluated_at BIGINT NOT NULL,
    UNIQUE (model, version, dataset, run_id),
    FOREIGN KEY (model, version) REFERENCES models_versions (model, version)
);

-- The newest report of each group.
CREATE TABLE models_drift (
    model TEXT NOT NULL,
    group_name TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ok', 'drifted', 'insufficient')),
    since BIGINT NOT NULL,
    reported_at BIGINT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (model, group_name)
);

CREATE TABLE models_drift_changes (
    id TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    group_name TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    column_name TEXT NOT NULL,
    psi DOUBLE PRECISION NOT NULL,
    ks DOUBLE PRECISION NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE INDEX models_drift_changes_by_model ON models_drift_changes (model, id);
