//! Policy groups and policies (`/v1/policymanager`).

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    codes,
    common::CommonCode,
    list::{Compare, Field, List, ListQuery, Page},
    operation::{Info, Input, NoPath, Nothing, Operation, ReplyId},
    role::Role::{self, *},
    rules,
    search::{FilterValues, Found, Kind, Pagination, Search, SearchFilter, SearchSort, Values, ValuesOf},
    state::Word,
    states,
    time::{LocalTime, OffsetTime},
};

codes! {
    /// What can go wrong with policy groups and policies.
    pub enum PolicyCode {
        /// Policy unknown; upstream also answers it for groups in places.
        UnknownPolicy: NotFound = "PMS_POL_008", "There is no policy with this id.";
        /// Name taken within the group.
        NameTakenInGroup: Conflict = "PMS_POL_009", "This group has a policy of this name already. Choose another name or another group.";
        /// Group name taken.
        GroupNameTaken: Conflict = "PMS_POL_014", "A policy group of this name exists already.";
        /// Policy and group do not belong together.
        GroupMismatch: Invalid = "PMS_POL_015", "This policy does not belong to this policy group.";
        /// Group id unknown.
        UnknownGroup: NotFound = "PMS_POL_016", "There is no policy group with this id.";
        /// Group name unknown.
        UnknownGroupName: NotFound = "PMS_POL_019", "There is no policy group of this name.";
        /// Published before.
        AlreadyPublished: Conflict = "PMS_POL_020", "This policy is published already.";
        /// Type not allowed.
        TypeNotAllowed: Invalid = "PMS_POL_023", "Policies of this type are not made here.";
        /// Group inactive.
        GroupInactive: Conflict = "PMS_POL_053", "This policy group is not active. Choose another one.";
        /// Published policies do not change.
        Immutable: Conflict = "PMS_POL_055", "A published policy cannot be changed. Clone it and change the copy.";
        /// Group has active policies.
        GroupHasActive: Conflict = "PMS_POL_056", "The group has active policies. Deactivate them first.";
        /// No active groups.
        NoActiveGroups: NotFound = "PMS_POL_059", "There is no active policy group yet.";
        /// Deactivated before.
        AlreadyDeactivated: Conflict = "PMS_POL_062", "This policy is deactivated already.";
        /// Approved requests refer to it.
        HasApprovedRequests: Conflict = "PMS_POL_063", "Partners use this policy: it has approved requests, so it cannot be deactivated.";
        /// Pending requests refer to it.
        HasPendingRequests: Conflict = "PMS_POL_064", "Requests for this policy are waiting. Decide them first.";
        /// Policy unknown, newer operations.
        Unknown: NotFound = "PMS_POL_065", "There is no policy with this id.";
        /// Group deactivated before.
        GroupAlreadyDeactivated: Conflict = "PMS_POL_067", "This policy group is deactivated already.";
        /// Group unknown, newer operations.
        GroupUnknown: NotFound = "PMS_POL_068", "There is no policy group with this id.";
        /// Group has active and draft policies.
        GroupHasBoth: Conflict = "PMS_POL_069", "The group has active and draft policies. It can only be deactivated without them.";
        /// Group has drafts.
        GroupHasDrafts: Conflict = "PMS_POL_070", "The group has draft policies. It can only be deactivated without them.";
        /// Drafts cannot be deactivated.
        NotActivated: Conflict = "PMS_POL_072", "Only a published policy can be deactivated; this one is a draft.";
        /// Status word.
        StatusWord: Invalid = "PMS_POL_073", "The status must be De-Activate.";
        /// Unknown member or enum value in the policy.
        UnknownMember: Invalid = "PMS_PV_005", "The policy has a member or a value that its type does not know.";
        /// Member missing in the policy.
        MissingMember: Invalid = "PMS_PV_006", "The policy lacks a member that its type needs.";
        /// Wrong JSON type in the policy.
        WrongMemberType: Invalid = "PMS_PV_007", "A member of the policy has the wrong JSON type.";
        /// Empty array.
        EmptyArray: Invalid = "PMS_PV_008", "A list in the policy must not be empty.";
        /// Empty text.
        EmptyText: Invalid = "PMS_PV_009", "A text in the policy must not be empty.";
        /// The group is needed, but none is there. Upstream's code for a partner whose group is gone.
        PartnerHasNoGroup: Conflict = "PMS_POLICY_ERROR_005", "This partner has no policy group yet.";
    }
}

