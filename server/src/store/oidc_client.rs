//! OIDC clients. Lists within a client stand as JSON.

use jiff::Timestamp;
use partnerdesk_api::{
    oidc_client::{ClientRow, ClientState, DEFAULT_TEXT, Texts},
    state::Move,
};

use super::{
    Area, Change, Read, Record as _, Result, Tx, change,
    list::{Column, Table},
    record, words,
};

record! {
    /// A stored client.
    Client in "oidc_client" {
        /// Its id, made of its key.
        id: String [fold],
        /// Whose.
        partner_id: String [fold],
        /// The account of whose it is.
        account: String,
        /// The organisation.
        organization: String [fold],
        /// The policy group's id.
        group_id: String,
        /// The policy group's name.
        group_name: String [fold],
        /// The policy group's description.
        group_description: String,
        /// The policy's id.
        policy_id: String,
        /// The policy's name.
        policy_name: String [fold],
        /// The policy's description.
        policy_description: String,
        /// Its name.
        name: String [fold],
        /// Its name by language, as JSON; none of older clients.
        names: Option<String>,
        /// Where its logo is.
        logo_uri: String,
        /// Where citizens may be sent back to, as JSON.
        redirect_uris: String,
        /// What it may be told of a citizen, as JSON.
        claims: String,
        /// How a citizen may authenticate, as JSON.
        acr_values: String,
        /// Its public key, as JSON.
        public_key: String,
        /// Grant types, as JSON.
        grant_types: String,
        /// How it authenticates, as JSON.
        auth_methods: String,
        /// What eSignet shows and does, as JSON.
        additional_config: Option<String>,
        /// Its state.
        state: ClientState,
        /// Made when.
        created_at: Timestamp,
        /// Made by.
        created_by: String,
        /// Changed when.
        updated_at: Option<Timestamp>,
        /// Changed by.
        updated_by: Option<String>,
    }
}

words!(ClientState);

impl Client {
    /// Its name as MOSIP has it: where it has names by language, those and the default as JSON text.
    pub fn wire_name(&self) -> String {
        let names = self.names.as_deref().and_then(|names| serde_json::from_str::<Texts>(names).ok());
        let Some(mut names) = names else { return self.name.clone() };
        names.insert(DEFAULT_TEXT.into(), self.name.clone());
        serde_json::to_string(&names).unwrap_or_else(|_| self.name.clone())
    }
}

const OWNER: &str = "SELECT account FROM oidc_client WHERE id = $1";
const UPDATE: Change = change!("oidc_client" set ["name", "name_fold", "names", "logo_uri", "redirect_uris", "grant_types",
    "auth_methods", "additional_config", "updated_at", "updated_by"] of ["id"] where "state = 'ACTIVE'");
const MOVE: Change = change!("oidc_client" set ["state", "updated_at", "updated_by"] of ["id", "state"]);

/// What this file keeps.
pub const AREA: Area = Area {
    name: "oidc_client",
    statements: &[OWNER, UPDATE.text, MOVE.text],
    records: &[Client::STATEMENTS],
    tables: &[&TABLE],
};

/// The account that owns a client.
///
/// # Errors
/// What the database says.
pub async fn owner(from: &impl Read, id: &str) -> Result<Option<String>> {
    from.value(OWNER, &[id.into()]).await
}

/// Writes what may change of a client; false when it is deactivated.
///
/// # Errors
/// What the database says.
pub async fn update(tx: &mut Tx, client: &Client, by: &str, now: Timestamp) -> Result<bool> {
    let set = [
        ("name", (&client.name).into()),
        ("names", client.names.as_deref().into()),
        ("logo_uri", (&client.logo_uri).into()),
        ("redirect_uris", (&client.redirect_uris).into()),
        ("grant_types", (&client.grant_types).into()),
        ("auth_methods", (&client.auth_methods).into()),
        ("additional_config", client.additional_config.as_deref().into()),
        ("updated_at", now.into()),
        ("updated_by", by.into()),
    ];
    tx.change(&UPDATE, &set, &[("id", (&client.id).into())]).await
}

/// Moves a client from one state to another; false when it was not in the first.
///
/// # Errors
/// What the database says.
pub async fn change_state(tx: &mut Tx, id: &str, step: Move<ClientState>, by: &str, now: Timestamp) -> Result<bool> {
    let set = [("state", step.to().into()), ("updated_at", now.into()), ("updated_by", by.into())];
    tx.change(&MOVE, &set, &[("id", id.into()), ("state", step.from().into())]).await
}

/// The list of clients; everything it shows stands in the row.
pub const TABLE: Table = Table::of::<Client>(
    "oidc-clients",
    &[
        Column::folded("partnerId", "partner_id"),
        Column::folded("orgName", "organization"),
        Column::folded("policyGroupName", "group_name"),
        Column::folded("policyName", "policy_name"),
        Column::folded("clientId", "id"),
        Column::folded("clientName", "name"),
        Column::time("createdDateTime", "created_at"),
        Column::plain("status", "state"),
    ],
)
.owned("account");

/// A row of the list.
pub fn row(client: Client) -> ClientRow {
    ClientRow {
        client_name: client.wire_name(),
        client_id: client.id,
        partner_id: client.partner_id,
        org_name: client.organization,
        policy_group_id: client.group_id,
        policy_group_name: client.group_name,
        policy_group_description: client.group_description,
        policy_name: client.policy_name,
        policy_description: client.policy_description,
        status: client.state.into(),
        created_date_time: client.created_at.into(),
        updated_date_time: client.updated_at.map(Into::into),
    }
}
