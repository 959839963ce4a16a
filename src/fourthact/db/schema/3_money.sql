-- What was paid, what goes back, and what the bank said of it. Each row is the fold of its acts.

-- ── Rooms of money ──────────────────────────────────────────────────────────────────────────────────────────

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
    seller    uuid NOT NULL,
    id        uuid NOT NULL,
    rail      text NOT NULL,
    event     text NOT NULL,
    key       text NOT NULL,
    charge    text,
    heard_at  timestamptz NOT NULL,
    status    text NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "a rail's event about an order is heard once" UNIQUE (seller, rail, event, key)
);

-- refunds: planned per leg, approved, ordered, settled leg by leg.
CREATE TABLE refunds (
    seller            uuid NOT NULL,
    id                uuid NOT NULL,
    reservation       uuid NOT NULL,
    status            text NOT NULL,
    currency          text NOT NULL,
    amount_minor      bigint NOT NULL,
    asked_at          timestamptz NOT NULL,
    asked_by          text,
    promised_by       timestamptz NOT NULL,
    statutory_by      timestamptz NOT NULL,
    warned_by         timestamptz,
    fee               jsonb,
    approvals         text[] NOT NULL,
    approvals_needed  integer NOT NULL,
    plan_act          text NOT NULL,
    approvals_void    text[] NOT NULL,
    legs              jsonb NOT NULL,
    extent            text NOT NULL,
    rang              text[] NOT NULL,
    settled_at        timestamptz,
    PRIMARY KEY (seller, id)
);
CREATE INDEX refunds_by_reservation ON refunds (seller, reservation);
CREATE TABLE refund_shares (
    seller   uuid NOT NULL,
    id       uuid NOT NULL,
    refunds  text[] NOT NULL,
    shares   jsonb NOT NULL,
    PRIMARY KEY (seller, id)
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
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    what        text NOT NULL,
    reference   text,
    decided_at  timestamptz NOT NULL,
    PRIMARY KEY (seller, id)
);
-- What one person proposed about the books, and what became of it.
CREATE TABLE proposals (
    seller        uuid NOT NULL,
    id            uuid NOT NULL,
    what          text NOT NULL,
    status        text NOT NULL,
    person        text NOT NULL,
    account       text NOT NULL,
    amount_minor  bigint NOT NULL,
    currency      text NOT NULL,
    entry         uuid,
    difference    text NOT NULL,
    over          text NOT NULL,
    key           text,
    at            timestamptz NOT NULL,
    PRIMARY KEY (seller, id)
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

-- ── Who may do what ─────────────────────────────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE ON purses, entries, rail_notices, refunds, refund_shares, books, dispositions,
    proposals, bank_files TO fourthact_app;
