-- What the assistant knows: documents cut into passages, found by words and by meaning. Nothing here
-- needs pgvector. Where it is installed, an index on an expression serves the search by meaning; that
-- index is no part of this history, which is the same on every server.

CREATE TABLE knowledge_domain (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  -- Whether everyone may read it; if not, only the roles of knowledge_domain_role.
  everyone   boolean NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT knowledge_domain_name_key UNIQUE (name),
  CONSTRAINT knowledge_domain_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
  CONSTRAINT knowledge_domain_created_at_is_finite CHECK (isfinite(created_at))
);

CREATE TABLE knowledge_domain_role (
  domain_id uuid NOT NULL REFERENCES knowledge_domain (id) ON DELETE CASCADE,
  role      text NOT NULL,
  PRIMARY KEY (domain_id, role),
  CONSTRAINT knowledge_domain_role_length CHECK (char_length(role) BETWEEN 1 AND 64)
);

CREATE TABLE knowledge_document (
  id          uuid PRIMARY KEY,
  domain_id   uuid NOT NULL REFERENCES knowledge_domain (id) ON DELETE RESTRICT,
  source      text NOT NULL,
  title       text NOT NULL,
  -- SHA-256 of what was imported, in hexadecimal: an unchanged document need not be imported again.
  digest      text NOT NULL,
  imported_at timestamptz NOT NULL,
  CONSTRAINT knowledge_document_source_key UNIQUE (source),
  CONSTRAINT knowledge_document_source_length CHECK (octet_length(source) BETWEEN 1 AND 2000),
  CONSTRAINT knowledge_document_title_length CHECK (char_length(title) BETWEEN 1 AND 500),
  CONSTRAINT knowledge_document_digest_is_sha256 CHECK (digest COLLATE "C" ~ '^[0-9a-f]{64}$'),
  CONSTRAINT knowledge_document_imported_at_is_finite CHECK (isfinite(imported_at))
);

CREATE INDEX knowledge_document_of_domain ON knowledge_document (domain_id);

CREATE TABLE knowledge_passage (
  id              uuid PRIMARY KEY,
  document_id     uuid NOT NULL REFERENCES knowledge_document (id) ON DELETE CASCADE,
  position        integer NOT NULL,
  -- Where a reader finds it in the document, as "page 3".
  place           text,
  body            text NOT NULL,
  words           tsvector NOT NULL,
  embedding_model text,
  -- Of length one, so that a scalar product is the likeness.
  embedding       real[],
  -- The signs of the numbers, one bit each: by the bits that differ the likeliest passages are
  -- picked in one quick pass, which are then ranked by their numbers.
  code            bit varying,
  CONSTRAINT knowledge_passage_position_key UNIQUE (document_id, position),
  CONSTRAINT knowledge_passage_position_is_positive CHECK (position >= 0),
  CONSTRAINT knowledge_passage_place_length CHECK (char_length(place) BETWEEN 1 AND 200),
  CONSTRAINT knowledge_passage_body_length CHECK (char_length(body) BETWEEN 1 AND 100000),
  CONSTRAINT knowledge_passage_embedding_is_whole
    CHECK (num_nonnulls(embedding_model, embedding, code) IN (0, 3)),
  CONSTRAINT knowledge_passage_embedding_model_length
    CHECK (char_length(embedding_model) BETWEEN 1 AND 200),
  CONSTRAINT knowledge_passage_embedding_is_a_vector
    CHECK (
      array_ndims(embedding) = 1
      AND array_lower(embedding, 1) = 1
      AND cardinality(embedding) BETWEEN 1 AND 16000
      AND array_position(embedding, NULL) IS NULL
      AND array_position(embedding, 'NaN') IS NULL),
  CONSTRAINT knowledge_passage_code_fits CHECK (length(code) = cardinality(embedding))
);

-- Such numbers do not compress; trying costs time.
ALTER TABLE knowledge_passage ALTER COLUMN embedding SET STORAGE EXTERNAL;

CREATE INDEX knowledge_passage_words ON knowledge_passage USING gin (words);

-- Holds all that picking candidates reads, a tenth of the table.
CREATE INDEX knowledge_passage_code
  ON knowledge_passage (embedding_model, document_id) INCLUDE (id, code)
  WHERE embedding_model IS NOT NULL;