states! {
    /// States of a policy (pms-api 4.2), in MOSIP's words of lists.
    pub enum PolicyState {
        /// Editable, nobody can request it.
        Draft = "draft" => Activated,
        /// Published; immutable; can be requested.
        Activated = "activated" => Deactivated,
        /// Switched off; final.
        Deactivated = "deactivated",
    }
}
impl PolicyState {
    /// `PUBLISHED` or `DRAFTED`; upstream says DRAFTED of deactivated ones too.
    pub const fn publication(self) -> &'static str {
        match self {
            PolicyState::Activated => "PUBLISHED",
            PolicyState::Draft | PolicyState::Deactivated => "DRAFTED",
        }
    }
}

states! {
    /// States of a policy group (pms-api 4.2).
    pub enum GroupState {
        /// Can be chosen.
        Active = "active" => Deactivated,
        /// Switched off; final.
        Deactivated = "deactivated",
    }
}
impl GroupState {
    /// Whether it can be chosen.
    pub const fn is_active(self) -> bool {
        matches!(self, GroupState::Active)
    }
}

/// Policy types that may be made (pms-api 4.3 `pmp.allowed.policy.types`).
pub const POLICY_TYPES: &[&str] = &["Auth", "DataShare", "CredentialIssuance", "MISP"];
/// Who makes policies.
pub const MAKERS: &[Role] = &[PartnerAdmin, PolicyManager];
/// Who chooses among groups and policies.
const CHOOSERS: &[Role] = &[
    AuthPartner,
    CredentialPartner,
    OnlineVerificationPartner,
    AbisPartner,
    ManualAdjudication,
    PartnerAdmin,
    PolicyManager,
    MispPartner,
    Support,
];

/// A new policy group (pms-api #98).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct NewGroup {
    /// Unique name.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: String,
    /// What it is for; partners choose by it.
    #[garde(length(chars, min = 1, max = 256), custom(rules::plain))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub desc: String,
}
impl Input for NewGroup {
    fn example() -> Self {
        NewGroup { name: "Printing".into(), desc: "Card printers".into() }
    }
}
/// A policy group (pms-api #98).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub desc: String,
    /// Whether it can be chosen.
    #[serde(rename = "is_Active")]
    pub is_active: bool,
    /// Made by.
    pub cr_by: String,
    /// Made when.
    pub cr_dtimes: LocalTime,
    /// Changed by.
    pub up_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<LocalTime>,
}
/// Make a policy group (pms-api #98).
pub const CREATE_GROUP: Operation<NoPath, NewGroup, Group> =
    Operation::post("policy.create_group", "/v1/policymanager/policies/group/new", "Make a policy group")
        .roles(MAKERS)
        .v1(ReplyId::Echo)
        .today();

