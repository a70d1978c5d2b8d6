-- What passes between the assistant and the services where it has an account, as Telegram and X.
-- Rows of the last three tables are written once and never changed: what two servers know of an
-- outage adds up, and a row that is written again after a failover is the row that was there.

-- How far an account's messages have been fetched.
CREATE TABLE bot_cursor (
  channel  text NOT NULL,
  account  bigint NOT NULL,
  position bigint NOT NULL,
  moved_at timestamptz NOT NULL,
  PRIMARY KEY (channel, account),
  CONSTRAINT bot_cursor_channel_is_known CHECK (channel IN ('telegram', 'x')),
  CONSTRAINT bot_cursor_moved_at_is_finite CHECK (isfinite(moved_at))
);

-- What is to be answered, kept before the service is told that it has arrived.
CREATE TABLE bot_update (
  channel     text NOT NULL,
  account     bigint NOT NULL,
  -- What the service calls it.
  update_key  text NOT NULL,
  position    bigint NOT NULL,
  body        text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (channel, account, update_key),
  CONSTRAINT bot_update_channel_is_known CHECK (channel IN ('telegram', 'x')),
  CONSTRAINT bot_update_key_length CHECK (char_length(update_key) BETWEEN 1 AND 100),
  CONSTRAINT bot_update_body_length CHECK (char_length(body) BETWEEN 1 AND 2000000),
  CONSTRAINT bot_update_received_at_is_finite CHECK (isfinite(received_at))
);

CREATE INDEX bot_update_in_order ON bot_update (channel, account, position);

-- What is to be sent, in parts: kept before it is sent, so that after a crash the same is sent.
CREATE TABLE bot_post (
  channel     text NOT NULL,
  account     bigint NOT NULL,
  -- The update that it answers, or a name of our own for what nobody asked for.
  update_key  text NOT NULL,
  part        integer NOT NULL,
  -- Whether it is the last part: once that is sent, the update is answered.
  last        boolean NOT NULL,
  body        text NOT NULL,
  intended_at timestamptz NOT NULL,
  PRIMARY KEY (channel, account, update_key, part),
  CONSTRAINT bot_post_channel_is_known CHECK (channel IN ('telegram', 'x')),
  CONSTRAINT bot_post_key_length CHECK (char_length(update_key) BETWEEN 1 AND 100),
  CONSTRAINT bot_post_part_is_positive CHECK (part >= 0),
  CONSTRAINT bot_post_body_length CHECK (char_length(body) BETWEEN 1 AND 100000),
  CONSTRAINT bot_post_intended_at_is_finite CHECK (isfinite(intended_at))
);

CREATE INDEX bot_post_by_time ON bot_post (channel, account, intended_at);

-- What became of it.
CREATE TABLE bot_posted (
  channel     text NOT NULL,
  account     bigint NOT NULL,
  update_key  text NOT NULL,
  part        integer NOT NULL,
  last        boolean NOT NULL,
  -- What the service calls it; null where it was not sent, which problem then explains.
  external_id text,
  problem     text,
  posted_at   timestamptz NOT NULL,
  PRIMARY KEY (channel, account, update_key, part),
  CONSTRAINT bot_posted_channel_is_known CHECK (channel IN ('telegram', 'x')),
  CONSTRAINT bot_posted_key_length CHECK (char_length(update_key) BETWEEN 1 AND 100),
  CONSTRAINT bot_posted_part_is_positive CHECK (part >= 0),
  CONSTRAINT bot_posted_says_what_became_of_it CHECK (num_nonnulls(external_id, problem) > 0),
  CONSTRAINT bot_posted_external_id_length CHECK (char_length(external_id) BETWEEN 1 AND 100),
  CONSTRAINT bot_posted_problem_length CHECK (char_length(problem) BETWEEN 1 AND 2000),
  CONSTRAINT bot_posted_posted_at_is_finite CHECK (isfinite(posted_at))
);
