# Home: the board, and the checklist of a partner.

act-go-home = home
    .about = Go to: home

board-waiting = Waiting for a decision
board-oldest-head = Oldest
board-expiring = Expiring within 30 days
board-partners = Partners
board-policy-requests = Policy requests
board-roots-expiring = Root certificates
board-intermediates-expiring = Intermediates
board-api-keys-expiring = API keys
board-licences-expiring = Licence keys
board-partners-active = Active
board-partners-without-certificate = Without certificate
board-partners-deactivated = Deactivated
board-late = past { $days } days
board-missing = Still to be done
board-no-authorities = Trust an authority
board-no-authorities-why = so that partners can upload certificates
board-no-extractors = Make an extractor configuration
board-no-extractors-why = for credential partners to choose from
board-policies = Policies
board-policies-active = Active
board-policies-drafts = Drafts
board-groups-active = Groups

act-board-open = open
act-board-refresh = refresh

act-checklist-continue = continue
act-checklist-refresh = refresh

checklist-group = policy group { $group }
checklist-next = What happens next
checklist-done = Onboarded
checklist-fixed = cannot be changed
checklist-signed = signed until { $date }
checklist-upload = upload the certificate
checklist-request = request a policy
checklist-go-on = continue the request
checklist-look = see the request
checklist-rejected = Your request was rejected: “{ $reason }” Ask again, and put right what was missing.
checklist-rejected-unsaid = Your request was rejected, and no reason was given. Ask the partner admin, then ask again.

why-not-your-turn = It is not your turn.

step-registered = Registered
step-policyGroup = Policy group chosen
step-consent = Terms accepted
step-trustChain = Trust chain loaded
step-certificate = Certificate uploaded
step-policyRequest = Policy requested
step-extractors = Extractors chosen
step-credentialType = Credential type chosen
step-decision = Decision by the partner admin
step-ready = Active

next-registered = Finish the registration of your organisation.
next-policyGroup = Choose your policy group. It cannot be changed later.
next-consent = Read the terms and accept them.
next-trustChain = The partner admin must first load the certificates of the authority that issued yours. Tell them which authority that is.
next-certificate = Upload the certificate that your authority issued for your organisation. It is checked before it is sent.
next-policyRequest = Ask for a policy, and write what you will use it for.
next-extractors = Choose one extractor for each biometric that the card carries.
next-credentialType = Choose the credential type; then the request goes to the partner admin.
next-decision = The partner admin decides about your request. You need do nothing now.
next-ready = Everything is done. Your certificate can be renewed, and further policies asked for, at any time.

turn-yours = ← your turn
turn-partnerAdmin = waits for the partner admin
turn-policyManager = waits for the policy manager
