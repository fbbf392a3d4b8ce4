CREATE TABLE events (
    sequence    BIGINT NOT NULL PRIMARY KEY,
    id          TEXT   NOT NULL UNIQUE,
    source      TEXT   NOT NULL,
    detail_type TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    resources   TEXT   NOT NULL,
    detail      TEXT   NOT NULL
);

CREATE INDEX events_by_time ON events (at);

-- One row. Whoever publishes holds it until the commit, so sequences become visible in order and a reader that has seen n
-- will never find a new event below n.
CREATE TABLE event_position (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    last BIGINT NOT NULL
);

INSERT INTO event_position (id, last) VALUES (1, 0);

CREATE TABLE event_consumers (
    name       TEXT   NOT NULL PRIMARY KEY,
    position   BIGINT NOT NULL,
    failures   BIGINT NOT NULL,
    retry_at   BIGINT NOT NULL,
    last_error TEXT   NOT NULL
);

CREATE TABLE event_dead_letters (
    consumer       TEXT   NOT NULL,
    event_sequence BIGINT NOT NULL,
    event_id       TEXT   NOT NULL,
    source         TEXT   NOT NULL,
    detail_type    TEXT   NOT NULL,
    attempts       BIGINT NOT NULL,
    error          TEXT   NOT NULL,
    at             BIGINT NOT NULL,
    PRIMARY KEY (consumer, event_sequence)
);
