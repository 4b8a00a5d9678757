from django.db import migrations

GRANT = """
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'blk_app') THEN
        GRANT USAGE ON SCHEMA public TO blk_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO blk_app;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO blk_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO blk_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT USAGE, SELECT ON SEQUENCES TO blk_app;
    END IF;
END $$;
"""

REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'blk_app') THEN
        ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM blk_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM blk_app;
        REVOKE ALL ON ALL TABLES IN SCHEMA public FROM blk_app;
        REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM blk_app;
        REVOKE USAGE ON SCHEMA public FROM blk_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """The role ``blk_app`` may read and write rows; it owns nothing and truncates nothing."""

    initial = True

    dependencies = []

    operations = [migrations.RunSQL(GRANT, REVOKE)]
