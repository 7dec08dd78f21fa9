-- Version 1 on SQLite. Times are microseconds since 1970 in UTC; *_fold columns are lower case for searching.

-- Accounts: who signs in. Address, phone and e-mail are sealed; e-mail is looked up by keyed hash.
CREATE TABLE account (
    user_name TEXT NOT NULL PRIMARY KEY,
    user_name_fold TEXT NOT NULL,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email_sealed TEXT NOT NULL,
    email_hash TEXT NOT NULL,
    organization TEXT,
    address_sealed TEXT,
    contact_sealed TEXT,
    partner_type TEXT,
    roles TEXT NOT NULL,
    roles_fold TEXT NOT NULL,
    lang_code TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'invited')),
    password_hash TEXT,
    activation_hash TEXT,
    activation_expires INTEGER,
    consent_at INTEGER,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_email ON account (email_hash);
CREATE UNIQUE INDEX account_name_fold ON account (user_name_fold);
CREATE INDEX account_by_created ON account (created_at, user_name);
CREATE INDEX account_by_name ON account (name, user_name);
CREATE INDEX account_by_roles ON account (roles, user_name);
CREATE INDEX account_by_status_created ON account (status, created_at, user_name);
CREATE INDEX account_by_status ON account (status, user_name);
CREATE INDEX account_by_status_name ON account (status, name, user_name);
CREATE INDEX account_by_status_roles ON account (status, roles, user_name);

-- Sessions: an access token is only as good as its row here. Refresh tokens are kept as hashes and work once.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    user_name TEXT NOT NULL REFERENCES account (user_name),
    refresh_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX session_refresh ON session (refresh_hash);
CREATE INDEX session_by_account ON session (user_name);

-- Failed attempts to sign in, by account and by source, so that several servers throttle together.
CREATE TABLE attempt (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;

-- Policy groups.
CREATE TABLE policy_group (
    id TEXT NOT NULL PRIMARY KEY,
    id_fold TEXT NOT NULL,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    description TEXT NOT NULL,
    description_fold TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'deactivated')),
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated_at INTEGER,
    updated_by TEXT
) STRICT;
CREATE UNIQUE INDEX policy_group_name ON policy_group (name);
CREATE INDEX policy_group_by_created ON policy_group (created_at, id);
CREATE INDEX policy_group_by_name ON policy_group (name, id);
CREATE INDEX policy_group_by_description ON policy_group (description, id);
CREATE INDEX policy_group_by_state ON policy_group (state, id);
CREATE INDEX policy_group_by_state_created ON policy_group (state, created_at, id);
CREATE INDEX policy_group_by_state_name ON policy_group (state, name, id);
CREATE INDEX policy_group_by_state_description ON policy_group (state, description, id);

-- Policies: draft, activated, deactivated. The policy itself is JSON text.
CREATE TABLE policy (
    id TEXT NOT NULL PRIMARY KEY,
    id_fold TEXT NOT NULL,
    group_id TEXT NOT NULL REFERENCES policy_group (id),
    group_name TEXT NOT NULL,
    group_name_fold TEXT NOT NULL,
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    description TEXT NOT NULL,
    description_fold TEXT NOT NULL,
    policy_type TEXT NOT NULL,
    policy_type_fold TEXT NOT NULL,
    version TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'activated', 'deactivated')),
    schema_url TEXT,
    valid_from INTEGER NOT NULL,
    valid_to INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated_at INTEGER,
    updated_by TEXT
) STRICT;
CREATE UNIQUE INDEX policy_group_and_name ON policy (group_id, name);
CREATE INDEX policy_of_name ON policy (name, state);
CREATE INDEX policy_by_created ON policy (created_at, id);
CREATE INDEX policy_by_name ON policy (name, id);
CREATE INDEX policy_by_description ON policy (description, id);
CREATE INDEX policy_by_group ON policy (group_name, id);
CREATE INDEX policy_by_state ON policy (state, id);
CREATE INDEX policy_by_state_created ON policy (state, created_at, id);
CREATE INDEX policy_by_state_name ON policy (state, name, id);
CREATE INDEX policy_by_state_description ON policy (state, description, id);
CREATE INDEX policy_by_state_group ON policy (state, group_name, id);