/// A path that names a policy group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GroupPath {
    /// Its id.
    pub policy_group_id: String,
}
/// A group with its policies (pms-api #100).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupDetail {
    /// The group.
    pub policy_group: GroupBody,
    /// Its policies.
    pub policies: Vec<GroupPolicy>,
}
/// The group of a [`GroupDetail`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupBody {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub desc: String,
    /// Whether it can be chosen.
    pub is_active: bool,
    /// Never deleted here.
    pub is_deleted: bool,
    /// Made by.
    pub cr_by: String,
    /// Made when.
    pub cr_dtimes: LocalTime,
    /// Changed by.
    pub upd_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<LocalTime>,
    /// Made by, again.
    pub user_id: String,
}
/// A policy of a [`GroupDetail`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupPolicy {
    /// Its id.
    #[serde(rename = "policyId")]
    pub policy_id: String,
    /// Its name.
    #[serde(rename = "policyName")]
    pub policy_name: String,
    /// Its description.
    #[serde(rename = "policyDesc")]
    pub policy_desc: String,
    /// Valid from.
    #[serde(rename = "publishDate")]
    pub publish_date: LocalTime,
    /// Valid until.
    #[serde(rename = "validTill")]
    pub valid_till: LocalTime,
    /// `PUBLISHED` or `DRAFTED`.
    pub status: String,
    /// Its version.
    pub version: String,
    /// Schema text once published.
    pub schema: Option<String>,
    /// Whether it can be requested.
    #[serde(rename = "is_Active")]
    pub is_active: bool,
    /// Made by.
    pub cr_by: String,
    /// Made when.
    pub cr_dtimes: LocalTime,
    /// Changed by.
    pub up_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<LocalTime>,
    /// The policy itself.
    pub policies: Value,
}
/// One group with its policies (pms-api #100).
pub const GROUP: Operation<GroupPath, Nothing, GroupDetail> = Operation::get(
    "policy.group",
    "/v1/policymanager/policies/group/{policy_group_id}",
    "One policy group with its policies",
)
.roles(MAKERS)
.v1(ReplyId::Null);

pub use crate::common::Deactivation;
/// A deactivated group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupStatus {
    /// Its id.
    pub policy_group_id: String,
    /// False.
    pub is_active: bool,
}
/// Deactivate a group; refused while it has active or draft policies (pms-api #104).
pub const DEACTIVATE_GROUP: Operation<GroupPath, Deactivation, GroupStatus> = Operation::patch(
    "policy.deactivate_group",
    "/v1/policymanager/policies/group/{policy_group_id}",
    "Deactivate a policy group",
)
.roles(MAKERS)
.v2("mosip.pms.deactivate.policy.group.patch")
.blank(CommonCode::BlankPath.info());

/// An active group to choose (pms-api #105).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupChoice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
}
/// Active groups to choose from (pms-api #105).
pub const GROUP_CHOICES: Operation<NoPath, Nothing, Vec<GroupChoice>> = Operation::get(
    "policy.group_choices",
    "/v1/policymanager/policies/policy-groups",
    "Active policy groups to choose from",
)
.roles(GROUP_CHOOSERS)
.v2("mosip.pms.policy.groups.get");
/// Whoever may sign up must be able to choose: upstream's list and the two roles it forgot.
const GROUP_CHOOSERS: &[Role] = CHOOSERS;

