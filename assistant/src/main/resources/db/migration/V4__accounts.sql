-- Signing in with a login and a password.

-- One row for each member who has one. The key is made by the client as every other; that a member
-- has one password is the natural key, so that rows made on both sides of an outage meet. A password
-- changed on both sides is a conflict, which the declared policy decides.
CREATE TABLE member_password (
  id        uuid PRIMARY KEY,
  member_id uuid NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  -- In the PHC string format, its parameters and salt included; never the password.
  hash      text NOT NULL,
  set_at    timestamptz NOT NULL,
  CONSTRAINT member_password_member_key UNIQUE (member_id),
  CONSTRAINT member_password_hash_length CHECK (char_length(hash) BETWEEN 1 AND 500),
  CONSTRAINT member_password_set_at_is_finite CHECK (isfinite(set_at))
);

-- What failed of late, a row each and never a counter: rows of two servers or processes add up, none
-- overwrites another. By the login that was tried, whether anybody has it or not. Old ones are pruned.
CREATE TABLE sign_in_failure (
  id    uuid PRIMARY KEY,
  login text NOT NULL,
  CONSTRAINT sign_in_failure_login_length CHECK (char_length(login) BETWEEN 1 AND 128)
);

CREATE INDEX sign_in_failure_of_login ON sign_in_failure (login, id);
