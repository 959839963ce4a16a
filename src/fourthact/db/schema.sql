-- Fourthact's whole schema. It equals what the migrations make (a test compares them). No extension is needed.
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

-- ── Rooms: each row is the fold of its acts ─────────────────────────────────────────────────────────────────

-- people: sellers, those who work for them, their keys, and the holders.
CREATE TABLE sellers (
    seller       uuid NOT NULL,
    id           uuid NOT NULL,
    name         text NOT NULL,
    origin       text NOT NULL CONSTRAINT "a log's origin belongs to one seller" UNIQUE,
    mail_domain  text NOT NULL,
    opened_at    timestamptz NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a seller is its own" CHECK (seller = id)
);
CREATE TABLE staff (
    seller  uuid NOT NULL,
    id      uuid NOT NULL,
    kind    text NOT NULL,
    name    text NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE TABLE api_keys (
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    person      uuid NOT NULL,
    kind        text NOT NULL,
    scopes      text[] NOT NULL,
    expires_at  timestamptz,
    revoked_at  timestamptz,
    PRIMARY KEY (seller, id)
);

-- products: what can be reserved, with its stages, terms and promises, newest last.
CREATE TABLE products (
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    name        text NOT NULL,
    slug        text NOT NULL,
    status      text NOT NULL,
    currency    text NOT NULL,
    stages      jsonb NOT NULL,
    terms       jsonb NOT NULL,
    promises    jsonb NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a slug names one product" UNIQUE (seller, slug)
);

-- reservations: the place in line of each, who holds it, and each product's next place.
CREATE TABLE lines (
    seller  uuid NOT NULL,
    id      uuid NOT NULL,
    next    bigint NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE TABLE reservations (
    seller            uuid NOT NULL,
    id                uuid NOT NULL,
    product           uuid NOT NULL,
    code              text NOT NULL,
    position          bigint NOT NULL,
    language          text NOT NULL,
    status            text NOT NULL,
    terms_version     integer NOT NULL,
    promise_version   integer NOT NULL,
    placed_at         timestamptz NOT NULL,
    cancelled_at      timestamptz,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a code names one reservation" UNIQUE (seller, code),
    CONSTRAINT "a place in line is held once" UNIQUE (seller, product, position)
);
CREATE TABLE holders (
    seller    uuid NOT NULL,
    id        uuid NOT NULL,
    name      text,
    email     text,
    language  text NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE INDEX holders_by_email ON holders (seller, lower(email));

-- people, once more: who acts for the holder of a reservation, or says so.
CREATE TABLE representatives (
    seller       uuid NOT NULL,
    id           uuid NOT NULL,
    reservation  uuid NOT NULL,
    kind         text NOT NULL,
    name         text,
    status       text NOT NULL,
    named_by     text NOT NULL,
    asked_at     timestamptz,
    look_by      timestamptz,
    rang         boolean NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE INDEX representatives_by_reservation ON representatives (seller, reservation);

-- contacts: the ways to reach each holder, from the first change on.
CREATE TABLE contact_lists (
    seller uuid NOT NULL, id uuid NOT NULL, ways jsonb NOT NULL, stopped bigint NOT NULL, PRIMARY KEY (seller, id)
);
CREATE INDEX contacts_to_look_at ON contact_lists (seller, id) WHERE stopped > 0;

-- payments: what each reservation owes and has paid, the bank's entries, and the notices of rails.
CREATE TABLE purses (
    seller    uuid NOT NULL,
    id        uuid NOT NULL,
    currency  text NOT NULL,
    product   uuid NOT NULL,
    code      text NOT NULL,
    stages    jsonb NOT NULL,
    payments  jsonb NOT NULL,
    closed    boolean NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE INDEX purses_closing ON purses (seller, id) WHERE NOT closed AND payments @> '[{"window_told": true}]';
CREATE TABLE entries (
    seller        uuid NOT NULL,
    id            uuid NOT NULL,
    rail          text NOT NULL,
    bank_id       text NOT NULL,
    amount_minor  bigint NOT NULL,
    currency      text NOT NULL,
    kind          text NOT NULL,
    key           text,
    booked_at     timestamptz NOT NULL,
    value_on      date NOT NULL,
    matched       text NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a bank's entry is read once" UNIQUE (seller, rail, bank_id)
);
CREATE TABLE rail_notices (
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    rail        text NOT NULL,
    event       text NOT NULL,
    key         text NOT NULL,
    charge      text,
    heard_at    timestamptz NOT NULL,
    status      text NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a rail's event about an order is heard once" UNIQUE (seller, rail, event, key)
);

-- refunds: planned per leg, approved, ordered, settled leg by leg.
CREATE TABLE refunds (
    seller        uuid NOT NULL,        id            uuid NOT NULL,
    reservation   uuid NOT NULL,        status        text NOT NULL,
    currency      text NOT NULL,        amount_minor  bigint NOT NULL,
    asked_at      timestamptz NOT NULL, asked_by      text,
    promised_by   timestamptz NOT NULL, statutory_by  timestamptz NOT NULL,
    warned_by     timestamptz,
    approvals     text[] NOT NULL,      approvals_needed integer NOT NULL,
    plan_act      text NOT NULL,        approvals_void text[] NOT NULL,
    legs          jsonb NOT NULL,       extent        text NOT NULL,
    rang          text[] NOT NULL,      settled_at    timestamptz,
    PRIMARY KEY (seller, id)
);
CREATE INDEX refunds_by_reservation ON refunds (seller, reservation);
CREATE TABLE refund_shares (
    seller uuid NOT NULL, id uuid NOT NULL, refunds text[] NOT NULL, shares jsonb NOT NULL, PRIMARY KEY (seller, id)
);

-- books: which days a seller's books are open on, and what people and rails said of the bank's entries.
CREATE TABLE books (
    seller     uuid NOT NULL,
    id         uuid NOT NULL,
    open_from  date,
    closings   jsonb NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE TABLE dispositions (
    seller     uuid NOT NULL,
    id         uuid NOT NULL,
    what       text NOT NULL,
    reference  text,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (seller, id)
);
-- What one person proposed about the books, and what became of it.
CREATE TABLE proposals (
    seller uuid NOT NULL, id uuid NOT NULL, what text NOT NULL, status text NOT NULL, person text NOT NULL,
    account text NOT NULL, amount_minor bigint NOT NULL, currency text NOT NULL, entry uuid, difference text NOT NULL,
    over text NOT NULL, key text, at timestamptz NOT NULL, PRIMARY KEY (seller, id)
);
CREATE TABLE bank_files (
    seller          uuid NOT NULL,
    id              uuid NOT NULL,
    rail            text NOT NULL,
    n               int NOT NULL,
    form            text NOT NULL,
    status          text NOT NULL,
    seen            boolean NOT NULL,
    entries         bigint NOT NULL,
    entries_in_all  bigint NOT NULL,
    sums            jsonb NOT NULL,
    statements      jsonb NOT NULL,
    told_at         timestamptz NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a rail numbers its files" UNIQUE (seller, rail, n)
);

-- correspondence: messages in, notices out, and every address ever printed.
CREATE TABLE messages (
    seller       uuid NOT NULL,
    id           uuid NOT NULL,
    received_at  timestamptz NOT NULL,
    transport    text NOT NULL,
    status       text NOT NULL,
    outcome      text,
    reservation  uuid,
    strength     text,
    sender       text,
    PRIMARY KEY (seller, id)
);
CREATE INDEX messages_by_reservation ON messages (seller, reservation);
CREATE TABLE notices (
    seller       uuid NOT NULL,
    id           uuid NOT NULL,
    reservation  uuid NOT NULL,
    act          uuid NOT NULL,
    template     text NOT NULL,
    language     text NOT NULL,
    message_id   text NOT NULL,
    status       text NOT NULL,
    written_at   timestamptz NOT NULL,
    tries        integer NOT NULL,
    next_try_at  timestamptz,
    sender       text NOT NULL,
    domain       text NOT NULL,
    channel      text NOT NULL,
    contact      bigint NOT NULL,
    mailing      uuid,
    lane         bigint NOT NULL,
    replaces     uuid,
    kind         text NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a message id is given once" UNIQUE (seller, message_id)
);
CREATE INDEX notices_by_reservation ON notices (seller, reservation);
CREATE INDEX notices_of_mailing ON notices (seller, mailing, lane, id) WHERE mailing IS NOT NULL AND status = 'written';
CREATE INDEX notices_by_printed ON notices (seller, sender, domain, written_at);
CREATE TABLE mailings (
    seller uuid NOT NULL, id uuid NOT NULL, product uuid NOT NULL, status text NOT NULL, resumed text NOT NULL,
    ordered_at timestamptz NOT NULL, notices bigint NOT NULL, left_out bigint NOT NULL, next_at timestamptz,
    act uuid NOT NULL, PRIMARY KEY (seller, id));
CREATE TABLE announcement_refusals (
    seller uuid NOT NULL, id uuid NOT NULL, refused_at timestamptz NOT NULL, PRIMARY KEY (seller, id));
CREATE TABLE addresses (
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    address     text NOT NULL,
    printed_at  timestamptz NOT NULL,
    retired_at  timestamptz,
    place       text NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "an address is registered once" UNIQUE (seller, address)
);
CREATE TABLE unreached (
    seller uuid NOT NULL, id uuid NOT NULL, reservation uuid NOT NULL, number bigint NOT NULL,
    failures bigint NOT NULL, unreachable_at timestamptz, PRIMARY KEY (seller, id)
);
CREATE TABLE recoveries (
    seller uuid NOT NULL, id uuid NOT NULL, tries jsonb NOT NULL, entered_by text, address text, PRIMARY KEY (seller, id)
);
CREATE TABLE mail_domains (
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    domain      text NOT NULL,
    added_at    timestamptz NOT NULL,
    retired_at  timestamptz,
    successor   text,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a domain is answered by one seller" UNIQUE (domain)
);

-- delays: what each holder was offered when a promise slipped, and what they answered.
CREATE TABLE offers (
    seller           uuid NOT NULL,
    id               uuid NOT NULL,
    promise_version  integer NOT NULL,
    promised_by      date,
    offered_at       timestamptz NOT NULL,
    answer           text,
    answered_at      timestamptz,
    act              uuid NOT NULL,
    given_at         timestamptz,
    answer_by        timestamptz,
    unanswered_at    timestamptz,
    PRIMARY KEY (seller, id)
);

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
GRANT SELECT, INSERT, UPDATE ON clock, subjects, bodies, log_tiles, cursors, statement_cursors,
    sellers, staff, api_keys, representatives, products, lines, reservations, holders, purses, entries, rail_notices, refunds,
    books, dispositions, proposals, bank_files, messages, notices, addresses, mail_domains, unreached, recoveries,
    contact_lists, mailings, announcement_refusals, refund_shares, offers TO fourthact_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON agenda TO fourthact_app;
