#!/bin/sh
# Run by the image of PostgreSQL when its data directory is new; passwords come from db.env.
set -eu
psql --username postgres -v ON_ERROR_STOP=1 \
    -v owner_password="$BLK_OWNER_PASSWORD" -v app_password="$BLK_APP_PASSWORD" \
    -f /docker-entrypoint-initdb.d/roles.sql.txt
