CREATE TRIGGER access_audit_no_update BEFORE UPDATE ON access_audit
BEGIN
    SELECT RAISE(ABORT, 'entries of the audit trail are never changed');
END;

CREATE TRIGGER access_audit_no_delete BEFORE DELETE ON access_audit
WHEN OLD.sequence > COALESCE((SELECT MAX(sequence) FROM access_audit_checkpoints), 0)
BEGIN
    SELECT RAISE(ABORT, 'entries of the audit trail are removed behind a checkpoint only');
END;

CREATE TRIGGER access_audit_head_grows BEFORE UPDATE ON access_audit_head
WHEN NEW.sequence <= OLD.sequence
BEGIN
    SELECT RAISE(ABORT, 'the audit trail only grows');
END;

CREATE TRIGGER access_audit_head_stays BEFORE DELETE ON access_audit_head
BEGIN
    SELECT RAISE(ABORT, 'the audit trail only grows');
END;

CREATE TRIGGER access_audit_checkpoints_no_update BEFORE UPDATE ON access_audit_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'checkpoints of the audit trail are never changed');
END;

CREATE TRIGGER access_audit_checkpoints_no_delete BEFORE DELETE ON access_audit_checkpoints
BEGIN
    SELECT RAISE(ABORT, 'checkpoints of the audit trail are never changed');
END;
