-- A node of a cluster is a principal too. SQLite cannot change a check, so the table is made again.
CREATE TABLE access_tokens_with_nodes (
    id             TEXT   NOT NULL PRIMARY KEY,
    hash           TEXT   NOT NULL,
    principal_kind TEXT   NOT NULL CHECK (principal_kind IN ('user', 'device', 'run', 'node')),
    principal_name TEXT   NOT NULL,
    role           TEXT   NOT NULL,
    description    TEXT   NOT NULL,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT,
    revoked_at     BIGINT
);

INSERT INTO access_tokens_with_nodes (id, hash, principal_kind, principal_name, role, description, created_at, expires_at, revoked_at)
SELECT id, hash, principal_kind, principal_name, role, description, created_at, expires_at, revoked_at FROM access_tokens;

DROP TABLE access_tokens;

ALTER TABLE access_tokens_with_nodes RENAME TO access_tokens;

CREATE INDEX access_tokens_by_principal ON access_tokens (principal_kind, principal_name);