-- Partners. The organisation is compared with certificates character by character and never changes.
CREATE TABLE partner (
    id TEXT NOT NULL PRIMARY KEY,
    id_fold TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (user_name),
    partner_type TEXT NOT NULL,
    partner_type_fold TEXT NOT NULL,
    organization TEXT NOT NULL,
    organization_fold TEXT NOT NULL,
    group_id TEXT REFERENCES policy_group (id),
    group_name TEXT NOT NULL,
    group_name_fold TEXT NOT NULL,
    address_sealed TEXT NOT NULL,
    contact_sealed TEXT NOT NULL,
    email_sealed TEXT NOT NULL,
    email_hash TEXT NOT NULL,
    lang_code TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('inactive', 'active', 'deactivated')),
    certificate_status TEXT NOT NULL CHECK (certificate_status IN ('uploaded', 'not_uploaded')),
    certificate_id TEXT,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated_at INTEGER,
    updated_by TEXT
) STRICT;
CREATE UNIQUE INDEX partner_email ON partner (email_hash);
CREATE UNIQUE INDEX partner_id_fold ON partner (id_fold);
CREATE UNIQUE INDEX partner_account_and_type ON partner (account, partner_type);
CREATE INDEX partner_by_created ON partner (created_at, id);
CREATE INDEX partner_by_type ON partner (partner_type, id);
CREATE INDEX partner_by_organization ON partner (organization, id);
CREATE INDEX partner_by_group ON partner (group_name, id);
CREATE INDEX partner_by_certificate ON partner (certificate_status, id);
CREATE INDEX partner_by_state ON partner (state, id);
CREATE INDEX partner_by_state_created ON partner (state, created_at, id);
CREATE INDEX partner_by_state_type ON partner (state, partner_type, id);
CREATE INDEX partner_by_state_organization ON partner (state, organization, id);
CREATE INDEX partner_by_state_group ON partner (state, group_name, id);
CREATE INDEX partner_by_state_certificate ON partner (state, certificate_status, id);

-- The trust store, per domain. OWN_ROOT and ISSUED rows are this server's root and what was signed below it; they
-- take part in paths but are not listed.
CREATE TABLE ca_certificate (
    id TEXT NOT NULL PRIMARY KEY,
    id_fold TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ROOT', 'INTERMEDIATE', 'OWN_ROOT', 'ISSUED')),
    domain TEXT NOT NULL,
    thumbprint TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_fold TEXT NOT NULL,
    issuer TEXT NOT NULL,
    issuer_fold TEXT NOT NULL,
    serial TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    pem TEXT NOT NULL,
    uploaded_at INTEGER NOT NULL,
    uploaded_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX ca_certificate_thumbprint ON ca_certificate (thumbprint, domain);
CREATE INDEX ca_certificate_of_domain ON ca_certificate (domain, kind);
CREATE INDEX ca_certificate_by_kind ON ca_certificate (kind, id);
CREATE INDEX ca_certificate_listed_uploaded ON ca_certificate (uploaded_at, id) WHERE kind IN ('ROOT', 'INTERMEDIATE');
CREATE INDEX ca_certificate_by_uploaded ON ca_certificate (kind, uploaded_at, id);
CREATE INDEX ca_certificate_by_domain ON ca_certificate (kind, domain, id);
CREATE INDEX ca_certificate_by_subject ON ca_certificate (kind, subject, id);
CREATE INDEX ca_certificate_by_issuer ON ca_certificate (kind, issuer, id);
CREATE INDEX ca_certificate_by_not_before ON ca_certificate (kind, not_before, id);
CREATE INDEX ca_certificate_by_not_after ON ca_certificate (kind, not_after, id);

CREATE VIEW listed_ca_certificate AS SELECT * FROM ca_certificate WHERE kind IN ('ROOT', 'INTERMEDIATE');

-- Partner certificates: every accepted original with what was signed for it. Never deleted.
CREATE TABLE partner_certificate (
    id TEXT NOT NULL PRIMARY KEY,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    domain TEXT NOT NULL,
    common_name TEXT,
    thumbprint TEXT NOT NULL,
    original TEXT NOT NULL,
    original_not_after INTEGER NOT NULL,
    signed TEXT NOT NULL,
    signed_not_before INTEGER NOT NULL,
    signed_not_after INTEGER NOT NULL,
    uploaded_at INTEGER NOT NULL,
    uploaded_by TEXT NOT NULL
) STRICT;
CREATE INDEX partner_certificate_of_partner ON partner_certificate (partner_id, uploaded_at);

-- This server's own ROOT and PMS keys, sealed. Several generations may stand side by side.
CREATE TABLE authority (
    id TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('ROOT', 'PMS')),
    certificate TEXT NOT NULL,
    key_sealed TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Policy requests with what lists show of partner, policy and group, so that a page needs no other table. Only the
-- partner's state can change later; whatever changes it changes it here too.
CREATE TABLE policy_request (
    id TEXT NOT NULL PRIMARY KEY,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    partner_id_fold TEXT NOT NULL,
    account TEXT NOT NULL,
    partner_type TEXT NOT NULL,
    partner_type_fold TEXT NOT NULL,
    partner_state TEXT NOT NULL,
    organization TEXT NOT NULL,
    organization_fold TEXT NOT NULL,
    policy_id TEXT NOT NULL REFERENCES policy (id),
    policy_id_fold TEXT NOT NULL,
    policy_name TEXT NOT NULL,
    policy_name_fold TEXT NOT NULL,
    policy_description TEXT NOT NULL,
    group_id TEXT NOT NULL REFERENCES policy_group (id),
    group_name TEXT NOT NULL,
    group_name_fold TEXT NOT NULL,
    group_description TEXT NOT NULL,
    comment TEXT NOT NULL,
    comment_fold TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('InProgress', 'approved', 'rejected')),
    mappings TEXT NOT NULL CHECK (mappings IN ('notNeeded', 'extractorsMissing', 'credentialTypeMissing', 'complete')),
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated_at INTEGER,
    decided_at INTEGER,
    decided_by TEXT,
    decision_reason TEXT
) STRICT;
CREATE UNIQUE INDEX policy_request_once ON policy_request (partner_id, policy_id) WHERE status IN ('InProgress', 'approved');
CREATE INDEX policy_request_of_policy ON policy_request (policy_id, status);
CREATE INDEX policy_request_of_account ON policy_request (account, created_at, id);
CREATE INDEX policy_request_by_status ON policy_request (status, id);
CREATE INDEX policy_request_by_partner_id ON policy_request (partner_id, id);
CREATE INDEX policy_request_by_status_partner_id ON policy_request (status, partner_id, id);
CREATE INDEX policy_request_by_partner_type ON policy_request (partner_type, id);
CREATE INDEX policy_request_by_status_partner_type ON policy_request (status, partner_type, id);
CREATE INDEX policy_request_by_organization ON policy_request (organization, id);
CREATE INDEX policy_request_by_status_organization ON policy_request (status, organization, id);
CREATE INDEX policy_request_by_policy_id ON policy_request (policy_id, id);
CREATE INDEX policy_request_by_status_policy_id ON policy_request (status, policy_id, id);
CREATE INDEX policy_request_by_policy_name ON policy_request (policy_name, id);
CREATE INDEX policy_request_by_status_policy_name ON policy_request (status, policy_name, id);
CREATE INDEX policy_request_by_group_name ON policy_request (group_name, id);
CREATE INDEX policy_request_by_status_group_name ON policy_request (status, group_name, id);
CREATE INDEX policy_request_by_comment ON policy_request (comment, id);
CREATE INDEX policy_request_by_status_comment ON policy_request (status, comment, id);
CREATE INDEX policy_request_by_created ON policy_request (created_at, id);
CREATE INDEX policy_request_by_status_created ON policy_request (status, created_at, id);

