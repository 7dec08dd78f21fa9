-- OIDC clients with what lists show of partner and policy. Lists within a client are JSON arrays. A public key belongs to one
-- client only, and the client's id is made of it.
CREATE TABLE oidc_client (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    id_fold TEXT COLLATE "C" NOT NULL,
    partner_id TEXT COLLATE "C" NOT NULL REFERENCES partner (id),
    partner_id_fold TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    organization TEXT COLLATE "C" NOT NULL,
    organization_fold TEXT COLLATE "C" NOT NULL,
    group_id TEXT COLLATE "C" NOT NULL REFERENCES policy_group (id),
    group_name TEXT COLLATE "C" NOT NULL,
    group_name_fold TEXT COLLATE "C" NOT NULL,
    group_description TEXT COLLATE "C" NOT NULL,
    policy_id TEXT COLLATE "C" NOT NULL REFERENCES policy (id),
    policy_name TEXT COLLATE "C" NOT NULL,
    policy_name_fold TEXT COLLATE "C" NOT NULL,
    policy_description TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_fold TEXT COLLATE "C" NOT NULL,
    names TEXT COLLATE "C",
    logo_uri TEXT COLLATE "C" NOT NULL,
    redirect_uris TEXT COLLATE "C" NOT NULL,
    claims TEXT COLLATE "C" NOT NULL,
    acr_values TEXT COLLATE "C" NOT NULL,
    public_key TEXT COLLATE "C" NOT NULL,
    grant_types TEXT COLLATE "C" NOT NULL,
    auth_methods TEXT COLLATE "C" NOT NULL,
    additional_config TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('ACTIVE', 'INACTIVE')),
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT,
    updated_by TEXT COLLATE "C"
);
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
