CREATE TABLE topics (
    name          TEXT NOT NULL PRIMARY KEY,
    specification TEXT NOT NULL,
    description   TEXT
);

CREATE TABLE subscriptions (
    topic TEXT NOT NULL REFERENCES topics (name) ON DELETE CASCADE,
    email TEXT NOT NULL,
    PRIMARY KEY (topic, email)
);

-- What is said, once for all recipients; kept until every message of it has a file.
CREATE TABLE mail_contents (
    id   TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE mail_messages (
    id              TEXT   NOT NULL PRIMARY KEY,
    content_id      TEXT   NOT NULL,
    topic           TEXT   NOT NULL,
    recipient       TEXT   NOT NULL,
    subject         TEXT   NOT NULL,
    kind            TEXT   NOT NULL CHECK (kind IN ('alarm', 'report', 'message')),
    state           TEXT   NOT NULL CHECK (state IN ('pending', 'kept', 'sent', 'dead')),
    created_at      BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    attempts        BIGINT NOT NULL,
    sent_at         BIGINT,
    last_error      TEXT
);

CREATE INDEX mail_messages_due ON mail_messages (state, next_attempt_at);

-- Runs whose reports are in the outbox.
CREATE TABLE mail_report_runs (
    run_id TEXT   NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL
);
