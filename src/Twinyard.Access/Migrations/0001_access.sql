CREATE TABLE access_roles (
    name        TEXT   NOT NULL PRIMARY KEY,
    description TEXT   NOT NULL,
    policy      TEXT   NOT NULL,
    origin      TEXT   NOT NULL CHECK (origin IN ('built-in', 'deployed')),
    updated_at  BIGINT NOT NULL
);

CREATE TABLE access_tokens (
    id             TEXT   NOT NULL PRIMARY KEY,
    hash           TEXT   NOT NULL,
    principal_kind TEXT   NOT NULL CHECK (principal_kind IN ('user', 'device', 'run')),
    principal_name TEXT   NOT NULL,
    role           TEXT   NOT NULL,
    description    TEXT   NOT NULL,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT,
    revoked_at     BIGINT
);

CREATE INDEX access_tokens_by_principal ON access_tokens (principal_kind, principal_name);

CREATE TABLE access_sign_in_tickets (
    hash           TEXT   NOT NULL PRIMARY KEY,
    principal_kind TEXT   NOT NULL,
    principal_name TEXT   NOT NULL,
    role           TEXT   NOT NULL,
    expires_at     BIGINT NOT NULL
);
