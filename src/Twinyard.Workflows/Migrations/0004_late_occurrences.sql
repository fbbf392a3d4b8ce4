-- Occurrences whose run did not start or end in the time that the manifest expects. A row stays, so that nobody is told twice.
CREATE TABLE late_occurrences (
    occurrence_id TEXT NOT NULL,
    expectation TEXT NOT NULL CHECK (expectation IN ('start', 'finish')),
    workflow TEXT NOT NULL,
    late_at BIGINT NOT NULL,
    caught_up_at BIGINT NULL,
    PRIMARY KEY (occurrence_id, expectation)
);

CREATE INDEX late_occurrences_open ON late_occurrences (workflow) WHERE caught_up_at IS NULL;
CREATE INDEX late_occurrences_workflow ON late_occurrences (workflow, late_at);
CREATE INDEX occurrences_missed ON occurrences (workflow, decided_at) WHERE outcome = 'missed';
