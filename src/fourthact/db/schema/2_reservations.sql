-- Who reserved what, and what they were promised. Each row is the fold of its acts.

-- ── Rooms of people and their reservations ──────────────────────────────────────────────────────────────────

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
    seller    uuid NOT NULL,
    id        uuid NOT NULL,
    name      text NOT NULL,
    slug      text NOT NULL,
    status    text NOT NULL,
    currency  text NOT NULL,
    stages    jsonb NOT NULL,
    terms     jsonb NOT NULL,
    promises  jsonb NOT NULL,
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
    seller           uuid NOT NULL,
    id               uuid NOT NULL,
    product          uuid NOT NULL,
    code             text NOT NULL,
    position         bigint NOT NULL,
    language         text NOT NULL,
    status           text NOT NULL,
    terms_version    integer NOT NULL,
    promise_version  integer NOT NULL,
    placed_at        timestamptz NOT NULL,
    cancelled_at     timestamptz,
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
    seller   uuid NOT NULL,
    id       uuid NOT NULL,
    ways     jsonb NOT NULL,
    stopped  bigint NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE INDEX contacts_to_look_at ON contact_lists (seller, id) WHERE stopped > 0;

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

-- ── Who may do what ─────────────────────────────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE ON sellers, staff, api_keys, products, lines, reservations, holders,
    representatives, contact_lists, offers TO fourthact_app;
