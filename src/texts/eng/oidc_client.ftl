# OIDC clients.

screen-oidc-clients = OIDC clients
screen-new-oidc-client = New OIDC client
screen-edit-oidc-client = Edit

act-go-oidc-clients = OIDC clients
    .about = Go to: OIDC clients
act-go-own-oidc-clients = my OIDC clients
    .about = Go to: your OIDC clients

act-oidc-client-create = new client
    .about = Make an OIDC client
act-oidc-client-edit = edit
    .about = Change the OIDC client
act-oidc-client-copy-id = copy client id
    .about = Copy the client id
act-oidc-client-deactivate = deactivate
    .about = Deactivate the OIDC client for good
    .title = Deactivate { $name }
    .confirm = Citizens can no longer sign in through this client. Nobody can switch it on again; a new client needs a new key.
    .done = Deactivated: { $name }

why-oidc-client-deactivated = This client is deactivated; that is final.

copied-client-id = Client id

oidc-clients-empty = No OIDC clients yet.
oidc-clients-client = Client
oidc-clients-names = Names
oidc-clients-grants = Grant types
oidc-clients-methods = Authenticates by
oidc-clients-claims = May be told
oidc-clients-acr = Citizens authenticate by
oidc-clients-additional = Additional information
oidc-clients-yes = yes
oidc-clients-no = no

oidc-client-make = make the client
oidc-client-made = Client made
oidc-client-made-next = { $name } has the client id { $id }. It stands in your list, where I copies it.
oidc-client-change = save
oidc-client-changed = Changed: { $name }
oidc-client-intro = Citizens sign in to your application through eSignet. What you are told of them follows from the policy.
oidc-client-key-fits = { $kind }; client id { $id }
oidc-client-key-no-json = This is no JSON. A public key is sent as a JWK.
oidc-client-key-no-object = This is JSON, but no object: a JWK stands between braces.
oidc-client-key-private = This holds the private key, which stays with you. Send only the public half.
oidc-client-key-member = A member of the key is missing or damaged.
oidc-client-key-kind = Keys of this kind are not taken: RSA, EC on P-256, P-384 or P-521, and Ed25519 are.
oidc-client-key-weak = This key is too weak or damaged. RSA needs 2048 to 8192 bits.

col-clientName = Client
col-clientId = Client id

field-authPartnerId = Partner
field-policyId = Policy
field-clientName = Name
field-nameFra = Name in French
field-nameAra = Name in Arabic
field-publicKey = Public key
field-logoUri = Logo
field-redirectUris = Redirect to
field-grantTypes = Grant type
field-userinfoResponse = Userinfo
field-consentMinutes = Consent, minutes
field-signupBanner = Sign-up banner
field-forgotPassword = Password link
field-purpose = Purpose
field-title = Title
field-subTitle = Sub-title
field-client = Client id

tip-publicKey = A JWK: paste it, write a path (Tab completes it), or pick a file with Ctrl-f.
tip-logoUri = Begins with https:// or http://
tip-redirectUris = One to five addresses, one a line. Citizens are sent back to one of them.
tip-nameFra = May stay empty.
tip-nameAra = May stay empty.
tip-consentMinutes = In minutes, 10 or more.
tip-title = Shown above the question; may stay empty.
tip-subTitle = Shown below the title; may stay empty.
