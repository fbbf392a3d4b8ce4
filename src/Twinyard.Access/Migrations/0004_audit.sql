-- What was done and what was refused, each entry with the hash of the one before it. Guards follow for each engine: rows are never changed, and removed only
-- behind a checkpoint.
CREATE TABLE access_audit (
    sequence  BIGINT NOT NULL PRIMARY KEY,
    id        TEXT   NOT NULL UNIQUE,
    at        BIGINT NOT NULL,
    principal TEXT   NOT NULL,
    role      TEXT   NOT NULL,
    address   TEXT   NOT NULL,
    action    TEXT   NOT NULL,
    resource  TEXT   NOT NULL,
    decision  TEXT   NOT NULL CHECK (decision IN ('allow', 'deny', 'unauthenticated')),
    reason    TEXT   NOT NULL,
    outcome   TEXT   NOT NULL CHECK (outcome IN ('done', 'failed', 'refused', 'unknown')),
    status    BIGINT NOT NULL,
    count     BIGINT NOT NULL CHECK (count > 0),
    detail    TEXT   NOT NULL,
    request   TEXT   NOT NULL,
    node      TEXT   NOT NULL,
    previous  TEXT   NOT NULL,
    hash      TEXT   NOT NULL
);

CREATE INDEX access_audit_by_time ON access_audit (at);

CREATE INDEX access_audit_by_principal ON access_audit (principal, sequence);

-- The last entry there is, or was.
CREATE TABLE access_audit_head (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    hash     TEXT   NOT NULL
);

INSERT INTO access_audit_head (id, sequence, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Where retention has cut: the last entry that is gone, and its hash.
CREATE TABLE access_audit_checkpoints (
    sequence BIGINT NOT NULL PRIMARY KEY,
    hash     TEXT   NOT NULL,
    entries  BIGINT NOT NULL CHECK (entries > 0),
    at       BIGINT NOT NULL
);

-- What is being done: written before, and gone with its entry.
CREATE TABLE access_audit_open (
    id    TEXT   NOT NULL PRIMARY KEY,
    node  TEXT   NOT NULL,
    at    BIGINT NOT NULL,
    entry TEXT   NOT NULL
);
