-- Refusals of reads, and of people who are not signed in, may come in floods; such are entered together, with their number.
ALTER TABLE audit ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