/// A row of the list of groups. Ours; upstream has a legacy POST search only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub desc: String,
    /// Its state.
    pub status: Word<GroupState>,
    /// Made when.
    pub created_date_time: OffsetTime,
}
/// The list of policy groups.
pub static GROUPS: List<GroupRow> = List {
    name: "policy-groups",
    fields: &[
        Field::shown("id", |r: &GroupRow| r.id.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("id", Kind::Text),
        Field::shown("name", |r: &GroupRow| r.name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("name", Kind::Text),
        Field::shown("desc", |r: &GroupRow| r.desc.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("desc", Kind::Text),
        Field::shown("status", |r: &GroupRow| r.status.word().into())
            .sorted()
            .filtered(Compare::OneOf(GroupState::WORDS))
            .column("isActive", Kind::Truth(GroupState::Active.word())),
        Field::shown("createdDateTime", |r: &GroupRow| r.created_date_time.to_string().into())
            .sorted()
            .column("crDtimes", Kind::Time),
    ],
    id: |r| &r.id,
    newest_first: "createdDateTime",
    page_size: Some(8),
};
/// All policy groups. Ours.
pub const GROUP_LIST: Operation<NoPath, ListQuery, Page<GroupRow>> =
    Operation::get("policy.group_list", "/v1/partnerdesk/policy-groups", "All policy groups")
        .roles(&[PartnerAdmin, PolicyManager, Support])
        .desk()
        .list(&GROUPS);

/// A row of the legacy search for groups (pms-api #102).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub desc: String,
    /// Whether it can be chosen.
    pub is_active: bool,
    /// Never deleted here.
    pub is_deleted: bool,
    /// Made by, again.
    pub user_id: String,
    /// Made by.
    pub cr_by: String,
    /// Made when.
    pub cr_dtimes: LocalTime,
    /// Changed by.
    pub upd_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<LocalTime>,
    /// Never deleted here.
    pub del_dtimes: Option<LocalTime>,
}
/// Search groups, legacy form (pms-api #102); the web portal's list.
pub const SEARCH_GROUPS: Operation<NoPath, Search, Found<FoundGroup>> = Operation::post(
    "policy.search_groups",
    "/v1/policymanager/policies/group/search",
    "Search policy groups (legacy form)",
)
.asks()
.roles(&[PartnerAdmin, PolicyManager, AuthPartner, CredentialPartner])
.v1(ReplyId::Null);
/// Values of columns of groups, legacy form (pms-api #103).
pub const GROUP_VALUES: Operation<NoPath, Values, FilterValues> = Operation::post(
    "policy.group_values",
    "/v1/policymanager/policies/group/filtervalues",
    "Filter values of policy groups (legacy form)",
)
.asks()
.roles(&[
    PartnerAdmin,
    PolicyManager,
    Partner,
    AuthPartner,
    CredentialPartner,
    AbisPartner,
    FtmProvider,
    OnlineVerificationPartner,
    ManualAdjudication,
])
.v1(ReplyId::Null);

/// A policy as sent (pms-api #107, #108).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct NewPolicy {
    /// Group by name.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub policy_group_name: String,
    /// Auth, DataShare, CredentialIssuance or MISP. Cannot change after creation.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub policy_type: String,
    /// Unique within the group.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: String,
    /// What it is for.
    #[garde(length(chars, min = 1, max = 256), custom(rules::plain))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub desc: String,
    /// At most 8 characters.
    #[garde(length(chars, min = 1, max = 8), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub version: String,
    /// The policy: a JSON object of at most 5120 characters that fits the schema of its type.
    #[garde(custom(rules::policy))]
    #[serde(default)]
    pub policies: Value,
}
impl Input for NewPolicy {
    fn example() -> Self {
        NewPolicy {
            policy_group_name: "Printing".into(),
            policy_type: "DataShare".into(),
            name: "ID card v2".into(),
            desc: "Data on the card".into(),
            version: "1.1".into(),
            policies: json!({
                "dataSharePolicies": {"typeOfShare": "direct", "validForInMinutes": "30", "transactionsAllowed": "2",
                    "encryptionType": "Partner Based", "shareDomain": "datashare.datashare", "source": "ID Repository"},
                "shareableAttributes": [{"attributeName": "fullName", "source": [{"attribute": "fullName"}], "encrypted": true}]
            }),
        }
    }
}
/// A policy as changed (pms-api #108); its type stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct ChangedPolicy {
    /// Group by name; must be the policy's own.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub policy_group_name: String,
    /// Unique within the group.
    #[garde(length(chars, min = 1, max = 128), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub name: String,
    /// What it is for.
    #[garde(length(chars, min = 1, max = 256), custom(rules::plain))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub desc: String,
    /// At most 8 characters.
    #[garde(length(chars, min = 1, max = 8), custom(rules::plain_line))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub version: String,
    /// The policy.
    #[garde(custom(rules::policy))]
    #[serde(default)]
    pub policies: Value,
}
impl Input for ChangedPolicy {
    fn example() -> Self {
        let NewPolicy { policy_group_name, name, desc, version, policies, .. } = NewPolicy::example();
        ChangedPolicy { policy_group_name, name, desc, version, policies }
    }
}
/// A saved policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SavedPolicy {
    /// Its id.
    pub id: String,
    /// Its group's name.
    #[serde(rename = "policyGroupName")]
    pub policy_group_name: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub desc: String,
    /// False: a draft.
    #[serde(rename = "is_Active")]
    pub is_active: bool,
    /// Made by.
    pub cr_by: String,
    /// Made when.
    pub cr_dtimes: LocalTime,
    /// Changed by.
    pub up_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<LocalTime>,
}
/// Make a draft (pms-api #107).
pub const CREATE: Operation<NoPath, NewPolicy, SavedPolicy> =
    Operation::post("policy.create", "/v1/policymanager/policies", "Make a draft policy")
        .roles(MAKERS)
        .v1(ReplyId::Echo);

