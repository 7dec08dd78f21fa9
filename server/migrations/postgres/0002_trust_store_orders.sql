-- Every order in which the trust store is listed, for roots and intermediates together. What this server signed itself
-- stands in the same table in large numbers and is not listed, so the indexes leave it out. The condition is one that
-- no index can look up: a planner would rather gather both kinds and sort than walk an order.
DROP INDEX ca_certificate_listed_uploaded;
DROP VIEW listed_ca_certificate;
CREATE VIEW listed_ca_certificate AS SELECT * FROM ca_certificate WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
CREATE INDEX ca_certificate_listed_id ON ca_certificate (id) WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
CREATE INDEX ca_certificate_listed_kind ON ca_certificate (kind, id) WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
CREATE INDEX ca_certificate_listed_domain ON ca_certificate (domain, id) WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
CREATE INDEX ca_certificate_listed_subject ON ca_certificate (subject, id) WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
CREATE INDEX ca_certificate_listed_issuer ON ca_certificate (issuer, id) WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
CREATE INDEX ca_certificate_listed_not_before ON ca_certificate (not_before, id) WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
CREATE INDEX ca_certificate_listed_not_after ON ca_certificate (not_after, id) WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
CREATE INDEX ca_certificate_listed_uploaded ON ca_certificate (uploaded_at, id) WHERE (kind IN ('ROOT', 'INTERMEDIATE')) IS TRUE;
