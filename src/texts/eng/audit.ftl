# The audit trail.

act-go-audit = audit trail
    .about = Go to: audit trail

audit-empty = Nothing has been done yet.
audit-nobody = nobody signed in
audit-none = –

screen-audit = Audit trail