/// A path that names a policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyPath {
    /// Its id.
    pub policy_id: String,
}
/// Change a draft (pms-api #108).
pub const UPDATE: Operation<PolicyPath, ChangedPolicy, SavedPolicy> =
    Operation::put("policy.update", "/v1/policymanager/policies/{policy_id}", "Change a draft policy")
        .roles(MAKERS)
        .v1(ReplyId::Echo);

/// A path that names a policy and its group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PublishPath {
    /// The policy's id.
    pub policy_id: String,
    /// Its group's id.
    pub policy_group_id: String,
}
/// A policy with its group (pms-api #109, #113).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyDetail {
    /// Its group's id.
    #[serde(rename = "policyGroupId")]
    pub policy_group_id: String,
    /// Its group's name.
    #[serde(rename = "policyGroupName")]
    pub policy_group_name: String,
    /// Its group's description.
    #[serde(rename = "policyGroupDesc")]
    pub policy_group_desc: String,
    /// Whether its group is active.
    #[serde(rename = "policyGroupStatus")]
    pub policy_group_status: bool,
    /// Group made by.
    #[serde(rename = "policyGroup_cr_by")]
    pub policy_group_cr_by: String,
    /// Group made when.
    #[serde(rename = "policyGroup_cr_dtimes")]
    pub policy_group_cr_dtimes: LocalTime,
    /// Group changed by.
    #[serde(rename = "policyGroup_up_by")]
    pub policy_group_up_by: Option<String>,
    /// Group changed when.
    #[serde(rename = "policyGroup_upd_dtimes")]
    pub policy_group_upd_dtimes: Option<LocalTime>,
    /// Its id.
    #[serde(rename = "policyId")]
    pub policy_id: String,
    /// Its name.
    #[serde(rename = "policyName")]
    pub policy_name: String,
    /// Its description.
    #[serde(rename = "policyDesc")]
    pub policy_desc: String,
    /// Its type.
    #[serde(rename = "policyType")]
    pub policy_type: String,
    /// Valid from.
    #[serde(rename = "publishDate")]
    pub publish_date: LocalTime,
    /// Valid until.
    #[serde(rename = "validTill")]
    pub valid_till: LocalTime,
    /// `PUBLISHED` or `DRAFTED`.
    pub status: String,
    /// Its version.
    pub version: String,
    /// Schema text once published.
    pub schema: Option<String>,
    /// Whether it can be requested.
    #[serde(rename = "is_Active")]
    pub is_active: bool,
    /// Made by.
    pub cr_by: String,
    /// Made when.
    pub cr_dtimes: LocalTime,
    /// Changed by.
    pub up_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<LocalTime>,
    /// The policy itself.
    pub policies: Value,
}
/// Publish a draft; final (pms-api #109).
pub const PUBLISH: Operation<PublishPath, Nothing, PolicyDetail> = Operation::post(
    "policy.publish",
    "/v1/policymanager/policies/{policy_id}/group/{policy_group_id}/publish",
    "Publish a draft policy",
)
.roles(MAKERS)
.v1(ReplyId::Null)
.without_body();
/// One policy (pms-api #113). Support staff may look.
pub const DETAIL: Operation<PolicyPath, Nothing, PolicyDetail> =
    Operation::get("policy.detail", "/v1/policymanager/policies/{policy_id}", "One policy")
        .roles(&[PartnerAdmin, PolicyManager, Support])
        .v1(ReplyId::Null);

