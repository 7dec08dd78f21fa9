# API keys.

screen-api-keys = API keys
screen-new-api-key = New API key
screen-api-key-end = When it ends

act-go-api-keys = API keys
    .about = Go to: API keys
act-go-own-api-keys = my API keys
    .about = Go to: your API keys

act-api-key-create = new key
    .about = Make an API key for manual adjudication
act-api-key-generate = new key
    .about = Make an API key
act-api-key-end = change end
    .about = Give the key another end
act-api-key-deactivate = deactivate
    .about = Deactivate the API key for good
    .title = Deactivate { $name }
    .confirm = Whatever uses this key is refused from now on. Nobody can switch it on again; a new key has to be made instead.
    .done = Deactivated: { $name }

why-api-key-deactivated = This API key is deactivated; that is final.

api-keys-empty = No API keys yet.   + makes one
api-keys-no-end = No expiry
api-keys-shown-once = The key itself was shown when it was made, and stands nowhere.
api-keys-with-licence = ID authentication takes it together with the licence key of an infrastructure provider (MISP).
api-key-make = make the key
api-key-made = API key “{ $name }”
api-key-intro = Your systems name themselves with it when they authenticate citizens. It is shown once.
api-key-given-intro = Manual adjudication gets its keys from you. The key is shown once; hand it over safely.
api-key-end-send = change the end
api-key-end-done = The key “{ $name }” has a new end.
api-key-end-intro = On the evening of that day (UTC) the key is deactivated by itself, for good.

col-apiKeyLabel = Key
col-maskedApiKey = Begins, ends
col-apiKeyExpiryDateTime = Until

field-approvedPolicy = Policy
field-label = Name
field-apiKeyName = Name
field-key = Key
field-expiryDateTime = Last day

tip-approvedPolicy = The policies that are approved for the partner.
tip-label = How you recognise it later. At most 36 characters, used once for each policy.
tip-apiKeyName = How you recognise it later. At most 36 characters, used once for each policy.
tip-expiryDateTime = A day to come: 2027-11-22, +90d.
