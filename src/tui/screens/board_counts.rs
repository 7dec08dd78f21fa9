//! What the dashboard counts, for whom, and where each count leads.

use partnerdesk_api::{
    api_key, certificate, extractor, list::ListQuery, misp_licence, operation::Info, partner, policy, policy_request,
};

use crate::tui::{context::Context, layer::Request};

/// Where a count stands. What waits comes with the age of the oldest; what is missing stands only while the count is 0.
#[derive(Clone, Copy, Debug)]
pub(super) enum Section {
    /// With the key of why it matters, and the operation that makes the first one.
    Missing(&'static str, &'static Info),
    Waiting,
    Expiring,
    Partners,
    Policies,
}

impl Section {
    /// The key of its head.
    pub(super) fn head(self) -> &'static str {
        match self {
            Section::Missing(..) => "board-missing",
            Section::Waiting => "board-waiting",
            Section::Expiring => "board-expiring",
            Section::Partners => "board-partners",
            Section::Policies => "board-policies",
        }
    }
}

/// One count: the length of a list under a filter.
pub(super) struct Count {
    /// The key of its label.
    pub(super) label: &'static str,
    pub(super) operation: &'static Info,
    pub(super) filters: &'static [(&'static str, &'static str)],
    /// The screen behind it, which Enter opens with the same filters.
    pub(super) goes: &'static str,
    pub(super) section: Section,
}

/// Everything that is counted. A new area adds its lines here.
pub(super) static COUNTS: &[Count] = &[
    Count {
        label: "board-no-authorities",
        operation: &certificate::TRUST_LIST.info,
        filters: &[],
        goes: "go.trust-store",
        section: Section::Missing("board-no-authorities-why", &certificate::CA_UPLOAD.info),
    },
    Count {
        label: "board-no-extractors",
        operation: &extractor::LIST.info,
        filters: &[],
        goes: "go.extractors",
        section: Section::Missing("board-no-extractors-why", &extractor::CREATE.info),
    },
    Count {
        label: "board-policy-requests",
        operation: &policy_request::LIST.info,
        filters: &[("status", "InProgress")],
        goes: "go.requests",
        section: Section::Waiting,
    },
    Count {
        label: "board-roots-expiring",
        operation: &certificate::TRUST_LIST.info,
        filters: &[("caCertificateType", "ROOT"), ("expiryPeriod", "30")],
        goes: "go.trust-store",
        section: Section::Expiring,
    },
    Count {
        label: "board-intermediates-expiring",
        operation: &certificate::TRUST_LIST.info,
        filters: &[("caCertificateType", "INTERMEDIATE"), ("expiryPeriod", "30")],
        goes: "go.trust-store",
        section: Section::Expiring,
    },
    Count {
        label: "board-api-keys-expiring",
        operation: &api_key::LIST.info,
        filters: &[("status", "activated"), ("expiryPeriod", "30")],
        goes: "go.api-keys",
        section: Section::Expiring,
    },
    Count {
        label: "board-licences-expiring",
        operation: &misp_licence::LIST.info,
        filters: &[("status", "ACTIVE"), ("expiryPeriod", "30")],
        goes: "go.misp-licences",
        section: Section::Expiring,
    },
    Count {
        label: "board-partners-active",
        operation: &partner::ADMIN_LIST.info,
        filters: &[("status", "active")],
        goes: "go.partners",
        section: Section::Partners,
    },
    Count {
        label: "board-partners-without-certificate",
        operation: &partner::ADMIN_LIST.info,
        filters: &[("certificateUploadStatus", "not_uploaded")],
        goes: "go.partners",
        section: Section::Partners,
    },
    Count {
        label: "board-partners-deactivated",
        operation: &partner::ADMIN_LIST.info,
        filters: &[("status", "deactivated")],
        goes: "go.partners",
        section: Section::Partners,
    },
    Count {
        label: "board-policies-active",
        operation: &policy::LIST.info,
        filters: &[("status", "activated")],
        goes: "go.policies",
        section: Section::Policies,
    },
    Count {
        label: "board-policies-drafts",
        operation: &policy::LIST.info,
        filters: &[("status", "draft")],
        goes: "go.policies",
        section: Section::Policies,
    },
    Count {
        label: "board-groups-active",
        operation: &policy::GROUP_LIST.info,
        filters: &[("status", "active")],
        goes: "go.policy-groups",
        section: Section::Policies,
    },
];

/// Counts of the person who looks: of lists that they may see, and what is missing for those who may make it. Where
/// partners are looked after there is no room for policies, which have people of their own.
pub(super) fn counts(cx: &Context) -> Vec<(u32, &'static Count)> {
    let sees_partners = cx.allowed(&partner::ADMIN_LIST.info).is_yes();
    let concerns = |c: &Count| match c.section {
        Section::Missing(_, makes) => cx.allowed(makes).is_yes(),
        Section::Policies => !sees_partners && cx.allowed(c.operation).is_yes(),
        _ => cx.allowed(c.operation).is_yes(),
    };
    (0..).zip(COUNTS).filter(|(_, c)| concerns(c)).collect()
}

/// Asks for the length of a list, or with it for the row that was made first.
pub(super) fn ask(count: &Count, oldest: bool) -> Request {
    let mut query = ListQuery::default().page(0, 1).cursor("first", 1);
    for (name, value) in count.filters {
        query = query.with(name, value);
    }
    let query = if oldest { query.sorted("createdDateTime", false) } else { query };
    Request::page(count.operation, query)
}

impl Count {
    /// Whether somebody has to decide about what is counted.
    pub(super) fn waits(&self) -> bool {
        matches!(self.section, Section::Waiting)
    }
}
