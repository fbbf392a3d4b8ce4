-- Rows of two attempts of a run must not meet. Rows from before have their run's id here, and are found by that too.
ALTER TABLE buckets_staged RENAME COLUMN run_id TO attempt;
