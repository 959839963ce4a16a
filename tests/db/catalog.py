"""What a database is, read from PostgreSQL's catalog: one line of text for each thing, to compare two."""

from __future__ import annotations

from typing import Any

import psycopg

# One question for each kind of thing, answered as (what, definition). Alembic's own table is left out.
QUESTIONS = {
    "relation": """
        SELECT c.relkind::text || ' ' || c.relname,
               concat_ws(' ', c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
                         c.relacl, pg_get_userbyid(c.relowner), pg_get_viewdef(c.oid), obj_description(c.oid))
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace""",
    "column": """
        SELECT a.attrelid::regclass || '.' || a.attname,
               concat_ws(' ', a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
                         a.attgenerated, a.attcollation::regcollation, a.attstorage, a.attacl,
                         pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraint": """
        SELECT coalesce(nullif(conrelid, 0)::regclass::text, contypid::regtype::text) || '.' || conname,
               concat_ws(' ', pg_get_constraintdef(oid), convalidated, condeferrable, condeferred)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "index": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "sequence": """
        SELECT sequencename,
               concat_ws(' ', data_type, start_value, min_value, max_value, increment_by, cycle, cache_size)
        FROM pg_sequences WHERE schemaname = 'public'""",
    "trigger": """
        SELECT t.tgrelid::regclass || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal""",
    "function": """
        SELECT oid::regprocedure::text,
               concat_ws(' ', pg_get_functiondef(oid), proacl, pg_get_userbyid(proowner))
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')""",
    "type": """
        SELECT t.oid::regtype::text,
               concat_ws(' ', t.typtype, t.typnotnull, t.typdefault, t.typacl,
                         format_type(t.typbasetype, t.typtypmod),
                         (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder)
                          FROM pg_enum WHERE enumtypid = t.oid))
        FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace""",
    "policy": """
        SELECT tablename || '.' || policyname, concat_ws(' ', permissive, roles, cmd, qual, with_check)
        FROM pg_policies WHERE schemaname = 'public'""",
    "rule": "SELECT tablename || '.' || rulename, definition FROM pg_rules WHERE schemaname = 'public'",
    "extension": "SELECT extname, extversion FROM pg_extension",
    "schema": "SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname !~ '^pg_(temp|toast_temp)'",
    "default grant": "SELECT defaclobjtype::text, defaclacl::text FROM pg_default_acl",
}


def catalog(connection: psycopg.Connection[tuple[Any, ...]]) -> set[str]:
    """Every thing in the schema `public`, as `kind name: definition`."""
    return {
        f"{kind} {name}: {definition}"
        for kind, question in QUESTIONS.items()
        for name, definition in connection.execute(question).fetchall()
        if "alembic_version" not in name
    }
