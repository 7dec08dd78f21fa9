//! The little of DER that the certificate structure needs: a strict reader, a strictness check and a writer.
//!
//! `x509-parser` does the parsing of certificates; this module adds what it tolerates and section 7 of our certificate
//! rules does not (trailing bytes, lengths in more bytes than needed, indefinite lengths, constructed strings), and
//! gives access to the exact bytes of a part, which signatures, names and keys are compared by.

/// Universal tags, as the whole identifier octet.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    /// The constructed bit of an identifier octet.
    pub(crate) const CONSTRUCTED: u8 = 0x20;
}

/// Deeper nesting than any certificate has. Bounds the recursion, so that hostile input cannot exhaust the stack.
const MAX_DEPTH: usize = 32;

/// One element: its identifier octet, its content, and all its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) raw: &'a [u8],
}

/// What is wrong with the encoding, in words that contain nothing of the input.
pub(crate) type Problem = &'static str;

/// Reads the element at the start of `input`; returns it and what follows it.
pub(crate) fn read(input: &[u8]) -> Result<(Element<'_>, &[u8]), Problem> {
    let (&tag, rest) = input.split_first().ok_or("it ends too early")?;
    if tag & 0x1f == 0x1f {
        return Err("it has a tag that certificates do not use");
    }
    let (length, rest) = read_length(rest)?;
    if length > rest.len() {
        return Err("it ends too early");
    }
    let (content, after) = rest.split_at(length);
    let raw = &input[..input.len() - after.len()];
    Ok((Element { tag, content, raw }, after))
}

fn read_length(input: &[u8]) -> Result<(usize, &[u8]), Problem> {
    let (&first, rest) = input.split_first().ok_or("it ends too early")?;
    match first {
        0..=0x7f => Ok((usize::from(first), rest)),
        0x80 => Err("it uses indefinite lengths, which certificates may not"),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            if rest.len() < count {
                return Err("it ends too early");
            }
            let (bytes, after) = rest.split_at(count);
            let length = bytes.iter().fold(0_usize, |sum, &byte| (sum << 8) | usize::from(byte));
            // The shortest form is the only one: under 128 the short form, else no leading zero.
            if length < 0x80 || bytes[0] == 0 {
                return Err("a length is written in more bytes than needed");
            }
            Ok((length, after))
        }
        _ => Err("a length is too large"),
    }
}

/// Reads exactly one element with this tag; anything behind it is an error.
pub(crate) fn read_only(input: &[u8], expected: u8) -> Result<Element<'_>, Problem> {
    let (element, rest) = read(input)?;
    if element.tag != expected {
        return Err("a part has the wrong type");
    }
    if !rest.is_empty() {
        return Err("there are bytes behind its end");
    }
    Ok(element)
}

/// The elements directly inside a constructed element's content.
pub(crate) fn children(mut content: &[u8]) -> Result<Vec<Element<'_>>, Problem> {
    let mut found = Vec::new();
    while !content.is_empty() {
        let (element, rest) = read(content)?;
        found.push(element);
        content = rest;
    }
    Ok(found)
}

/// Walks through every element and refuses what is BER but not DER.
pub(crate) fn check_strict(input: &[u8]) -> Result<(), Problem> {
    let (element, rest) = read(input)?;
    if !rest.is_empty() {
        return Err("there are bytes behind its end");
    }
    check_element(&element, 0)
}

fn check_element(element: &Element<'_>, depth: usize) -> Result<(), Problem> {
    if depth > MAX_DEPTH {
        return Err("it is nested too deeply");
    }
    let universal = element.tag & 0xc0 == 0;
    if element.tag & tag::CONSTRUCTED != 0 {
        if universal && element.tag != tag::SEQUENCE && element.tag != tag::SET {
            return Err("a simple value is written in pieces");
        }
        for child in children(element.content)? {
            check_element(&child, depth + 1)?;
        }
        return Ok(());
    }
    match element.tag {
        tag::BOOLEAN if !matches!(element.content, [0x00 | 0xff]) => Err("a yes-or-no value is malformed"),
        tag::INTEGER => check_integer(element.content),
        tag::BIT_STRING => check_bit_string(element.content),
        0x10 | 0x11 => Err("a part has the wrong type"),
        _ => Ok(()),
    }
}

fn check_integer(content: &[u8]) -> Result<(), Problem> {
    match content {
        [] => Err("a number is empty"),
        [0x00, next, ..] if next & 0x80 == 0 => Err("a number is written in more bytes than needed"),
        [0xff, next, ..] if next & 0x80 != 0 => Err("a number is written in more bytes than needed"),
        _ => Ok(()),
    }
}

fn check_bit_string(content: &[u8]) -> Result<(), Problem> {
    match content {
        [0] => Ok(()),
        [unused @ 0..=7, .., last] if last & ((1_u8 << unused) - 1) == 0 => Ok(()),
        _ => Err("a bit string is malformed"),
    }
}

/// The bytes of a BIT STRING that holds whole bytes, as keys and signatures do.
pub(crate) fn whole_bits<'a>(element: &Element<'a>) -> Result<&'a [u8], Problem> {
    match element.content {
        [0, bytes @ ..] if element.tag == tag::BIT_STRING => Ok(bytes),
        _ => Err("a bit string is malformed"),
    }
}

/// Writes one element.
pub(crate) fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let used = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
        out.push(0x80 | used.len() as u8);
        out.extend_from_slice(used);
    }
    out.extend_from_slice(content);
    out
}

/// Writes one constructed element around parts that are already encoded.
pub(crate) fn write_all(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    write(tag, &parts.concat())
}
