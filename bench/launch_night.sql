-- The rows of one reservation, by one prepared statement: what bare PostgreSQL needs for them. Sizes as measured.
WITH fresh AS MATERIALIZED (
    SELECT gen_random_uuid() AS reservation, gen_random_uuid() AS act, gen_random_uuid() AS batch,
           '00000000-0000-7000-8000-000000000001'::uuid AS seller,
           '00000000-0000-7000-8000-000000000002'::uuid AS product,
           clock_timestamp() AS now, gen_random_uuid()::text AS word
), subject AS (
    INSERT INTO subjects (seller, id, kind, acts, last_at) SELECT seller, reservation, 'reservation', 1, now FROM fresh
), act AS (
    INSERT INTO acts (seller, id, subject, n, tag, at, batch, place, bytes)
    SELECT seller, act, reservation, 1, 'reservation.placed', now, batch, 0, rpad(word, 768, 'x')::bytea FROM fresh
), body AS (
    INSERT INTO bodies (seller, act, salt, body)
    SELECT seller, act, rpad(word, 32, 'x')::bytea, rpad(word, 52, 'x')::bytea FROM fresh
), key AS (
    INSERT INTO keys (seller, key, input, acts) SELECT seller, word, rpad(word, 32, 'x')::bytea, ARRAY[act] FROM fresh
), reservation AS (
    INSERT INTO reservations (seller, id, product, code, position, language, status, terms_version,
                              promise_version, placed_at)
    SELECT seller, reservation, product, left(word, 11), ('x' || translate(word, '-', ''))::bit(60)::bigint, 'fr',
           'placed', 1, 1, now FROM fresh
), holder AS (
    INSERT INTO holders (seller, id, name, email, language)
    SELECT seller, reservation, 'Somebody', left(word, 11) || '@holder.example', 'fr' FROM fresh
), purse AS (
    INSERT INTO purses (seller, id, currency, product, code, stages, payments, closed)
    SELECT seller, reservation, 'USD', product, left(word, 11),
           '[{"n": 1, "rail": "sandbox", "due_at": "2026-11-22T14:36:32.005576Z", "method": "card", "missed": false,
              "paid_minor": 0, "amount_minor": 500000},
             {"n": 2, "rail": "sandbox", "due_at": "2026-12-02T13:36:32.005576Z", "method": "transfer",
              "missed": false, "paid_minor": 0, "amount_minor": 4500000}]'::jsonb, '[]'::jsonb, false FROM fresh
)
INSERT INTO agenda (seller, source, id, verb, due_at)
SELECT seller, 'purses', reservation, 'miss', now + interval '1 hour' FROM fresh;
