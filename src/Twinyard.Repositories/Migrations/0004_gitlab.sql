-- Repositories that live in a GitLab. The API's token has to be known to be sent; of the webhook's secret a hash is enough.
CREATE TABLE repositories_gitlab (
    repository TEXT PRIMARY KEY REFERENCES repositories_repositories (name),
    url TEXT NOT NULL,
    project_id BIGINT NOT NULL,
    project_path TEXT NOT NULL,
    remote TEXT NOT NULL,
    default_branch TEXT NOT NULL,
    token TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    linked_by TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    -- Why the newest commit of the default branch is not deployed; empty where nothing stands in the way.
    problem TEXT NOT NULL
);

-- What its webhooks have told, until it is done.
CREATE TABLE repositories_gitlab_deliveries (
    id TEXT PRIMARY KEY,
    repository TEXT NOT NULL REFERENCES repositories_repositories (name),
    change TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    error TEXT NOT NULL
);

CREATE INDEX repositories_gitlab_deliveries_due ON repositories_gitlab_deliveries (state, received_at);

-- The state of each check that GitLab has been told.
CREATE TABLE repositories_gitlab_statuses (
    check_id TEXT PRIMARY KEY REFERENCES repositories_checks (id),
    sent TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    error TEXT NOT NULL
);
