CREATE TABLE buckets_buckets (
    name TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);

-- One row a key, locked by whoever adds a version, so that versions of a key have one order.
CREATE TABLE buckets_keys (
    bucket TEXT NOT NULL REFERENCES buckets_buckets (name),
    key TEXT NOT NULL,
    latest TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
);

CREATE TABLE buckets_versions (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    version TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    sha256 TEXT NOT NULL,
    content_type TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    is_delete_marker BIGINT NOT NULL CHECK (is_delete_marker IN (0, 1)),
    run_id TEXT NOT NULL,
    PRIMARY KEY (bucket, key, version),
    CHECK ((is_delete_marker = 1) = (sha256 = ''))
);

-- What runs have staged: the content is stored, and it has no name yet.
CREATE TABLE buckets_staged (
    run_id TEXT NOT NULL,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    content_type TEXT NOT NULL,
    PRIMARY KEY (run_id, bucket, key)
);
