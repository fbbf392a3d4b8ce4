CREATE FUNCTION access_audit_refuse() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed, and removed behind a checkpoint only', TG_TABLE_NAME;
END;
$$ LANGUAGE plpgsql;

CREATE FUNCTION access_audit_refuse_delete() RETURNS trigger AS $$
BEGIN
    IF OLD.sequence > COALESCE((SELECT MAX(sequence) FROM access_audit_checkpoints), 0) THEN
        RAISE EXCEPTION 'entries of the audit trail are removed behind a checkpoint only';
    END IF;
    RETURN OLD;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER access_audit_no_update BEFORE UPDATE ON access_audit FOR EACH ROW EXECUTE FUNCTION access_audit_refuse();

CREATE TRIGGER access_audit_no_truncate BEFORE TRUNCATE ON access_audit FOR EACH STATEMENT EXECUTE FUNCTION access_audit_refuse();

CREATE TRIGGER access_audit_no_delete BEFORE DELETE ON access_audit FOR EACH ROW EXECUTE FUNCTION access_audit_refuse_delete();

CREATE TRIGGER access_audit_head_grows BEFORE UPDATE ON access_audit_head FOR EACH ROW WHEN (NEW.sequence <= OLD.sequence) EXECUTE FUNCTION access_audit_refuse();

CREATE TRIGGER access_audit_head_stays BEFORE DELETE ON access_audit_head FOR EACH ROW EXECUTE FUNCTION access_audit_refuse();

CREATE TRIGGER access_audit_checkpoints_no_change BEFORE UPDATE OR DELETE ON access_audit_checkpoints FOR EACH ROW EXECUTE FUNCTION access_audit_refuse();
