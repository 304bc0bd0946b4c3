//! Numbers of variable length: seven bits a byte, lowest first, the high bit says that more follow.

/// Appends a number.
pub(crate) fn put(out: &mut Vec<u8>, mut x: u64) {
    while x >= 0x80 {
        out.push(x as u8 | 0x80);
        x >>= 7;
    }
    out.push(x as u8);
}

/// Appends a signed number; small ones of either sign are short.
pub(crate) fn put_signed(out: &mut Vec<u8>, x: i64) {
    put(out, ((x << 1) ^ (x >> 63)) as u64);
}

/// Reads from the front of a slice; `None` when it does not fit.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut x = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            x |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(x);
            }
        }
        None
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let x = self.number()?;
        Some((x >> 1) as i64 ^ -((x & 1) as i64))
    }

    pub(crate) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    pub(crate) fn sized(&mut self) -> Option<&'a [u8]> {
        let n = usize::try_from(self.number()?).ok()?;
        self.take(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_went_in() {
        let mut out = Vec::new();
        let numbers = [0, 1, 127, 128, 300, u64::MAX];
        let signed = [0, -1, 1, i64::MIN, i64::MAX, -64];
        numbers.iter().for_each(|x| put(&mut out, *x));
        signed.iter().for_each(|x| put_signed(&mut out, *x));
        let mut reader = Reader::new(&out);
        assert!(numbers.iter().all(|x| reader.number() == Some(*x)));
        assert!(signed.iter().all(|x| reader.signed() == Some(*x)));
        assert!(reader.is_empty() && reader.number().is_none());
    }

    #[test]
    fn a_number_too_large_is_none() {
        assert_eq!(Reader::new(&[0xff; 10]).number(), None);
    }
}
