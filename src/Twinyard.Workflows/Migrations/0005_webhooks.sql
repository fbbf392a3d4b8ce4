-- What senders sign their deliveries with. It has to be kept as it is, because a signature is checked by making it again.
CREATE TABLE webhook_secrets (
    workflow TEXT NOT NULL,
    webhook TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (workflow, webhook)
);
