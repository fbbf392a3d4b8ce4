CREATE TABLE alarms (
    name          TEXT   NOT NULL PRIMARY KEY,
    specification TEXT   NOT NULL,
    state         TEXT   NOT NULL CHECK (state IN ('OK', 'ALARM', 'INSUFFICIENT_DATA')),
    reason        TEXT   NOT NULL,
    state_since   BIGINT NOT NULL,
    transitions   BIGINT NOT NULL
);

CREATE TABLE alarm_history (
    alarm    TEXT   NOT NULL REFERENCES alarms (name) ON DELETE CASCADE,
    sequence BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    previous TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    value    DOUBLE PRECISION,
    PRIMARY KEY (alarm, sequence)
);

-- Metrics that follow from events, on their way into the warehouse, which is another database.
CREATE TABLE metric_inbox (
    event_id   TEXT   NOT NULL PRIMARY KEY,
    sequence   BIGINT NOT NULL,
    body       TEXT   NOT NULL
);

CREATE TABLE metric_run_starts (
    run_id TEXT   NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL
);
