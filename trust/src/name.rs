//! Distinguished names: decoded, compared by meaning instead of by bytes, and shown the way MOSIP shows them.

use crate::{
    der::{self, Problem, tag},
    oid,
};

/// The longest displayed name that the checks accept, in characters; MOSIP's database columns end there.
/// Longer names are refused instead of cut, since two cut names could look the same.
pub const MAX_DISPLAY_CHARS: usize = 500;

/// The most attributes in one name that the checks accept. Our own limit; real names have about six.
pub const MAX_ATTRIBUTES: usize = 50;

/// The name of a subject or an issuer.
#[derive(Clone, Debug)]
pub struct Name {
    raw: Vec<u8>,
    rdns: Vec<Vec<Attribute>>,
    canonical: Vec<Vec<u8>>,
    display: String,
}

/// One type and value of a name.
#[derive(Clone, Debug)]
struct Attribute {
    oid: Vec<u8>,
    tag: u8,
    value: Vec<u8>,
    text: Option<String>,
}

/// Two names are equal when they mean the same: see [`Name::canonical`].
impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Name {}

impl Name {
    /// Reads an encoded name (the whole SEQUENCE).
    pub(crate) fn parse(raw: &[u8]) -> Result<Self, Problem> {
        let outer = der::read_only(raw, tag::SEQUENCE)?;
        let mut rdns = Vec::new();
        for set in der::children(outer.content)? {
            if set.tag != tag::SET || set.content.is_empty() {
                return Err("a name is malformed");
            }
            rdns.push(der::children(set.content)?.iter().map(Attribute::parse).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(Name {
            raw: raw.to_vec(),
            canonical: rdns.iter().map(|rdn| canonical_rdn(rdn)).collect(),
            display: display(&rdns),
            rdns,
        })
    }

    /// The name as encoded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.raw
    }

    /// As MOSIP lists it: the first CN, OU, O, L, ST and C, in this order, joined by commas without blanks.
    ///
    /// Everything else in the name is left out, so different names can look the same: never match by this text.
    /// Our own addition: characters that have a meaning in such a list, and control characters, are escaped as in
    /// RFC 4514, so that a value cannot pretend to be two.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The form in which names are matched, as RFC 5280 section 7.1 asks: one entry for each relative name, values
    /// decoded from whatever string type they were written in, in lower case, blanks trimmed and collapsed.
    ///
    /// Unicode normalisation forms are not folded together; such names then fail to match, which is the safe side.
    #[must_use]
    pub fn canonical(&self) -> &[Vec<u8>] {
        &self.canonical
    }

    /// Whether there is no part at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// How many attributes there are.
    pub(crate) fn attribute_count(&self) -> usize {
        self.rdns.iter().map(Vec::len).sum()
    }

    /// Whether this name lies in the directory subtree of the other one (or is the same).
    pub(crate) fn is_within(&self, ancestor: &Name) -> bool {
        self.canonical.starts_with(&ancestor.canonical)
    }

    /// The values of one attribute type in the order of encoding. `None` for a value whose string is malformed.
    pub(crate) fn values<'a>(&'a self, oid: &'a [u8]) -> impl Iterator<Item = Option<&'a str>> {
        self.rdns.iter().flatten().filter(move |found| found.oid == oid).map(|found| found.text.as_deref())
    }

    /// Whether the attribute type stands in a relative name together with others.
    pub(crate) fn is_multi_valued(&self, oid: &[u8]) -> bool {
        self.rdns.iter().any(|rdn| rdn.len() > 1 && rdn.iter().any(|found| found.oid == oid))
    }

    /// Whether any value contains control characters or could not be decoded as text.
    pub(crate) fn has_unprintable_value(&self) -> bool {
        self.rdns
            .iter()
            .flatten()
            .any(|found| found.text.as_deref().is_none_or(|text| text.chars().any(char::is_control)))
    }
}

impl Attribute {
    fn parse(element: &der::Element<'_>) -> Result<Self, Problem> {
        if element.tag != tag::SEQUENCE {
            return Err("a name is malformed");
        }
        match der::children(element.content)?.as_slice() {
            [kind, value] if kind.tag == tag::OID => Ok(Attribute {
                oid: kind.content.to_vec(),
                tag: value.tag,
                value: value.content.to_vec(),
                text: decode(value.tag, value.content),
            }),
            _ => Err("a name is malformed"),
        }
    }

    fn canonical(&self) -> Vec<u8> {
        let mut out = self.oid.clone();
        match &self.text {
            Some(text) => {
                out.push(0);
                out.extend_from_slice(fold(text).as_bytes());
            }
            // Not text: equal only when type and bytes are.
            None => {
                out.extend_from_slice(&[1, self.tag]);
                out.extend_from_slice(&self.value);
            }
        }
        out
    }
}

/// Decodes a string of a name by its type. `None` for other types and for malformed content.
fn decode(tag: u8, content: &[u8]) -> Option<String> {
    match tag {
        tag::UTF8_STRING => String::from_utf8(content.to_vec()).ok(),
        // Numeric, Printable, IA5 and Visible strings. Their smaller alphabets are not enforced: an `@` in a
        // PrintableString is common, and the comparison decides on the text anyway.
        0x12 | 0x13 | 0x16 | 0x1a => content.is_ascii().then(|| content.iter().map(|&byte| char::from(byte)).collect()),
        // TeletexString is read as Latin-1, as Java does.
        0x14 => Some(content.iter().map(|&byte| char::from(byte)).collect()),
        // UniversalString: four bytes a character.
        0x1c => content
            .chunks(4)
            .map(|four| four.try_into().ok().and_then(|four| char::from_u32(u32::from_be_bytes(four))))
            .collect(),
        // BMPString: two bytes a character.
        0x1e => {
            let units = content.chunks(2).map(|two| two.try_into().ok().map(u16::from_be_bytes));
            String::from_utf16(&units.collect::<Option<Vec<_>>>()?).ok()
        }
        _ => None,
    }
}

/// Lower case, outer blanks removed, inner blanks collapsed to one.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn canonical_rdn(rdn: &[Attribute]) -> Vec<u8> {
    // The parts of one relative name are a set: their order carries no meaning.
    let mut parts: Vec<Vec<u8>> = rdn.iter().map(Attribute::canonical).collect();
    parts.sort();
    parts.iter().flat_map(|part| der::write(tag::OCTET_STRING, part)).collect()
}

fn display(rdns: &[Vec<Attribute>]) -> String {
    const SHOWN: [(&str, &[u8]); 6] = [
        ("CN", oid::COMMON_NAME),
        ("OU", oid::ORGANISATIONAL_UNIT),
        ("O", oid::ORGANISATION),
        ("L", oid::LOCALITY),
        ("ST", oid::STATE),
        ("C", oid::COUNTRY),
    ];
    let parts = SHOWN.iter().filter_map(|(label, oid)| {
        let attribute = rdns.iter().flatten().find(|attribute| attribute.oid == *oid)?;
        Some(format!("{label}={}", escape(attribute.text.as_deref().unwrap_or("?"))))
    });
    parts.collect::<Vec<_>>().join(",")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => out.extend(['\\', character]),
            _ if character.is_control() => {
                let mut bytes = [0; 4];
                character.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("\\{byte:02X}")));
            }
            _ => out.push(character),
        }
    }
    out
}
