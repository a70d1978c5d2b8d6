-- What was said. A row belongs to the member whose conversation it is part of, the assistant's
-- replies too; in a group chat it belongs to the community as well.

CREATE TABLE chat_message (
  id             uuid PRIMARY KEY,
  member_id      uuid NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  community_id   uuid REFERENCES community (id) ON DELETE CASCADE,
  channel        text NOT NULL,
  -- What the sender calls the message (an update's number, a browser's random key): the same
  -- message sent twice is one row.
  client_key     text NOT NULL,
  author         text NOT NULL,
  body           text NOT NULL,
  -- The words of body as the application folds them, not a generated column: to_tsvector depends
  -- on the server's locale, and the same question has to find the same rows on either server.
  words          tsvector NOT NULL,
  reply_to       uuid REFERENCES chat_message (id) ON DELETE CASCADE,
  -- Of replies only: the model that answered, why it was not the first choice, how it ended.
  model          text,
  problem        text,
  finish         text,
  prompt_tokens  integer,
  reply_tokens   integer,
  first_token_ms integer,
  total_ms       integer,
  created_at     timestamptz NOT NULL,
  CONSTRAINT chat_message_client_key_key UNIQUE (member_id, channel, author, client_key),
  CONSTRAINT chat_message_channel_is_known CHECK (channel IN ('terminal', 'web', 'telegram', 'x')),
  CONSTRAINT chat_message_client_key_length CHECK (char_length(client_key) BETWEEN 1 AND 200),
  CONSTRAINT chat_message_author_is_known CHECK (author IN ('member', 'assistant')),
  -- A reply that was cut before its first word is empty.
  CONSTRAINT chat_message_body_length
    CHECK (char_length(body) BETWEEN CASE author WHEN 'member' THEN 1 ELSE 0 END AND 2000000),
  CONSTRAINT chat_message_finish_is_known CHECK (finish IN ('complete', 'stopped', 'cut')),
  CONSTRAINT chat_message_only_replies_are_generated
    CHECK (
      author = 'assistant' AND finish IS NOT NULL AND reply_to IS NOT NULL
      OR num_nonnulls(
        model, problem, finish, prompt_tokens, reply_tokens, first_token_ms, total_ms) = 0),
  CONSTRAINT chat_message_counts_are_positive
    CHECK (least(prompt_tokens, reply_tokens, first_token_ms, total_ms) >= 0),
  CONSTRAINT chat_message_answers_another CHECK (reply_to <> id),
  CONSTRAINT chat_message_created_at_is_finite CHECK (isfinite(created_at))
);

-- Keys grow with time, so that the newest messages of a conversation are one end of an index.
CREATE INDEX chat_message_of_member ON chat_message (member_id, id) WHERE community_id IS NULL;
CREATE INDEX chat_message_of_community ON chat_message (community_id, id)
  WHERE community_id IS NOT NULL;
CREATE INDEX chat_message_reply ON chat_message (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX chat_message_words ON chat_message USING gin (words);
