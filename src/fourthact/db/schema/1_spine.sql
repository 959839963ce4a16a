-- The schema's first part, on which every room stands: the clock, the record, the ledger's lines and the agenda.
-- The files of this folder together equal what the migrations make (a test compares them). No extension is needed.
-- Every table leads with the seller's id, so that sellers can be placed on several clusters without changing a query.
-- The application's role, fourthact_app, owns nothing here.

-- ── Time ────────────────────────────────────────────────────────────────────────────────────────────────────

-- The clock: one row. Only a database that was created for it has a movable clock; its logs' origins say so.
CREATE TABLE clock (
    one       boolean PRIMARY KEY DEFAULT true CONSTRAINT "there is one clock" CHECK (one),
    movable   boolean NOT NULL,
    moved_to  timestamptz,
    CONSTRAINT "only a movable clock is moved" CHECK (movable OR moved_to IS NULL)
);

-- ── The record ──────────────────────────────────────────────────────────────────────────────────────────────

-- What acts are about. The row is the lock of its subject, and says how many acts it has.
CREATE TABLE subjects (
    seller   uuid NOT NULL,
    id       uuid NOT NULL,
    kind     text NOT NULL,
    acts     integer NOT NULL CONSTRAINT "a subject has at least one act" CHECK (acts > 0),
    last_at  timestamptz NOT NULL,
    PRIMARY KEY (seller, id)
);

-- The acts themselves; `bytes` are the truth, the other columns are read from them.
-- `xid` tells the sequencer which acts can no longer be overtaken by a transaction still in flight.
CREATE TABLE acts (
    seller   uuid NOT NULL,
    id       uuid NOT NULL,
    seq      bigint GENERATED ALWAYS AS IDENTITY,
    subject  uuid NOT NULL,
    n        integer NOT NULL,
    tag      text NOT NULL,
    at       timestamptz NOT NULL,
    batch    uuid NOT NULL,
    place    integer NOT NULL,
    bytes    bytea NOT NULL CONSTRAINT "an act is at most 65535 bytes" CHECK (octet_length(bytes) <= 65535),
    xid      xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (seller, id),
    CONSTRAINT "acts of a subject are numbered once" UNIQUE (seller, subject, n)
);
CREATE INDEX acts_by_xid ON acts (seller, xid);

-- One signature over the acts that one commit added to one seller's record: the receipt at once.
CREATE TABLE batches (
    seller     uuid NOT NULL,
    id         uuid NOT NULL,
    size       integer NOT NULL,
    root       bytea NOT NULL,
    key        text NOT NULL,
    signature  bytea NOT NULL,
    PRIMARY KEY (seller, id)
);

-- Personal data and free text beside an act, under a salt. Erasing sets both to NULL; every proof still stands.
CREATE TABLE bodies (
    seller     uuid NOT NULL,
    act        uuid NOT NULL,
    salt       bytea,
    body       bytea,
    PRIMARY KEY (seller, act),
    CONSTRAINT "a body and its salt are erased together" CHECK ((salt IS NULL) = (body IS NULL))
);

-- Evidence named in acts by a salted hash; the content is stored once, however many acts name it.
CREATE TABLE evidence (
    seller   uuid NOT NULL,
    act      uuid NOT NULL,
    place    integer NOT NULL,
    kind     text NOT NULL,
    salt     bytea,
    sha256   bytea NOT NULL,
    PRIMARY KEY (seller, act, place)
);
CREATE TABLE blobs (
    seller   uuid NOT NULL,
    sha256   bytea NOT NULL,
    content  bytea,
    PRIMARY KEY (seller, sha256)
);

-- Idempotency keys, kept for ever: a keyed hash of the input, and the acts from which the first answer is rebuilt.
CREATE TABLE keys (
    seller  uuid NOT NULL,
    key     text NOT NULL,
    input   bytea NOT NULL,
    acts    uuid[] NOT NULL,
    PRIMARY KEY (seller, key)
);

