# Licence keys of MISPs.

screen-misp-licences = MISP licence keys
screen-new-misp-licence = New licence key
screen-misp-licence-anew = In place of it

act-go-misp-licences = MISP licence keys
    .about = Go to: MISP licence keys

act-misp-licence-issue = new key
    .about = Issue a licence key
act-misp-licence-anew = issue anew
    .about = Issue a licence key in place of this one
act-misp-licence-deactivate = deactivate
    .about = Deactivate the licence key for good
    .title = Deactivate { $name }
    .confirm = Everything that this MISP passes on is refused from now on, until it has a new key. Nobody can switch this one on again.
    .done = Deactivated: { $name }

why-misp-licence-deactivated = This licence key is deactivated; that is final.

misp-licences-empty = No licence keys yet.   + issues one to a MISP that has its certificate
misp-licences-only-newest = Only the newest key of a MISP works. The key itself was shown when it was issued, and stands nowhere.
misp-licences-no-policy = without a policy
misp-licence-issue = issue the key
misp-licence-made = Licence key “{ $name }”
misp-licence-intro = The MISP's other keys are switched off with it. The key is shown once; hand it over safely.
misp-licence-anew-intro = The present key is switched off at once. The new one is shown once; hand it over safely.

col-licenseKeyName = Licence key
col-maskedLicenseKey = Ends with
col-expiryDateTime = Until

field-licenseKeyName = Name
field-expiryDate = Last day

tip-policyId = The policies that are approved for the partner.
tip-licenseKeyName = How you recognise it later. At most 128 characters, used once for each MISP.
tip-expiryDate = A day to come: 2027-11-22, +90d.