/// A deactivated policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyStatus {
    /// Its id.
    pub policy_id: String,
    /// False.
    pub is_active: bool,
}
/// Deactivate a policy; refused while it is requested or used; final (pms-api #111).
pub const DEACTIVATE: Operation<PolicyPath, Deactivation, PolicyStatus> =
    Operation::patch("policy.deactivate", "/v1/policymanager/policies/{policy_id}", "Deactivate a policy")
        .roles(MAKERS)
        .v2("mosip.pms.deactivate.policy.patch")
        .blank(CommonCode::BlankPath.info());

/// A row of the list of policies (pms-api #115).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyRow {
    /// Its id.
    pub policy_id: String,
    /// Its type.
    pub policy_type: String,
    /// Its name.
    pub policy_name: String,
    /// Its description.
    pub policy_description: String,
    /// Its group's id.
    pub policy_group_id: String,
    /// Its group's name.
    pub policy_group_name: String,
    /// Its state.
    pub status: Word<PolicyState>,
    /// Made when.
    pub created_date_time: OffsetTime,
}
/// The list of policies.
pub static POLICIES: List<PolicyRow> = List {
    name: "policies",
    fields: &[
        Field::shown("policyId", |r: &PolicyRow| r.policy_id.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("id", Kind::Text),
        Field::shown("policyName", |r: &PolicyRow| r.policy_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("name", Kind::Text),
        Field::shown("policyDescription", |r: &PolicyRow| r.policy_description.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("desc", Kind::Text),
        Field::shown("policyType", |r: &PolicyRow| r.policy_type.as_str().into())
            .filtered(Compare::Contains)
            .column("policyType", Kind::Text),
        Field::shown("policyGroupName", |r: &PolicyRow| r.policy_group_name.as_str().into())
            .sorted()
            .filtered(Compare::Contains)
            .column("policyGroupName", Kind::Text),
        Field::shown("createdDateTime", |r: &PolicyRow| r.created_date_time.to_string().into())
            .sorted()
            .column("crDtimes", Kind::Time),
        Field::shown("status", |r: &PolicyRow| r.status.word().into())
            .sorted()
            .filtered(Compare::OneOf(PolicyState::WORDS))
            .column("isActive", Kind::Truth(PolicyState::Activated.word())),
    ],
    id: |r| &r.policy_id,
    newest_first: "createdDateTime",
    page_size: Some(8),
};
/// All policies (pms-api #115).
pub const LIST: Operation<NoPath, ListQuery, Page<PolicyRow>> =
    Operation::get("policy.list", "/v1/policymanager/policies/v2", "All policies")
        .roles(&[PartnerAdmin, PolicyManager, Support])
        .v2("mosip.pms.policies.get")
        .list(&POLICIES);

/// A search among the policies of a type (pms-api #116).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct PolicySearch {
    /// The type; `all` for every type.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub policy_type: String,
    /// All of them must hold.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub filters: Vec<SearchFilter>,
    /// The first decides first.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub sort: Vec<SearchSort>,
    /// Ten rows from the first when absent.
    #[garde(skip)]
    #[serde(default)]
    pub pagination: Option<Pagination>,
}
impl Input for PolicySearch {
    fn example() -> Self {
        let Search { filters, sort, pagination } = Search::example();
        PolicySearch { policy_type: "all".into(), filters, sort, pagination }
    }
}
/// A row of the legacy search for policies (pms-api #116).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundPolicy {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub desc: String,
    /// Its type.
    pub policy_type: String,
    /// Its group's id.
    pub policy_group_id: String,
    /// Its group's name.
    pub policy_group_name: String,
    /// Its version.
    pub version: String,
    /// The policy itself, as text.
    pub policies: String,
    /// Schema text once published.
    pub schema: Option<String>,
    /// Whether it can be requested.
    pub is_active: bool,
    /// Never deleted here.
    pub is_deleted: bool,
    /// Valid from.
    pub valid_from_date: LocalTime,
    /// Valid until.
    pub valid_to_date: LocalTime,
    /// Made by.
    pub cr_by: String,
    /// Made when.
    pub cr_dtimes: OffsetTime,
    /// Changed by.
    pub upd_by: Option<String>,
    /// Changed when.
    pub upd_dtimes: Option<LocalTime>,
    /// Never deleted here.
    pub del_dtimes: Option<LocalTime>,
}
/// Search policies, legacy form (pms-api #116).
pub const SEARCH: Operation<NoPath, PolicySearch, Found<FoundPolicy>> =
    Operation::post("policy.search", "/v1/policymanager/policies/search", "Search policies (legacy form)")
        .asks()
        .roles(MAKERS)
        .v1(ReplyId::Null);

/// A question for values of columns of policies (pms-api #117).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct PolicyValues {
    /// The type; `all` for every type.
    #[garde(length(chars, min = 1))]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub policy_type: String,
    /// Of which columns.
    #[garde(length(min = 1, max = 10), dive)]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub filters: Vec<ValuesOf>,
    /// What else must hold of the rows.
    #[garde(length(max = 50), dive)]
    #[serde(default, deserialize_with = "crate::wire::list")]
    pub optional_filters: Vec<SearchFilter>,
}
impl Input for PolicyValues {
    fn example() -> Self {
        let Values { filters, optional_filters } = Values::example();
        PolicyValues { policy_type: "all".into(), filters, optional_filters }
    }
}
/// Values of columns of policies, legacy form (pms-api #117). Who makes no policies sees those that can be requested.
pub const VALUES: Operation<NoPath, PolicyValues, FilterValues> = Operation::post(
    "policy.values",
    "/v1/policymanager/policies/filtervalues",
    "Filter values of policies (legacy form)",
)
.asks()
.roles(&[PartnerAdmin, PolicyManager, Partner, AuthPartner, CredentialPartner])
.v1(ReplyId::Null);

