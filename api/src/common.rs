//! What every area shares: codes, and the order to deactivate.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{error::Failure, operation::Input};

crate::codes! {
    /// What can be wrong with a request before any rule of an area is asked.
    pub enum CommonCode {
        /// A member breaks its rule, or the body is not what the operation takes.
        BadInput: Invalid = "PMS_COR_001", "The request has a member that is not valid.";
        /// A blank path value (policies).
        BlankPath: Invalid = "PMS_COR_002", "The address of the record is empty.";
        /// Something failed inside.
        PolicyServiceFailed: Server = "PMS_COR_003", "The policy service could not finish. Try again; if it stays, ask the operator with the request id.";
        /// A blank id in the path.
        BlankId: Invalid = "PMS_REQUEST_ERROR_001", "The id of the record is empty.";
        /// Wrong API id.
        WrongApiId: Invalid = "PMS_REQUEST_ERROR_002", "The envelope carries the id of another operation.";
        /// Wrong version.
        WrongVersion: Invalid = "PMS_REQUEST_ERROR_003", "The envelope must carry version 1.0.";
        /// No request time.
        NoRequestTime: Invalid = "PMS_REQUEST_ERROR_004", "The envelope carries no request time.";
        /// No request.
        NoRequest: Invalid = "PMS_REQUEST_ERROR_005", "The envelope carries no request.";
        /// Request time of another day.
        NotToday: Invalid = "PMS_REQUEST_ERROR_006", "The request time is not of today (UTC). Check the clock of this machine.";
        /// Characters that MOSIP does not allow.
        Characters: Invalid = "PMS_REQUEST_ERROR_007", "A text has a character that is not allowed.";
        /// No token, or not a valid one.
        NotSignedIn: SignIn = "KER-ATH-401", "You are not signed in, or your session has ended. Sign in again.";
        /// The role is missing.
        RoleMissing: NotAllowed = "KER-ATH-403", "Your roles do not allow this.";
        /// An id outside its pattern.
        IdPattern: Invalid = "PMS_PRT_099", "The id has characters that ids do not have.";
        /// No free id could be drawn.
        NoFreeId: Server = "PMS_PRT_100", "No free id could be drawn. Try again.";
        /// The body is larger than the operation takes.
        TooLarge: Invalid = "PD-REQ-001", "The request is larger than this operation takes. Nothing was read.";
        /// Not JSON, or a member of the wrong type.
        NotJson: Invalid = "PD-REQ-002", "The body is not the JSON that this operation takes.";
        /// No such path, or not with this method.
        NoSuchOperation: NotFound = "PD-REQ-003", "This server has no such operation.";
        /// Too many requests or attempts.
        Throttled: Throttled = "PD-REQ-004", "Too many attempts. Wait a little and try again.";
        /// The server took too long.
        TimedOut: Server = "PD-SRV-003", "The server took too long. It may or may not have finished; look before you repeat.";
        /// Anything unexpected.
        Internal: Server = "PD-SRV-001", "The server failed. Nothing was changed. Ask the operator with the request id.";
        /// The storage cannot take the write.
        StorageFull: Server = "PD-SRV-004", "The storage of the server is full. Nothing was changed. The operator must free space; then try again.";
        /// The storage cannot be written.
        StorageReadOnly: Server = "PD-SRV-005", "The storage of the server cannot be written. Nothing was changed. The operator must mend its permissions.";
        /// The storage is away or busy.
        StorageAway: Server = "PD-SRV-006", "The storage of the server does not answer. Nothing was changed. Try again in a moment.";
    }
}

crate::codes! {
    /// What can be wrong with a request for a page.
    pub enum ListCode {
        /// One of page number and size is missing.
        PagePair: Invalid = "PMS_PS_ERROR_006", "Page number and page size must be given together.";
        /// One of sort field and direction is missing.
        SortPair: Invalid = "PMS_PS_ERROR_007", "Sort field and direction must be given together.";
        /// Sorting needs paging.
        SortWithoutPage: Invalid = "PMS_PS_ERROR_008", "Sorting needs a page number and a page size.";
        /// Not a sort field of this list.
        SortField: Invalid = "PMS_PRT_357", "This list cannot be sorted by that field.";
        /// Neither asc nor desc.
        SortType: Invalid = "PMS_PRT_358", "The direction of sorting is asc or desc.";
        /// Page number below 0 or no number.
        PageNumber: Invalid = "PMS_PRT_360", "The page number must be 0 or more.";
        /// Page size below 1 or no number.
        PageSize: Invalid = "PMS_PRT_361", "The page size must be 1 or more.";
        /// A filter with characters that are not allowed.
        FilterCharacters: Invalid = "PMS_REQUEST_ERROR_007", "The filter has a character that is not allowed.";
        /// Days ahead outside 1 to 30.
        WithinDays: Invalid = "PMS_COR_001", "The period is 1 to 30 days.";
        /// Too many rows to look at one by one.
        TooMany: Invalid = "PD-LST-002", "This search would have to look at too many rows. Narrow it by a filter of the type contains, or sort by one field only.";
        /// A cursor of another order or of no page.
        Cursor: Invalid = "PD-LST-001", "The cursor does not belong to this order. Start again from the first page.";
    }
}

/// The order to deactivate a record, as MOSIP's newer operations take it (pms-api #73, #82, #96, #104, #111).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
pub struct Deactivation {
    /// `De-Activate`.
    #[garde(skip)]
    #[serde(default, deserialize_with = "crate::wire::text")]
    pub status: String,
}
impl Deactivation {
    const ORDER: &str = "De-Activate";

    /// The order.
    pub fn new() -> Self {
        Deactivation { status: Self::ORDER.into() }
    }
    /// Whether it is the order, exactly as it is written.
    ///
    /// # Errors
    /// The area's refusal, at the member.
    pub fn check(&self, refusal: impl Into<Failure>) -> Result<(), Failure> {
        if self.status == Self::ORDER { Ok(()) } else { Err(refusal.into().at("status")) }
    }
}
impl Input for Deactivation {
    fn example() -> Self {
        Deactivation::new()
    }
}
