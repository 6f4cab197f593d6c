/** "CAPS": marks a SQLite file as a ledger of ours, so that no foreign database is ever migrated. */
export const APPLICATION_ID = 0x43415053;

/**
 * The migrations, in order; `user_version` counts those applied. A migration that was released is never edited: a new one follows it.
 */
export const MIGRATIONS: readonly string[] = [
  /* sql */ `
  CREATE TABLE prices (
    id        INTEGER PRIMARY KEY,
    device    TEXT NOT NULL,
    per_hour  REAL NOT NULL CHECK (per_hour >= 0),      -- for one unit: a core, a GPU
    currency  TEXT NOT NULL,
    date      TEXT NOT NULL,                            -- of the price, YYYY-MM-DD
    source    TEXT NOT NULL,
    chosen    INTEGER,                                  -- counts the prices set by the user: the last wins over the built-in one
    UNIQUE (device, per_hour, currency, date, source)
  ) STRICT;

  CREATE TABLE runs (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'stopped')),
    started    INTEGER NOT NULL,                        -- ms since 1970, as every time here
    ended      INTEGER,
    heartbeat  INTEGER NOT NULL,                        -- a running run that is silent for long counts as lost
    device     TEXT NOT NULL,
    threads    INTEGER,
    seed       INTEGER,
    data_hash  TEXT,
    git        TEXT,                                    -- JSON: commit, branch, dirty
    machine    TEXT NOT NULL,                           -- JSON
    versions   TEXT NOT NULL,                           -- JSON
    summary    TEXT,                                    -- JSON
    price      INTEGER NOT NULL REFERENCES prices (id),
    hidden     INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX runs_started ON runs (started);
  CREATE INDEX runs_name ON runs (name, started);

  CREATE TABLE params (                                 -- nested parameters are flattened: train.batchSize
    run    TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,                               -- JSON
    PRIMARY KEY (run, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX params_value ON params (name, value);

  CREATE TABLE series (                                 -- one per (run, metric name)
    id    INTEGER PRIMARY KEY,
    run   TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name  TEXT NOT NULL,
    UNIQUE (run, name)
  ) STRICT;

  CREATE TABLE metrics (                                -- append-only; clustered, so that a curve is one range read
    series  INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    step    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    value   REAL,                                       -- NULL is NaN, which SQLite does not store
    PRIMARY KEY (series, step, at)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE usage (                                  -- one row per process that worked for a run
    id            INTEGER PRIMARY KEY,
    run           TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    started       INTEGER NOT NULL,
    units         INTEGER NOT NULL,                     -- cores or accelerators held
    seconds       REAL NOT NULL,                        -- by the wall
    busy_seconds  REAL NOT NULL                         -- of all units together
  ) STRICT;
  CREATE INDEX usage_run ON usage (run);

  CREATE TABLE artifacts (
    id      INTEGER PRIMARY KEY,
    run     TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    path    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    bytes   INTEGER NOT NULL,
    at      INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX artifacts_run ON artifacts (run);
  CREATE INDEX artifacts_sha256 ON artifacts (sha256);

  CREATE TABLE edges (                                  -- lineage: data:<hash> -> run:<id> -> artifact:<sha256> -> run:<id> …
    source  TEXT NOT NULL,
    target  TEXT NOT NULL,
    PRIMARY KEY (source, target)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX edges_target ON edges (target);
  `,
  /* sql */ `
  CREATE TABLE bills (                                  -- what providers charged, as it was read
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL,
    at    INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE charges (
    bill       INTEGER NOT NULL REFERENCES bills (id) ON DELETE CASCADE,
    run        TEXT,                                    -- an id, where the bill names one; the run may be in another ledger
    month      TEXT NOT NULL,                           -- YYYY-MM
    provider   TEXT NOT NULL,
    service    TEXT NOT NULL,
    currency   TEXT NOT NULL,
    billed     REAL NOT NULL,                           -- by the invoice of the month
    effective  REAL NOT NULL                            -- of what was used in the month, prepayments spread over it
  ) STRICT;
  CREATE INDEX charges_run ON charges (run);
  CREATE INDEX charges_month ON charges (month, provider);
  `,
];
