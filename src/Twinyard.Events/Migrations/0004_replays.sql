-- Of an event that a replay has published: the replay, and the id and the time of the event that it repeats.
ALTER TABLE events ADD COLUMN replay_name TEXT NULL;
ALTER TABLE events ADD COLUMN original_id TEXT NULL;
ALTER TABLE events ADD COLUMN original_at BIGINT NULL;

-- A replay repeats an event once.
CREATE UNIQUE INDEX events_of_replay ON events (replay_name, original_id) WHERE replay_name IS NOT NULL;

-- The events from from_at to before to_at that had a place up to through when it was asked for. minute (since 1970) and position are the
-- cursor: every event of an earlier minute has been read, and those of the minute up to the position. events: how many there are to read; null until
-- they are counted.
CREATE TABLE event_replays (
    name         TEXT   NOT NULL PRIMARY KEY,
    state        TEXT   NOT NULL CHECK (state IN ('running', 'completed', 'cancelled')),
    pattern      TEXT   NULL,
    from_at      BIGINT NOT NULL,
    to_at        BIGINT NOT NULL,
    through      BIGINT NOT NULL,
    minute       BIGINT NOT NULL,
    position     BIGINT NOT NULL,
    events       BIGINT NULL,
    read         BIGINT NOT NULL,
    published    BIGINT NOT NULL,
    requested_by TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    ended_at     BIGINT NULL CHECK ((state = 'running') = (ended_at IS NULL))
);

CREATE INDEX event_replays_running ON event_replays (created_at) WHERE state = 'running';