/// A path that names a group by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GroupNamePath {
    /// The group's name.
    pub group_name: String,
}
/// A policy that can be requested (pms-api #106).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyChoice {
    /// Its group's id.
    pub policy_group_id: String,
    /// Its group's name.
    pub policy_group_name: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub descr: String,
    /// Its type.
    pub policy_type: String,
}
/// Active policies of a group (pms-api #106).
pub const CHOICES: Operation<GroupNamePath, Nothing, Vec<PolicyChoice>> = Operation::get(
    "policy.choices",
    "/v1/policymanager/policies/active/group/{group_name}",
    "Active policies of a group",
)
.roles(CHOOSERS)
.v1(ReplyId::Null);

/// The operations of this area.
pub const OPERATIONS: &[&Info] = &[
    &CREATE_GROUP.info,
    &GROUP.info,
    &DEACTIVATE_GROUP.info,
    &GROUP_CHOICES.info,
    &GROUP_LIST.info,
    &SEARCH_GROUPS.info,
    &GROUP_VALUES.info,
    &CREATE.info,
    &UPDATE.info,
    &PUBLISH.info,
    &DETAIL.info,
    &DEACTIVATE.info,
    &LIST.info,
    &SEARCH.info,
    &VALUES.info,
    &CHOICES.info,
];
