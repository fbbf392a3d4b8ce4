-- Certificates that this environment's authority has issued to devices; one that is not here does not count.
CREATE TABLE access_device_certificates (
    fingerprint TEXT   NOT NULL PRIMARY KEY,
    device      TEXT   NOT NULL,
    role        TEXT   NOT NULL,
    issued_by   TEXT   NOT NULL,
    issued_at   BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    revoked_at  BIGINT
);

CREATE INDEX access_device_certificates_of ON access_device_certificates (device, issued_at);
