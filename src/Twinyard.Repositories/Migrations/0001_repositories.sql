CREATE TABLE repositories_repositories (
    name TEXT PRIMARY KEY,
    -- The commit that is deployed and that the default branch points to; the branch follows this column.
    deployed TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE repositories_counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO repositories_counters (name, value) VALUES ('proposal', 0);

-- Who brought a commit as the tip of a push: they may not approve it.
CREATE TABLE repositories_pushes (
    id TEXT PRIMARY KEY,
    repository TEXT NOT NULL REFERENCES repositories_repositories (name),
    branch TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    pushed_by TEXT NOT NULL,
    pushed_at BIGINT NOT NULL
);

CREATE INDEX repositories_pushes_commit ON repositories_pushes (repository, commit_id);

CREATE TABLE repositories_proposals (
    id BIGINT PRIMARY KEY,
    repository TEXT NOT NULL REFERENCES repositories_repositories (name),
    branch TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    head TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'merged', 'closed')),
    opened_at BIGINT NOT NULL,
    merged_at BIGINT
);

CREATE UNIQUE INDEX repositories_proposals_open ON repositories_proposals (repository, branch) WHERE state = 'open';

CREATE TABLE repositories_checks (
    id TEXT PRIMARY KEY,
    proposal_id BIGINT NOT NULL REFERENCES repositories_proposals (id),
    head TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    script TEXT NOT NULL,
    timeout_ms BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'passed', 'failed', 'cancelled')),
    error TEXT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    CHECK ((state IN ('passed', 'failed')) = (ended_at IS NOT NULL) OR state = 'cancelled')
);

CREATE INDEX repositories_checks_proposal ON repositories_checks (proposal_id, head, position);

CREATE TABLE repositories_approvals (
    proposal_id BIGINT NOT NULL REFERENCES repositories_proposals (id),
    head TEXT NOT NULL,
    approver TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    PRIMARY KEY (proposal_id, head, approver)
);

CREATE TABLE repositories_deployments (
    id TEXT PRIMARY KEY,
    repository TEXT NOT NULL REFERENCES repositories_repositories (name),
    commit_id TEXT NOT NULL,
    tree TEXT NOT NULL,
    previous TEXT NOT NULL,
    proposal_id BIGINT NOT NULL UNIQUE REFERENCES repositories_proposals (id),
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    approvers TEXT NOT NULL,
    merged_by TEXT NOT NULL,
    changes TEXT NOT NULL,
    deployed_at BIGINT NOT NULL
);

CREATE INDEX repositories_deployments_commit ON repositories_deployments (commit_id);

-- Which repository declares a resource: only that one may change or delete it.
CREATE TABLE repositories_resources (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    repository TEXT NOT NULL REFERENCES repositories_repositories (name),
    PRIMARY KEY (kind, name)
);
