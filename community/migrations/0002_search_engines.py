"""Make the full-text tables of the engine in use."""

from django.db import migrations

# One statement an entry: SQLite's driver takes one a call.
# Marks begin with a colon and may hold hyphens and underscores; words never do.
SQLITE_SETUP = (
    """
    CREATE VIRTUAL TABLE community_search_terms USING fts5(
        terms_title, terms_body, marks, content='community_searchdocument', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0 tokenchars ':-_'", prefix='2 3 4'
    )
    """,
    """
    CREATE TRIGGER community_search_insert AFTER INSERT ON community_searchdocument BEGIN
        INSERT INTO community_search_terms(rowid, terms_title, terms_body, marks)
        VALUES (new.id, new.terms_title, new.terms_body, new.marks);
    END
    """,
    """
    CREATE TRIGGER community_search_delete AFTER DELETE ON community_searchdocument BEGIN
        INSERT INTO community_search_terms(community_search_terms, rowid, terms_title, terms_body, marks)
        VALUES ('delete', old.id, old.terms_title, old.terms_body, old.marks);
    END
    """,
    # Django updates all columns of a row; one whose terms are as they were costs nothing here.
    """
    CREATE TRIGGER community_search_update
    AFTER UPDATE OF terms_title, terms_body, marks ON community_searchdocument
    WHEN old.terms_title <> new.terms_title OR old.terms_body <> new.terms_body OR old.marks <> new.marks BEGIN
        INSERT INTO community_search_terms(community_search_terms, rowid, terms_title, terms_body, marks)
        VALUES ('delete', old.id, old.terms_title, old.terms_body, old.marks);
        INSERT INTO community_search_terms(rowid, terms_title, terms_body, marks)
        VALUES (new.id, new.terms_title, new.terms_body, new.marks);
    END
    """,
)
SQLITE_UNDO = (
    "DROP TRIGGER community_search_insert",
    "DROP TRIGGER community_search_delete",
    "DROP TRIGGER community_search_update",
    "DROP TABLE community_search_terms",
)
# A question reads thousands of rows for the facets and the texts of twenty. So the long columns are kept out of
# line (a small toast_tuple_target) and what the facets need stays in it (storage main).
# The functions fix the plan: for a word that stands nearly everywhere the planner would read every row and unpack
# every vector, which it takes to be cheap. Of many matches the first function keeps the newest; the second goes
# through them from the newest and stops as soon as it has enough that say the words just so.
POSTGRESQL_SETUP = """
ALTER TABLE community_searchdocument SET (toast_tuple_target = 128);
ALTER TABLE community_searchdocument
    ALTER COLUMN title SET STORAGE main, ALTER COLUMN path SET STORAGE main,
    ALTER COLUMN labels SET STORAGE main, ALTER COLUMN keys SET STORAGE main;
ALTER TABLE community_searchdocument ADD COLUMN terms_vector tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', terms_title), 'A') || setweight(to_tsvector('simple', terms_body), 'D')
    || array_to_tsvector(string_to_array(marks, ' '))
) STORED;
CREATE INDEX community_search_terms ON community_searchdocument USING gin (terms_vector);
CREATE FUNCTION community_search_found(asked tsquery, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 1000
SET enable_seqscan = off SET enable_indexscan = off SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY SELECT id FROM community_searchdocument WHERE terms_vector @@ asked ORDER BY id DESC LIMIT most;
END $$;
CREATE FUNCTION community_search_said(
    asked tsquery, most integer, said text[], said_in_title text[], unsaid text[], unsaid_in_title text[]
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 100 AS $$
DECLARE
    candidate bigint;
    title text;
    body text;
    taken integer := 0;
BEGIN
    FOR candidate IN SELECT * FROM community_search_found(asked, 2147483647) LOOP
        EXIT WHEN taken >= most;
        SELECT terms_title, terms_body INTO title, body FROM community_searchdocument WHERE id = candidate;
        CONTINUE WHEN EXISTS (SELECT FROM unnest(said) AS words WHERE strpos(title || body, words) = 0)
            OR EXISTS (SELECT FROM unnest(said_in_title) AS words WHERE strpos(title, words) = 0)
            OR EXISTS (SELECT FROM unnest(unsaid) AS words WHERE strpos(title || body, words) > 0)
            OR EXISTS (SELECT FROM unnest(unsaid_in_title) AS words WHERE strpos(title, words) > 0);
        taken := taken + 1;
        RETURN NEXT candidate;
    END LOOP;
END $$;
"""
POSTGRESQL_UNDO = """
DROP FUNCTION community_search_said;
DROP FUNCTION community_search_found;
ALTER TABLE community_searchdocument DROP COLUMN terms_vector;
"""


def set_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_SETUP)
    else:
        for statement in SQLITE_SETUP:
            schema_editor.execute(statement)


def undo(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_UNDO)
    else:
        for statement in SQLITE_UNDO:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]
    operations = [migrations.RunPython(set_up, undo)]