-- The log: one gap-free sequence of acts per seller, its heads, and the hashes of its tree in tiles of 256.
CREATE TABLE log_entries (
    seller     uuid NOT NULL,
    log_index  bigint NOT NULL CONSTRAINT "the log starts at zero" CHECK (log_index >= 0),
    act        uuid NOT NULL,
    PRIMARY KEY (seller, log_index),
    CONSTRAINT "an act stands in the log once" UNIQUE (seller, act)
);
CREATE TABLE log_heads (
    seller   uuid NOT NULL,
    size     bigint NOT NULL,
    root     bytea NOT NULL,
    note     text NOT NULL,
    at       timestamptz NOT NULL,
    horizon  xid8 NOT NULL,
    PRIMARY KEY (seller, size)
);
CREATE TABLE log_tiles (
    seller  uuid NOT NULL,
    level   integer NOT NULL,
    tile    bigint NOT NULL,
    hashes  bytea NOT NULL,
    PRIMARY KEY (seller, level, tile)
);

-- How far each follower of a seller's log has come: the index it reads next.
CREATE TABLE cursors (
    seller    uuid NOT NULL,
    follower  text NOT NULL,
    next      bigint NOT NULL,
    PRIMARY KEY (seller, follower)
);

-- How far each rail's statement has been read. `cursor` is the rail's own word.
CREATE TABLE statement_cursors (
    seller  uuid NOT NULL,
    rail    text NOT NULL,
    cursor  text NOT NULL,
    PRIMARY KEY (seller, rail)
);

-- Where the nightly audit ended: acts below this log index were found in order.
CREATE TABLE audits (
    seller     uuid NOT NULL,
    at         timestamptz NOT NULL,
    log_index  bigint NOT NULL,
    PRIMARY KEY (seller, at)
);

-- ── Money ───────────────────────────────────────────────────────────────────────────────────────────────────

-- A line debits one account and credits another with the same amount: it cannot be unbalanced. `booked_on`: the day
-- of value, or the first open day where that one's period was closed already.
CREATE TABLE ledger_lines (
    seller        uuid NOT NULL,
    act           uuid NOT NULL,
    line          integer NOT NULL,
    debit         text NOT NULL,
    credit        text NOT NULL,
    amount_minor  bigint NOT NULL CONSTRAINT "a line moves more than nothing" CHECK (amount_minor > 0),
    currency      text NOT NULL,
    value_on      date NOT NULL,
    booked_on     date NOT NULL,
    PRIMARY KEY (seller, act, line),
    CONSTRAINT "a line moves between two accounts" CHECK (debit <> credit),
    CONSTRAINT "a line is booked on its day of value or later" CHECK (booked_on >= value_on)
);

-- ── What must happen later ──────────────────────────────────────────────────────────────────────────────────

-- The agenda: what is due by when if nobody moves, exactly as the state of its row says. `leased_until` keeps two
-- workers apart; `tries` counts how often it was begun.
CREATE TABLE agenda (
    seller        uuid NOT NULL,
    source        text NOT NULL,
    id            uuid NOT NULL,
    verb          text NOT NULL,
    due_at        timestamptz NOT NULL,
    leased_until  timestamptz,
    tries         integer NOT NULL DEFAULT 0,
    PRIMARY KEY (seller, source, id, verb)
);
CREATE INDEX agenda_by_due ON agenda (due_at);

-- ── What is written stays ───────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once and never changed or deleted', TG_TABLE_NAME USING ERRCODE = '23514';
END $$;

-- A body may only be erased: never rewritten, never deleted.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.body IS NOT NULL OR (NEW.seller, NEW.act) IS DISTINCT FROM (OLD.seller, OLD.act) THEN
        RAISE EXCEPTION 'a body is erased or left as it is' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON acts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON batches FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON log_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_erased BEFORE UPDATE ON bodies FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON bodies FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- ── Who may do what ─────────────────────────────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT ON acts, batches, keys, ledger_lines, log_entries, log_heads, evidence, blobs, audits TO fourthact_app;
GRANT SELECT, INSERT, UPDATE ON clock, subjects, bodies, log_tiles, cursors, statement_cursors TO fourthact_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON agenda TO fourthact_app;
