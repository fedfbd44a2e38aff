-- SPDX-License-Identifier: Apache-2.0
-- The journal is the truth; orders and tasks are projections of it, written in the same transaction.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE orders (
  id          TEXT NOT NULL PRIMARY KEY,
  kind        TEXT NOT NULL,
  plugin      TEXT NOT NULL,
  certificate TEXT NOT NULL,
  token_uri   TEXT NOT NULL,
  state       TEXT NOT NULL,
  state_text  TEXT NOT NULL,
  due_at      BIGINT,
  deadline    BIGINT,
  opened_at   BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  is_open     INTEGER NOT NULL,
  lease_owner TEXT,
  lease_until BIGINT
);

-- Money: one open order per certificate. A certificate may be registered with several systems at once, but with each only
-- once.
CREATE UNIQUE INDEX one_open_order ON orders (certificate, kind, CASE kind WHEN 'renewal' THEN '' ELSE plugin END)
  WHERE is_open = 1;
CREATE INDEX orders_by_due ON orders (state, due_at) WHERE is_open = 1;

CREATE TABLE journal (
  order_id      TEXT NOT NULL REFERENCES orders (id),
  seq           BIGINT NOT NULL,
  at            BIGINT NOT NULL,
  kind          TEXT NOT NULL,
  body          TEXT NOT NULL,
  projection    TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash          TEXT NOT NULL,
  PRIMARY KEY (order_id, seq)
) WITHOUT ROWID;

-- The insert trigger also stops INSERT OR REPLACE, which would pass the other two by.
CREATE TRIGGER journal_grows_by_one BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal WHERE order_id = NEW.order_id)
BEGIN
  SELECT RAISE(ABORT, 'the journal grows one entry at a time');
END;
CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TABLE tasks (
  order_id  TEXT NOT NULL REFERENCES orders (id),
  number    INTEGER NOT NULL,
  version   BIGINT NOT NULL,
  form      TEXT NOT NULL,
  is_signal INTEGER NOT NULL,
  is_open   INTEGER NOT NULL,
  PRIMARY KEY (order_id, number)
) WITHOUT ROWID;

CREATE TABLE pin_tries (
  serial       TEXT NOT NULL,
  manufacturer TEXT NOT NULL,
  model        TEXT NOT NULL,
  spent        INTEGER NOT NULL,
  PRIMARY KEY (serial, manufacturer, model)
) WITHOUT ROWID;

CREATE TABLE facts (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
