-- By which schemas a row was checked before it was written; empty where it was not, as in rows of other writers.
ALTER TABLE {{database}}.events {{on_cluster}} ADD COLUMN IF NOT EXISTS checked LowCardinality(String) DEFAULT '';
