-- Who talks to the assistant. Keys are UUIDv7 made by the client: a retry is harmless, and rows born
-- on two servers never share a key. Checks use nothing that depends on a server's locale, so that a
-- row accepted by one server is accepted by every other.

CREATE TABLE member (
  id           uuid PRIMARY KEY,
  login        text,
  telegram_id  bigint,
  x_id         bigint,
  display_name text NOT NULL,
  created_at   timestamptz NOT NULL,
  -- Natural keys: a member met on both servers is recognised by any of them.
  CONSTRAINT member_login_key UNIQUE (login),
  CONSTRAINT member_telegram_id_key UNIQUE (telegram_id),
  CONSTRAINT member_x_id_key UNIQUE (x_id),
  CONSTRAINT member_can_be_recognised CHECK (num_nonnulls(login, telegram_id, x_id) > 0),
  CONSTRAINT member_login_is_plain CHECK (login COLLATE "C" ~ '^[a-z0-9][a-z0-9._@+-]{0,127}$'),
  CONSTRAINT member_telegram_id_is_positive CHECK (telegram_id > 0),
  CONSTRAINT member_x_id_is_positive CHECK (x_id > 0),
  CONSTRAINT member_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 200),
  CONSTRAINT member_created_at_is_finite CHECK (isfinite(created_at))
);

-- A row for each role, not an array: roles given on two servers merge one by one.
CREATE TABLE member_role (
  member_id uuid NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  role      text NOT NULL,
  PRIMARY KEY (member_id, role),
  CONSTRAINT member_role_length CHECK (char_length(role) BETWEEN 1 AND 64)
);

-- A group chat, with a history of its own.
CREATE TABLE community (
  id          uuid PRIMARY KEY,
  channel     text NOT NULL,
  external_id text NOT NULL,
  title       text NOT NULL,
  created_at  timestamptz NOT NULL,
  CONSTRAINT community_external_id_key UNIQUE (channel, external_id),
  CONSTRAINT community_channel_is_known CHECK (channel IN ('terminal', 'web', 'telegram', 'x')),
  CONSTRAINT community_external_id_length CHECK (char_length(external_id) BETWEEN 1 AND 200),
  CONSTRAINT community_title_length CHECK (char_length(title) BETWEEN 1 AND 300),
  CONSTRAINT community_created_at_is_finite CHECK (isfinite(created_at))
);
