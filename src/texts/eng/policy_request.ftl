# Policy requests.

screen-requests = Policy requests
screen-own-requests = My requests
screen-request = Request a policy

act-go-requests = policy requests
    .about = Go to: policy requests
act-go-own-requests = my requests
    .about = Go to: your policy requests

act-request-approve = approve
    .about = Approve the policy request
    .title = Approve { $name }
    .confirm = The policy becomes active for the partner at once, and the partner is told. This cannot be taken back.
    .done = Approved: { $name }
act-request-reject = reject
    .about = Reject the policy request
    .title = Reject { $name }
    .confirm = The partner is told and reads your reason. They may ask again with a new request.
    .done = Rejected: { $name }
act-request-ask = request a policy
    .about = Ask for a policy
act-request-continue = continue
    .about = Go on with the request where it stopped

why-already-decided = This request is decided already.
why-extractors-missing = The partner must map extractors first.
why-credential-type-missing = The partner must choose a credential type first.
why-nothing-to-add = Nothing is missing; the partner admin decides next.

requests-empty = No policy requests yet. Partners make them once their certificate is accepted.
requests-partner = Partner
requests-policy = Policy
requests-they-wrote = They wrote
requests-mappings = Mappings
requests-no-extractors = No extractors are mapped yet.
requests-complete = Everything needed is there; approving makes this policy active for { $partner }.
requests-decision = Decision
requests-decided-by = By
requests-reason = Reason

tip-face = The partner admin makes these configurations; ask for one that is missing.
tip-finger = The partner admin makes these configurations; ask for one that is missing.
tip-iris = The partner admin makes these configurations; ask for one that is missing.
tip-partnerId = Only partners with a certificate and a policy group are offered.
tip-policyName = The active policies of your group.
tip-useCaseDescription = The partner admin reads this and decides by it.

field-credentialType = Credential type
field-face = Face
field-finger = Fingers
field-iris = Iris
field-partnerId = Partner
field-policy = Policy
field-policyName = Policy
field-useCaseDescription = What for

own-requests-empty = You have not asked for a policy yet.   + asks for one
own-requests-no-reason = No reason was given.
own-requests-you-wrote = You wrote

request-credential-intro = A credential type can be used once per partner, and cannot be changed afterwards. Then the request goes to the partner admin.
request-extractors-intro = For each biometric that the card carries, choose what prepares it. This cannot be changed afterwards.
request-send = send the request
request-sent = Request sent
request-sent-next = The partner admin decides about it and sees what you wrote. You need do nothing until then; the decision and its reason stand with your requests.
request-step-credential = Credential type
request-step-extractors = Extractors
request-step-policy = Policy
