-- Who is signed in on the web. The cookie's token is random and never kept: its SHA-256 is the key,
-- which no two servers make alike. A row is made at signing in, deleted at signing out and never
-- changed in between, so that a merge has nothing to decide: what was deleted on either side is gone.

CREATE TABLE web_session (
  digest     text PRIMARY KEY,
  member_id  uuid NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT web_session_digest_is_sha256 CHECK (digest COLLATE "C" ~ '^[0-9a-f]{64}$'),
  CONSTRAINT web_session_times_are_finite CHECK (isfinite(created_at) AND isfinite(expires_at))
);

CREATE INDEX web_session_of_member ON web_session (member_id);
CREATE INDEX web_session_expires_at ON web_session (expires_at);
