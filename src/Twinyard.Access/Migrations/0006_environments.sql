-- The keys with which this environment signs, oldest first: the first signs, those after it are published and will. The private part is encrypted as secrets are.
CREATE TABLE access_environment_keys (
    id           TEXT   NOT NULL PRIMARY KEY,
    public_key   TEXT   NOT NULL,
    key_id       TEXT   NOT NULL,
    sealed_key   TEXT   NOT NULL,
    sealed_value TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);

-- Environments whose signatures count here.
CREATE TABLE access_trusted_environments (
    name       TEXT   NOT NULL PRIMARY KEY,
    trusted_by TEXT   NOT NULL,
    trusted_at BIGINT NOT NULL
);

CREATE TABLE access_trusted_keys (
    environment TEXT NOT NULL,
    id          TEXT NOT NULL,
    public_key  TEXT NOT NULL,
    PRIMARY KEY (environment, id)
);

-- Assertions that began a session, until they would have expired anyway: each does so once.
CREATE TABLE access_used_assertions (
    environment TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (environment, id)
);

-- Where whoever began the session is known; null where that is here.
ALTER TABLE access_sessions ADD COLUMN environment TEXT;
