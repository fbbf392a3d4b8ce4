-- An event is written without a place on the bus and gets it after its commit, so that publishers do not wait for each other.
-- arrival orders the events that have no place yet: it is higher than that of every such event which its author could have known of.
CREATE TABLE placed_events (
    id          TEXT   NOT NULL PRIMARY KEY,
    sequence    BIGINT NULL UNIQUE,
    arrival     BIGINT NOT NULL,
    source      TEXT   NOT NULL,
    detail_type TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    resources   TEXT   NOT NULL,
    detail      TEXT   NOT NULL
);

INSERT INTO placed_events (id, sequence, arrival, source, detail_type, at, resources, detail)
SELECT id, sequence, 0, source, detail_type, at, resources, detail FROM events;

DROP TABLE events;

ALTER TABLE placed_events RENAME TO events;

CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_without_place ON events (arrival, id) WHERE sequence IS NULL;
