//! Serial numbers: decimal text of what certificates carry, and fresh random ones.

use aws_lc_rs::rand;

/// The decimal form of an INTEGER's content (two's complement, most significant byte first).
pub(crate) fn decimal(content: &[u8]) -> String {
    let negative = content.first().is_some_and(|byte| byte & 0x80 != 0);
    let magnitude = if negative { negate(content) } else { content.to_vec() };
    let digits = decimal_digits(magnitude);
    if negative { format!("-{digits}") } else { digits }
}

fn negate(content: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = content.iter().map(|byte| !byte).collect();
    for byte in out.iter_mut().rev() {
        let (sum, carried) = byte.overflowing_add(1);
        *byte = sum;
        if !carried {
            break;
        }
    }
    out
}

/// Long division by ten until nothing is left.
fn decimal_digits(mut number: Vec<u8>) -> String {
    let mut digits = Vec::new();
    while number.iter().any(|byte| *byte != 0) {
        let mut remainder = 0_u16;
        for byte in &mut number {
            let value = (remainder << 8) | u16::from(*byte);
            *byte = (value / 10) as u8;
            remainder = value % 10;
        }
        digits.push(char::from(b'0' + remainder as u8));
    }
    if digits.is_empty() {
        digits.push('0');
    }
    digits.iter().rev().collect()
}

/// 128 random bits as a positive number of 16 octets, never zero and never with a leading zero octet.
///
/// MOSIP uses 64 signed bits, half of them negative; RFC 5280 wants positive numbers.
pub(crate) fn random() -> Result<[u8; 16], aws_lc_rs::error::Unspecified> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes)?;
    bytes[0] = (bytes[0] & 0x7f) | 0x40;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_of_both_signs() {
        for (content, expected) in [
            (&[0x00][..], "0"),
            (&[0x7f], "127"),
            (&[0x00, 0x80], "128"),
            (&[0x80], "-128"),
            (&[0xff], "-1"),
            (&[0xff, 0x00], "-256"),
            (&[0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00], "18446744073709551616"),
        ] {
            assert_eq!(decimal(content), expected);
        }
    }
}