-- Mapped extractors of a request, one per modality. A decision moves their status with the request's.
CREATE TABLE request_extractor (
    id TEXT NOT NULL PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES policy_request (id),
    partner_id TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    attribute TEXT NOT NULL,
    modality TEXT NOT NULL,
    sub_types TEXT,
    provider TEXT NOT NULL,
    provider_version TEXT NOT NULL,
    data_format TEXT,
    status TEXT NOT NULL CHECK (status IN ('InProgress', 'approved', 'rejected')),
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX request_extractor_modality ON request_extractor (request_id, modality);
CREATE INDEX request_extractor_of_policy ON request_extractor (partner_id, policy_id, status);

-- The credential type of a request. A type is used once per partner among pending and among approved requests.
CREATE TABLE request_credential_type (
    request_id TEXT NOT NULL PRIMARY KEY REFERENCES policy_request (id),
    partner_id TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    credential_type TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('InProgress', 'approved', 'rejected')),
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX request_credential_type_pending ON request_credential_type (partner_id, credential_type) WHERE status = 'InProgress';
CREATE UNIQUE INDEX request_credential_type_approved ON request_credential_type (partner_id, credential_type) WHERE status = 'approved';

-- Facts about the installation: which reference data is loaded, the hash of the set-up code.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Events for other systems, written with the change they tell of.
CREATE TABLE event (
    id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    delivered_at INTEGER
) STRICT;
CREATE INDEX event_waiting ON event (created_at, id) WHERE delivered_at IS NULL;

-- The audit trail. Entries are added, never changed or removed; the triggers below hold that.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    actor_fold TEXT NOT NULL,
    source TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_fold TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
    code TEXT NOT NULL,
    request_id TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at, id);
CREATE INDEX audit_by_outcome ON audit (outcome, at, id);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit entries are never removed'); END;
