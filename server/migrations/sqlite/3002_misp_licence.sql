-- Licence keys of MISPs with what lists show of partner and policy; group and policy are empty where there is none. The key
-- itself is not here: it is found by its keyed hash, and shown by its last characters.
CREATE TABLE misp_licence (
    id TEXT NOT NULL PRIMARY KEY,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    partner_id_fold TEXT NOT NULL,
    account TEXT NOT NULL,
    organization TEXT NOT NULL,
    organization_fold TEXT NOT NULL,
    group_id TEXT REFERENCES policy_group (id),
    group_name TEXT NOT NULL,
    group_name_fold TEXT NOT NULL,
    group_description TEXT NOT NULL,
    policy_id TEXT REFERENCES policy (id),
    policy_name TEXT NOT NULL,
    policy_name_fold TEXT NOT NULL,
    policy_description TEXT NOT NULL,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    key_shown TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'INACTIVE')),
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated_at INTEGER,
    updated_by TEXT
) STRICT;
CREATE UNIQUE INDEX misp_licence_hash ON misp_licence (key_hash);
CREATE UNIQUE INDEX misp_licence_name ON misp_licence (partner_id, name);
-- Only the newest key of a partner works.
CREATE UNIQUE INDEX misp_licence_in_force ON misp_licence (partner_id) WHERE state = 'ACTIVE';
CREATE INDEX misp_licence_of_account ON misp_licence (account, created_at, id);
CREATE INDEX misp_licence_by_partner_id ON misp_licence (partner_id, id);
CREATE INDEX misp_licence_by_state_partner_id ON misp_licence (state, partner_id, id);
CREATE INDEX misp_licence_by_organization ON misp_licence (organization, id);
CREATE INDEX misp_licence_by_state_organization ON misp_licence (state, organization, id);
CREATE INDEX misp_licence_by_group_name ON misp_licence (group_name, id);
CREATE INDEX misp_licence_by_state_group_name ON misp_licence (state, group_name, id);
CREATE INDEX misp_licence_by_policy_name ON misp_licence (policy_name, id);
CREATE INDEX misp_licence_by_state_policy_name ON misp_licence (state, policy_name, id);
CREATE INDEX misp_licence_by_name ON misp_licence (name, id);
CREATE INDEX misp_licence_by_state_name ON misp_licence (state, name, id);
CREATE INDEX misp_licence_by_key_shown ON misp_licence (key_shown, id);
CREATE INDEX misp_licence_by_state_key_shown ON misp_licence (state, key_shown, id);
CREATE INDEX misp_licence_by_created_at ON misp_licence (created_at, id);
CREATE INDEX misp_licence_by_state_created_at ON misp_licence (state, created_at, id);
CREATE INDEX misp_licence_by_expires_at ON misp_licence (expires_at, id);
CREATE INDEX misp_licence_by_state_expires_at ON misp_licence (state, expires_at, id);
CREATE INDEX misp_licence_by_state ON misp_licence (state, id);
