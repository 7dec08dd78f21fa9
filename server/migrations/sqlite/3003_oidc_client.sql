-- OIDC clients with what lists show of partner and policy. Lists within a client are JSON arrays. A public key belongs to one
-- client only, and the client's id is made of it.
CREATE TABLE oidc_client (
    id TEXT NOT NULL PRIMARY KEY,
    id_fold TEXT NOT NULL,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    partner_id_fold TEXT NOT NULL,
    account TEXT NOT NULL,
    organization TEXT NOT NULL,
    organization_fold TEXT NOT NULL,
    group_id TEXT NOT NULL REFERENCES policy_group (id),
    group_name TEXT NOT NULL,
    group_name_fold TEXT NOT NULL,
    group_description TEXT NOT NULL,
    policy_id TEXT NOT NULL REFERENCES policy (id),
    policy_name TEXT NOT NULL,
    policy_name_fold TEXT NOT NULL,
    policy_description TEXT NOT NULL,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    names TEXT,
    logo_uri TEXT NOT NULL,
    redirect_uris TEXT NOT NULL,
    claims TEXT NOT NULL,
    acr_values TEXT NOT NULL,
    public_key TEXT NOT NULL,
    grant_types TEXT NOT NULL,
    auth_methods TEXT NOT NULL,
    additional_config TEXT,
    state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'INACTIVE')),
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated_at INTEGER,
    updated_by TEXT
) STRICT;
CREATE INDEX oidc_client_of_account ON oidc_client (account, created_at, id);
CREATE INDEX oidc_client_by_partner_id ON oidc_client (partner_id, id);
CREATE INDEX oidc_client_by_state_partner_id ON oidc_client (state, partner_id, id);
CREATE INDEX oidc_client_by_organization ON oidc_client (organization, id);
CREATE INDEX oidc_client_by_state_organization ON oidc_client (state, organization, id);
CREATE INDEX oidc_client_by_group_name ON oidc_client (group_name, id);
CREATE INDEX oidc_client_by_state_group_name ON oidc_client (state, group_name, id);
CREATE INDEX oidc_client_by_policy_name ON oidc_client (policy_name, id);
CREATE INDEX oidc_client_by_state_policy_name ON oidc_client (state, policy_name, id);
CREATE INDEX oidc_client_by_name ON oidc_client (name, id);
CREATE INDEX oidc_client_by_state_name ON oidc_client (state, name, id);
CREATE INDEX oidc_client_by_created_at ON oidc_client (created_at, id);
CREATE INDEX oidc_client_by_state_created_at ON oidc_client (state, created_at, id);
CREATE INDEX oidc_client_by_state ON oidc_client (state, id);
