-- What came in, what went out, and every address ever printed. Each row is the fold of its acts.

-- ── Room of correspondence ──────────────────────────────────────────────────────────────────────────────────

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
    answer       text,
    answered_at  timestamptz,
    writer       bigint,
    writer_domain bigint,
    PRIMARY KEY (seller, id)
);
CREATE INDEX messages_by_reservation ON messages (seller, reservation);
CREATE INDEX messages_answered ON messages (seller, answered_at) WHERE answered_at IS NOT NULL;
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
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    product     uuid NOT NULL,
    status      text NOT NULL,
    resumed     text NOT NULL,
    ordered_at  timestamptz NOT NULL,
    notices     bigint NOT NULL,
    left_out    bigint NOT NULL,
    next_at     timestamptz,
    act         uuid NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE TABLE announcement_refusals (
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    refused_at  timestamptz NOT NULL,
    PRIMARY KEY (seller, id)
);
CREATE TABLE addresses (
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    address     text NOT NULL,
    printed_at  timestamptz NOT NULL,
    retired_at  timestamptz,
    place       text NOT NULL,
    probed_at   timestamptz,
    dead_at     timestamptz,
    says        text NOT NULL,
    looked_by   text NOT NULL,
    PRIMARY KEY (seller, id),
    CONSTRAINT "an address is registered once" UNIQUE (seller, address)
);
CREATE TABLE unreached (
    seller          uuid NOT NULL,
    id              uuid NOT NULL,
    reservation     uuid NOT NULL,
    number          bigint NOT NULL,
    failures        bigint NOT NULL,
    unreachable_at  timestamptz,
    PRIMARY KEY (seller, id)
);
CREATE TABLE recoveries (
    seller      uuid NOT NULL,
    id          uuid NOT NULL,
    tries       jsonb NOT NULL,
    entered_by  text,
    address     text,
    PRIMARY KEY (seller, id)
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

-- The last minute that was booked for notices to a recipient's domain (`lane`, a keyed hash), and how many go in it.
CREATE TABLE paces (
    seller     uuid NOT NULL,
    lane       bigint NOT NULL,
    starts_at  timestamptz NOT NULL,
    taken      bigint NOT NULL,
    PRIMARY KEY (seller, lane)
);

-- ── Who may do what ─────────────────────────────────────────────────────────────────────────────────────────

GRANT SELECT, INSERT, UPDATE ON messages, notices, mailings, announcement_refusals, addresses, unreached,
    recoveries, mail_domains, paces TO fourthact_app;
