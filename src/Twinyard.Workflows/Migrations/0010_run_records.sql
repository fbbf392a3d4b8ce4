-- What the attempt executed on, and the digests of its outputs, as JSON. Of the attempt that succeeded in the run's row, of the others in theirs.
ALTER TABLE runs ADD COLUMN record TEXT NULL;
ALTER TABLE run_attempts ADD COLUMN record TEXT NULL;

-- What a running run waits for before its script starts, and until when it has waited: its session and its script's time count from then.
ALTER TABLE runs ADD COLUMN waiting_for TEXT NULL;
ALTER TABLE runs ADD COLUMN waited_until BIGINT NULL;

-- When the run's artifacts were removed, and why.
ALTER TABLE runs ADD COLUMN artifacts_gone_at BIGINT NULL;
ALTER TABLE runs ADD COLUMN artifacts_gone_why TEXT NULL CHECK ((artifacts_gone_why IS NULL) = (artifacts_gone_at IS NULL));

-- Programs and SDKs that runs met, by their hash, so that each run names them in a word.
CREATE TABLE run_machines (
    id TEXT PRIMARY KEY,
    facts TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);

-- What runs read over the API, each thing once in each version. Without a reference to runs, so that a batch is one statement that no end of a run waits for.
CREATE TABLE run_reads (
    run_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('object', 'bundle', 'alias', 'table')),
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, kind, name, version)
);
