-- Where an event is until it gets its place: it is written there with one index, and into those of the archive once.
CREATE TABLE event_arrivals (
    arrival     BIGINT NOT NULL,
    id          TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    detail_type TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    resources   TEXT   NOT NULL,
    detail      TEXT   NOT NULL,
    replay_name TEXT   NULL,
    original_id TEXT   NULL,
    original_at BIGINT NULL,
    PRIMARY KEY (arrival, id)
);

INSERT INTO event_arrivals (arrival, id, source, detail_type, at, resources, detail, replay_name, original_id, original_at)
SELECT arrival, id, source, detail_type, at, resources, detail, replay_name, original_id, original_at FROM events WHERE sequence IS NULL;

DELETE FROM events WHERE sequence IS NULL;

DROP INDEX events_without_place;

ALTER TABLE events DROP COLUMN arrival;
