# The trust store.

act-go-trust-store = trust store
    .about = Go to: trust store

act-trust-all = all
    .about = Roots and intermediates
act-trust-intermediates = intermediates
    .about = Only intermediates
act-trust-roots = roots
    .about = Only roots
act-trust-save = save p7b
    .about = Save the certificate with its chain into a file
act-trust-upload = add certificates
    .about = Trust roots and intermediates

field-partnerDomain = Domain

screen-trust = Trust store
screen-trust-upload = Add certificates

tip-partnerDomain = Each domain has a trust store of its own.

trust-chain = Chain
trust-count = { $n ->
    [one] One certificate
   *[other] { $n } certificates
}
trust-empty = Nothing is trusted yet, so partners cannot upload certificates.   + adds roots and intermediates
trust-fingerprint = SHA-256
trust-intro = A root first, then what it issued; one file may hold all of them in any order.
trust-key = Key
trust-refused = not stored: { $name }
trust-results-next = Partners of this domain can upload certificates that these authorities issued.
trust-send = trust them
trust-serial = Serial number
trust-sha256 = SHA-256 { $hex }…
trust-stored = stored as { $kind }: { $name }
trust-thumbprint = SHA-1

why-authority-expired = This authority has expired; its file is of no use.
