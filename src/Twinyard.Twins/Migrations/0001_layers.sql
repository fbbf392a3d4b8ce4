-- A version's number is never given again, so that a manifest's name@3 means one content for ever; a deleted one keeps its row.
CREATE TABLE twins_layer_versions (
    name TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    files BIGINT NOT NULL CHECK (files > 0),
    description TEXT NOT NULL,
    publisher TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (name, version)
);

CREATE INDEX twins_layer_versions_by_content ON twins_layer_versions (sha256);
