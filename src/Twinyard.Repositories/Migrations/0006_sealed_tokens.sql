-- Tokens are sealed; here are those of an earlier version until the server has sealed them, empty afterwards. Renamed, so that no earlier version sends an empty one.
ALTER TABLE repositories_gitlab RENAME COLUMN token TO unsealed_token;
