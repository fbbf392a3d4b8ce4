-- A deleted secret keeps its row, so that no number of a version is given twice.
CREATE TABLE access_secrets (
    name         TEXT   NOT NULL PRIMARY KEY,
    description  TEXT   NOT NULL,
    last_version BIGINT NOT NULL,
    deleted_at   BIGINT
);

-- Each version with a data key of its own, which the key named by key_id encrypts; both in base64.
CREATE TABLE access_secret_versions (
    name         TEXT   NOT NULL REFERENCES access_secrets (name),
    version      BIGINT NOT NULL,
    key_id       TEXT   NOT NULL,
    sealed_key   TEXT   NOT NULL,
    sealed_value TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    created_by   TEXT   NOT NULL,
    PRIMARY KEY (name, version)
);
