-- Resources that somebody made by hand, and no repository declares. One that a repository takes over loses its row.
CREATE TABLE repositories_resources_by_hand (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
);
