-- Secrets are sealed; here are those of an earlier version until the server has sealed them, empty afterwards. Renamed, so that no earlier version takes an empty one for a secret.
ALTER TABLE webhook_secrets RENAME COLUMN secret TO unsealed;
