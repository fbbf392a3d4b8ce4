-- Events that a consumer has failed on in their place and that later ones have passed. first_at is the first failure.
CREATE TABLE event_retries (
    consumer       TEXT   NOT NULL,
    event_sequence BIGINT NOT NULL,
    attempts       BIGINT NOT NULL,
    first_at       BIGINT NOT NULL,
    next_at        BIGINT NOT NULL,
    PRIMARY KEY (consumer, event_sequence)
);

CREATE INDEX event_retries_by_event ON event_retries (event_sequence);

-- Since when the consumer has been failing on the event in its place; 0 when it is not.
ALTER TABLE event_consumers ADD COLUMN failing_since BIGINT NOT NULL DEFAULT 0;

-- state: dead, redriven (handed to the consumer again) or delivered (handled after that).
ALTER TABLE event_dead_letters ADD COLUMN target TEXT NOT NULL DEFAULT '';
ALTER TABLE event_dead_letters ADD COLUMN error_code TEXT NOT NULL DEFAULT '';
ALTER TABLE event_dead_letters ADD COLUMN exhausted TEXT NOT NULL DEFAULT 'attempts';
ALTER TABLE event_dead_letters ADD COLUMN first_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event_dead_letters ADD COLUMN state TEXT NOT NULL DEFAULT 'dead';
ALTER TABLE event_dead_letters ADD COLUMN redrives BIGINT NOT NULL DEFAULT 0;
UPDATE event_dead_letters SET target = consumer, first_at = at;

CREATE INDEX event_dead_letters_by_event ON event_dead_letters (event_sequence);

CREATE TABLE event_dead_letter_history (
    consumer       TEXT   NOT NULL,
    event_sequence BIGINT NOT NULL,
    number         BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    what           TEXT   NOT NULL,
    attempts       BIGINT NOT NULL,
    error          TEXT   NOT NULL,
    PRIMARY KEY (consumer, event_sequence, number)
);
