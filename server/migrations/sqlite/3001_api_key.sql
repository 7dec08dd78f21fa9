-- API keys with what lists show of partner and policy. The key itself is not here: it is found by its keyed hash, and shown
-- by its first and last characters.
CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    partner_id_fold TEXT NOT NULL,
    account TEXT NOT NULL,
    partner_type TEXT NOT NULL,
    partner_type_fold TEXT NOT NULL,
    organization TEXT NOT NULL,
    organization_fold TEXT NOT NULL,
    policy_id TEXT NOT NULL REFERENCES policy (id),
    policy_name TEXT NOT NULL,
    policy_name_fold TEXT NOT NULL,
    policy_description TEXT NOT NULL,
    group_id TEXT NOT NULL REFERENCES policy_group (id),
    group_name TEXT NOT NULL,
    group_name_fold TEXT NOT NULL,
    group_description TEXT NOT NULL,
    label TEXT NOT NULL,
    label_fold TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    key_shown TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('activated', 'deactivated')),
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated_at INTEGER,
    updated_by TEXT
) STRICT;
CREATE UNIQUE INDEX api_key_hash ON api_key (key_hash);
CREATE UNIQUE INDEX api_key_label ON api_key (partner_id, policy_id, label);
CREATE INDEX api_key_of_account ON api_key (account, created_at, id);
CREATE INDEX api_key_by_partner_id ON api_key (partner_id, id);
CREATE INDEX api_key_by_state_partner_id ON api_key (state, partner_id, id);
CREATE INDEX api_key_by_partner_type ON api_key (partner_type, id);
CREATE INDEX api_key_by_state_partner_type ON api_key (state, partner_type, id);
CREATE INDEX api_key_by_organization ON api_key (organization, id);
CREATE INDEX api_key_by_state_organization ON api_key (state, organization, id);
CREATE INDEX api_key_by_group_name ON api_key (group_name, id);
CREATE INDEX api_key_by_state_group_name ON api_key (state, group_name, id);
CREATE INDEX api_key_by_policy_name ON api_key (policy_name, id);
CREATE INDEX api_key_by_state_policy_name ON api_key (state, policy_name, id);
CREATE INDEX api_key_by_label ON api_key (label, id);
CREATE INDEX api_key_by_state_label ON api_key (state, label, id);
CREATE INDEX api_key_by_created_at ON api_key (created_at, id);
CREATE INDEX api_key_by_state_created_at ON api_key (state, created_at, id);
CREATE INDEX api_key_by_expires_at ON api_key (expires_at, id);
CREATE INDEX api_key_by_state_expires_at ON api_key (state, expires_at, id);
CREATE INDEX api_key_by_state ON api_key (state, id);

-- What MOSIP's older list of keys knows.
CREATE VIEW auth_api_key AS SELECT * FROM api_key WHERE partner_type = 'Auth_Partner';
