-- How many runs of the workflow may be under way when this one starts, itself among them; 0: any number.
ALTER TABLE runs ADD COLUMN concurrency BIGINT NOT NULL DEFAULT 0 CHECK (concurrency >= 0);
