-- What the server has to read again itself, such as the secrets of webhooks: encrypted as versions of secrets are.
CREATE TABLE access_sealed_values (
    name         TEXT   NOT NULL PRIMARY KEY,
    key_id       TEXT   NOT NULL,
    sealed_key   TEXT   NOT NULL,
    sealed_value TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);
