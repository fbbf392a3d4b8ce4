-- Who may assume a role, what its policy can at most give, and how long a session of it may last.
ALTER TABLE access_roles ADD COLUMN trust TEXT;

ALTER TABLE access_roles ADD COLUMN boundary TEXT;

ALTER TABLE access_roles ADD COLUMN longest_session BIGINT;

CREATE TABLE access_sessions (
    id             TEXT   NOT NULL PRIMARY KEY,
    name           TEXT   NOT NULL,
    hash           TEXT   NOT NULL,
    principal_kind TEXT   NOT NULL,
    principal_name TEXT   NOT NULL,
    source_role    TEXT   NOT NULL,
    role           TEXT   NOT NULL,
    policy         TEXT,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    revoked_at     BIGINT
);

CREATE INDEX access_sessions_by_time ON access_sessions (created_at, id);
