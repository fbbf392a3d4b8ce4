-- Who somebody is at an OpenID Connect provider; null for people who have a password only. Who has no password has an empty hash.
ALTER TABLE access_people ADD COLUMN openid_authority TEXT;

ALTER TABLE access_people ADD COLUMN openid_subject TEXT;

CREATE UNIQUE INDEX access_people_openid ON access_people (openid_authority, openid_subject);
