-- With the state in its key it is what every engine takes for the runs of a workflow that have not ended, and not the index of all its history.
DROP INDEX runs_active;

CREATE INDEX runs_active ON runs (workflow, state, id) WHERE state IN ('queued', 'running', 'committing');
