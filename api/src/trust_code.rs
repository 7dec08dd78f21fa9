//! What can be wrong with a certificate, an upload into the trust store, or our own signing keys.
//!
//! The codes are those of MOSIP's keymanager, which its Partner Management System hands through unchanged. The order
//! in which an upload is checked, and so which code is answered when several apply, stands in `partnerdesk-trust`.

crate::codes! {
    /// Why a certificate was refused, or why it could not be found, signed or packed.
    pub enum TrustCode {
        /// The input holds no usable certificate, or one that breaks a rule without a code of its own.
        InvalidCertificate: Invalid = "KER-PCM-001",
            "This is not a certificate that can be accepted here; check the file and send the certificate itself.";
        /// The same certificate (by thumbprint) is already in the trust store of this domain.
        AlreadyStored: Conflict = "KER-PCM-003",
            "This certificate is already in the trust store of this domain; there is nothing left to do.";
        /// The current time is outside the certificate's validity.
        OutsideValidity: Invalid = "KER-PCM-004",
            "The certificate is not valid at this moment; send one whose validity has begun and has not ended.";
        /// An intermediate whose chain to a root of the same domain cannot be built.
        IssuerNotTrusted: Invalid = "KER-PCM-005",
            "The issuer of this certificate is not in the trust store of this domain; upload the root and then each intermediate first.";
        /// A partner certificate whose chain to a root of its domain cannot be built.
        ChainNotTrusted: Invalid = "KER-PCM-006",
            "No trusted chain leads from this certificate to a root of its domain; ask an administrator to upload the authorities that issued it.";
        /// Not an X.509 version 3 certificate.
        NotVersion3: Invalid = "KER-PCM-007",
            "The certificate is not of X.509 version 3; ask your certificate authority for a version 3 certificate.";
        /// The organisation in the subject differs from the registered one.
        OrganisationMismatch: Invalid = "KER-PCM-008",
            "The organisation in the certificate is not exactly the registered one; request a certificate with the registered name, letter by letter.";
        /// A certificate id is missing or blank.
        InvalidCertificateId: Invalid = "KER-PCM-010",
            "The certificate id is missing or malformed; take it from the list of certificates.";
        /// The partner domain is not one of those this server allows.
        DomainNotAllowed: Invalid = "KER-PCM-011",
            "This partner domain is not allowed here, or does not belong to this type of partner; choose one of the offered domains.";
        /// No partner certificate has this id.
        PartnerCertificateNotFound: NotFound = "KER-PCM-012",
            "There is no partner certificate with this id; upload one or check the id.";
        /// The public key is too short, malformed or of a kind that cannot be signed.
        UnsuitableKey: Invalid = "KER-PCM-013",
            "The key in the certificate cannot be used; make an RSA key of 2048 to 8192 bits, or one on P-256, P-384, P-521 or Ed25519, and request a new certificate.";
        /// The certificate was signed with an algorithm that is not accepted.
        SignatureAlgorithmNotAllowed: Invalid = "KER-PCM-014",
            "The certificate is signed with an algorithm that is not accepted here; ask your certificate authority to sign with SHA-256.";
        /// A partner sent a self-signed certificate.
        SelfSigned: Invalid = "KER-PCM-015",
            "The certificate is self-signed; a partner needs one that was issued by a trusted certificate authority.";
        /// The caller may not use the signing key.
        SigningNotAllowed: NotAllowed = "KER-PCM-016",
            "You may not have certificates signed here; ask an administrator for the role that allows it.";
        /// A certificate authority's certificate that ends too soon.
        AuthorityEndsTooSoon: Invalid = "KER-PCM-017",
            "The certificate of this authority ends too soon to be trusted from now on; upload one that is valid for longer.";
        /// The type in a query is neither ROOT nor INTERMEDIATE.
        InvalidCertificateType: Invalid = "KER-PCM-018",
            "The certificate type is unknown; use ROOT or INTERMEDIATE.";
        /// No certificate in the trust store has this id.
        AuthorityNotFound: NotFound = "KER-PMS-019",
            "There is no certificate with this id in the trust store; refresh the list and try again.";
        /// The validity begins on a later day.
        NotYetValid: Invalid = "KER-PMS-020",
            "The validity of this certificate begins on a later day; upload it then, or send one that is already valid.";
        /// A member of the request that keymanager needs is missing or blank.
        MissingInput: Invalid = "KER-KMS-005",
            "A required value is missing or blank; send the certificate text and the domain.";
        /// Our own signing key is missing, expired, or does not fit its certificate.
        SigningKeyUnavailable: Server = "KER-KMS-012",
            "The server has no signing key that is in force, so nothing was signed or stored; an administrator has to renew it.";
        /// A partner upload that is not a certificate in PEM form.
        NotAPemCertificate: Invalid = "KER-KMS-013",
            "This is not an X.509 certificate in PEM form; send the text between and including the BEGIN CERTIFICATE and END CERTIFICATE lines.";
        /// A partner certificate that ends too soon. MOSIP uses the same code when a PKCS#7 file could not be built.
        EndsTooSoon: Invalid = "KER-KMS-021",
            "The certificate ends too soon; request one that is valid for at least a year and upload it within a month.";
        /// Neither PEM nor base64.
        NotBase64: Invalid = "KER-CRY-003",
            "The text is neither a PEM certificate nor base64; check that the whole file was sent, unchanged.";
    }
}
