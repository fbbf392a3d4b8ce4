-- People who sign in with a password. Its hash says by itself how it was made.
CREATE TABLE access_people (
    name          TEXT   NOT NULL PRIMARY KEY,
    role          TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,
    added_by      TEXT   NOT NULL,
    added_at      BIGINT NOT NULL,
    password_at   BIGINT NOT NULL,
    disabled_at   BIGINT
);

-- Failed sign-ins of a person from an address, of an address, and of a person: what the next one has to wait for.
CREATE TABLE access_sign_in_failures (
    subject  TEXT   NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL
);

-- How a token came to be, and what it can at most do.
ALTER TABLE access_tokens ADD COLUMN kind TEXT NOT NULL DEFAULT 'given' CHECK (kind IN ('given', 'personal', 'signed-in'));

ALTER TABLE access_tokens ADD COLUMN policy TEXT;
