-- Once, as a superuser of PostgreSQL, before the first migration:
--   psql -v owner_password=… -v app_password=… -f deploy/roles.sql
-- blk_owner owns the database and migrates; blk_app runs and owns nothing. What blk_app may do
-- is granted by migrations.
CREATE ROLE blk_app LOGIN PASSWORD :'app_password';
CREATE ROLE blk_owner LOGIN PASSWORD :'owner_password';
GRANT blk_app TO blk_owner;
CREATE DATABASE blk_portal OWNER blk_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE blk_portal FROM PUBLIC;
GRANT CONNECT ON DATABASE blk_portal TO blk_app;
