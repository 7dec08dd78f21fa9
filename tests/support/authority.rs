//! A partner's authority with the files that people are sent, and the openssl command as a second opinion.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails the test")]

use std::process::Command;

use jiff::Timestamp;
use partnerdesk::client::{Address, Client};
use partnerdesk_api::{
    account::Credentials,
    certificate::{ANCHORS, DomainQuery},
    operation::NoPath,
};
use partnerdesk_trust::{
    Certificate,
    sample::{SampleRequest, make_root},
};

use super::{Home, PASSWORD};

/// The common name of the authority's root.
pub const ROOT: &str = "Example Root";
/// The common name of what issues partners' certificates.
pub const ISSUER: &str = "Example Issuer";

/// Files of a home: `root.pem`, `intermediate.pem`, and one certificate for each organisation, `partner-1.pem` and so on.
#[derive(Debug)]
pub struct Authority {
    /// Its root.
    pub root: String,
    /// What the root issued.
    pub intermediate: String,
    /// What was issued to the organisations, in their order.
    pub partners: Vec<String>,
}

impl Authority {
    /// Makes the authority and has it issue a certificate to each organisation.
    pub fn issues(home: &Home, organisations: &[&str]) -> Authority {
        let request = SampleRequest::new("Example Authority", Timestamp::now());
        let root = make_root(ROOT, &request).unwrap();
        let intermediate = root.make_intermediate(ISSUER, &request).unwrap();
        let partners = organisations.iter().enumerate().map(|(i, organisation)| {
            let request = SampleRequest::new(organisation, Timestamp::now());
            let made = intermediate.make_partner(&request).unwrap();
            home.write(&format!("partner-{}.pem", i + 1), &made.certificate.pem())
        });
        Authority {
            partners: partners.collect(),
            root: home.write("root.pem", &root.certificate.pem()),
            intermediate: home.write("intermediate.pem", &intermediate.certificate.pem()),
        }
    }
}

/// Files of a home that a partner and its admin saved, and what they come from.
pub struct Saved<'a> {
    /// Whose certificate it is.
    pub partner: &'a str,
    /// The certificate as its authority signed it.
    pub original: &'a str,
    /// The same as the desk signed it.
    pub signed: &'a str,
    /// The authority that issued it, with its chain.
    pub p7b: &'a str,
    /// The root of that chain.
    pub root: &'a str,
    /// The common names in the chain.
    pub names: [&'a str; 2],
}

impl Saved<'_> {
    /// What openssl must find out: the signed certificate holds under the desk's own authority and no other, for a
    /// year, with the partner's key; the p7b carries the chain that the original hangs on. Where there is no openssl, it
    /// is said that this was left out.
    pub fn openssl_agrees(&self, home: &Home) {
        write_own_authority(home, self.partner);
        let run = |arguments: &str, files: &[&str]| openssl(home, arguments, files);
        let Some(key) = run("x509 -noout -pubkey -in", &[self.original]) else { return };
        assert_eq!(run("x509 -noout -pubkey -in", &[self.signed]).as_ref(), Some(&key), "the key stays the partner's");
        run("verify -CAfile", &["desk-root.pem", "-untrusted", "desk-issuer.pem", self.signed]).expect("openssl");
        let ends = |seconds: i64| {
            let (lives_on, said) =
                openssl_says(home, &format!("x509 -noout -checkend {seconds} -in"), &[self.signed]).expect("openssl");
            assert!(said.contains("expire"), "{said}");
            !lives_on
        };
        let year = 365 * 24 * 3600;
        assert!(!ends(year - 3600) && ends(year + 3600), "it is valid for a year");
        run("pkcs7 -print_certs -out packed.pem -in", &[self.p7b]).expect("openssl");
        let packed = std::fs::read_to_string(home.path("packed.pem")).unwrap();
        assert!(self.names.iter().all(|name| packed.contains(name)), "{packed}");
        run("verify -untrusted packed.pem -CAfile", &[self.root, self.original]).expect("openssl");
        let (accepted, said) =
            openssl_says(home, "verify -untrusted packed.pem -CAfile", &[self.root, self.signed]).expect("openssl");
        assert!(!accepted, "openssl accepts anything: {said}");
    }
}

/// The certificates that the desk signs with, as its API hands them to a partner.
fn write_own_authority(home: &Home, partner: &str) {
    let client = Client::new(Address::Socket(home.desk().join("socket"))).unwrap();
    let ask = async {
        client.sign_in(&Credentials { user_name: partner.into(), password: PASSWORD.into() }).await.unwrap();
        client.call(&ANCHORS, &NoPath {}, &DomainQuery { partner_domain: "AUTH".into() }).await.unwrap()
    };
    let anchors = tokio::runtime::Runtime::new().unwrap().block_on(ask);
    for pem in anchors.own {
        let own = Certificate::from_pem(&pem).unwrap();
        home.write(if own.is_self_signed() { "desk-root.pem" } else { "desk-issuer.pem" }, &pem);
    }
}

/// What openssl prints; fails the test when it does not agree. `None` where it is missing.
fn openssl(home: &Home, arguments: &str, files: &[&str]) -> Option<String> {
    let (agrees, said) = openssl_says(home, arguments, files)?;
    assert!(agrees, "openssl {arguments} {files:?}: {said}");
    Some(said)
}

fn openssl_says(home: &Home, arguments: &str, files: &[&str]) -> Option<(bool, String)> {
    match Command::new("openssl").args(arguments.split(' ')).args(files).current_dir(home.path("")).output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
        }
        Err(error) => {
            eprintln!("LEFT OUT: the openssl command cannot be run ({error}); what was saved was not cross-checked");
            None
        }
    }
}
