# Certificates of partners, and what is checked about every certificate.

act-certificate-refresh = refresh
act-certificate-save-original = original
    .about = Save the certificate as your authority signed it
act-certificate-save-signed = signed
    .about = Save the certificate as signed here
act-certificate-upload = upload
    .about = Check a certificate and upload it

act-go-certificate = certificate
    .about = Go to: your certificate

certificate-accepted = Certificate accepted
certificate-issued-by = issued by { $issuer }
certificate-next = It was signed here for one year, and your partner is active. Use the signed certificate, not the original one, where this system asks for it.
certificate-no-partner = No partner belongs to your account yet. Finish the registration first.
certificate-see = See the certificate and save it
certificate-self-signed = self-signed
certificate-send = upload
certificate-wanted = Upload the certificate that your authority issued for { $organisation }. It is checked here before it is sent.

check-algorithm-do = Ask your authority to sign with SHA-256.
check-algorithm-wrong = signed with { $algorithm }, which is not accepted
check-begun-do = Upload it on that day, or send one that is valid already.
check-begun-wrong = valid only from { $date } on
check-ends-wrong = ends on { $date }; an authority must be valid until { $earliest } at least
check-expired-wrong = expired on { $date }
check-issuer-do = Only authorities belong here; a partner uploads its own certificate.
check-issuer-wrong = may not issue certificates
check-key-do = Make an RSA key of 2048 to 8192 bits or one on P-256, P-384, P-521 or Ed25519, and ask for a new certificate.
check-key-wrong = the key ({ $key }) cannot be used
check-names = names can be used
check-names-do = Ask your authority for a certificate with a plain subject and a common name.
check-names-wrong = the names in the certificate cannot be used
check-not-checked = not checked here: the trust store could not be read
check-organisation = organisation exactly as registered
check-organisation-do = Ask your authority for a certificate with O={ $registered }, or ask the partner admin to correct the registration.
check-organisation-wrong = organisation differs from the registration
check-ours-do = Make a key and a name of your own.
check-ours-wrong = carries the name or the key of this server's own authority
check-path = not self-signed; chain complete: { $path } ({ $domain })
check-path-do = Ask the partner admin to load the authorities that issued your certificate.
check-path-expired = on the way to a root, { $issuer } has expired
check-path-forbidden = { $issuer } may not issue this certificate
check-path-issuer = { $issuer } cannot be relied on
check-path-long = the chain is too long to be followed
check-path-not-signed = { $issuer } is known, but did not sign this certificate
check-path-unknown = the issuer { $issuer } is not in the trust store ({ $domain })
check-readable = readable, X.509 version 3
check-renew-do = Ask for a new certificate.
check-self-signed-do = Ask a certificate authority to issue one.
check-self-signed-wrong = self-signed; a partner's certificate must be issued by an authority
check-short-do = Ask for a certificate that is valid for at least a year, and upload it within a month.
check-short-wrong = only { $left } days left, { $needed } are needed
check-stored-do = There is nothing left to do.
check-stored-wrong = already in the trust store
check-strength = key and signature strong enough
check-validity = valid now, { $left } days left ({ $needed } needed)
check-version-do = Ask for a version 3 certificate.
check-version-wrong = not X.509 version 3

field-certificateData = Certificate
field-partner = Partner

input-blank = This is blank.
input-broken-armour = The BEGIN and END lines, or the text between them, are damaged or cut off.
input-broken-container = The PKCS#7 container is damaged.
input-empty-container = The PKCS#7 container holds no certificates.
input-malformed = This certificate is malformed and cannot be read.
input-no-certificate = This holds no certificate.
input-other-content = This is PEM, but no certificate.
input-several = There are several certificates, and it is unclear which one is yours. Send only your own.
input-too-large = This is larger than 256 KiB.
input-too-many = There are more than 20 certificates. Send them in several steps.

organisation-blanks = Only blanks differ.
organisation-case = Only capital and small letters differ.
organisation-in-file = certificate
organisation-letter = Character { $place } looks alike but is another one: { $found }, not { $wanted }.
organisation-missing = there is none
organisation-registered = registered
organisation-several = there are several
organisation-unreadable = it cannot be read

screen-certificate = Certificate
screen-certificate-upload = Upload

tip-certificateData = Paste it, write a path (Tab completes it), or pick a file with Ctrl-f. PEM, DER, p7b and bundles in any order.

why-certificate-expired = This certificate has expired. The partner needs a new one.
why-no-own-certificate = You have not uploaded a certificate yet.
why-own-partner-deactivated = Your partner has been deactivated. Ask the partner admin.
