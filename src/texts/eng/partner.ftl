# Partners.

act-go-partners = partners
    .about = Go to: partners

act-partner-deactivate = deactivate
    .about = Deactivate the partner for good
    .title = Deactivate { $name }
    .confirm = The partner can no longer request policies, upload certificates, or make keys and clients; what it has stops working. Nobody can switch it on again.
    .done = Deactivated: { $name }
act-partner-save-original = original certificate
    .about = Save the certificate as the partner's authority signed it
act-partner-save-signed = signed certificate
    .about = Save the certificate as signed here

partner-contact = Contact
partner-no-certificate = No certificate has been uploaded yet; the partner becomes active with it.
partner-signed-since = Signed since
partner-signed-until = Signed until

partners-empty = No partners yet. They appear here once they have registered.
screen-partners = Partners

why-no-certificate = No certificate has been uploaded for this partner yet.
why-partner-deactivated = This partner is deactivated; that is final.
