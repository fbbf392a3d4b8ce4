-- What a run wrote is asked for by its record.
CREATE INDEX buckets_versions_run ON buckets_versions (run_id) WHERE run_id <> '';
