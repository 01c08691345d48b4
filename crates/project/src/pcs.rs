//! From a pc to the place in the sources, by the compiler's source map.
//!
//! Invariant: decoding never fails; what is malformed leads to no place. Every pc of an instruction has one entry, in
//! the order of the code; the data of PUSH has none.

/// One instruction's place: `len` bytes from `start` in the source with the compiler's id `file`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) start: u32,
    pub(crate) len: u32,
    /// -1 when the instruction comes from no source.
    pub(crate) file: i32,
}

/// The place that a malformed or missing entry leads to.
const NOWHERE: Place = Place { start: 0, len: 0, file: -1 };

/// A code's instructions and their places.
#[derive(Debug, Clone, Default)]
pub(crate) struct PcMap {
    pcs: Vec<u32>,
    places: Vec<Place>,
}

impl PcMap {
    pub(crate) fn new(code: &[u8], source_map: &str) -> Self {
        let pcs = instruction_pcs(code);
        let places = decode(source_map, pcs.len());
        Self { pcs, places }
    }

    /// The pcs of all instructions, ascending. Data after the code reads as instructions too; it has no place.
    pub(crate) fn pcs(&self) -> &[u32] {
        &self.pcs
    }

    pub(crate) fn place(&self, pc: usize) -> Option<Place> {
        let index = self.pcs.binary_search(&u32::try_from(pc).ok()?).ok()?;
        self.place_at(index)
    }

    /// The place of the instruction with this index.
    pub(crate) fn place_at(&self, index: usize) -> Option<Place> {
        self.places.get(index).copied().filter(|place| place.file >= 0)
    }
}

fn instruction_pcs(code: &[u8]) -> Vec<u32> {
    const PUSH1: u8 = 0x60;
    const PUSH32: u8 = 0x7f;
    let mut pcs = Vec::with_capacity(code.len() / 2);
    let mut pc = 0;
    while pc < code.len() {
        pcs.push(u32::try_from(pc).unwrap_or(u32::MAX));
        let op = code[pc];
        pc += 1 + if (PUSH1..=PUSH32).contains(&op) { usize::from(op - PUSH1) + 1 } else { 0 };
    }
    pcs
}

/// Decodes `s:l:f:j:m;…`, where an empty field repeats the one before it, into at most `entries_max` places.
pub(crate) fn decode(source_map: &str, entries_max: usize) -> Vec<Place> {
    let mut places = Vec::new();
    if source_map.is_empty() {
        return places;
    }
    let mut now = NOWHERE;
    for entry in source_map.split(';').take(entries_max) {
        let mut fields = entry.split(':');
        let ok = update(&mut now.start, fields.next())
            & update(&mut now.len, fields.next())
            & update(&mut now.file, fields.next());
        places.push(if ok { now } else { NOWHERE });
    }
    places
}

/// Takes over a field that is there; false when it is no number. A start or length of -1 (solc's "none") counts as 0.
fn update<T: TryFrom<i64> + Default>(value: &mut T, field: Option<&str>) -> bool {
    let Some(text) = field.filter(|text| !text.is_empty()) else { return true };
    match text.parse::<i64>() {
        Ok(-1) => *value = T::try_from(-1).unwrap_or_default(),
        Ok(number) => match T::try_from(number) {
            Ok(number) => *value = number,
            Err(_) => return false,
        },
        Err(_) => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(start: u32, len: u32, file: i32) -> Place {
        Place { start, len, file }
    }

    #[test]
    fn empty_fields_repeat_the_entry_before() {
        let places = decode("1:2:1;:9;2:1:2;;:::-:3;3::-1;:5:0", 99);
        let expected = [(1, 2, 1), (1, 9, 1), (2, 1, 2), (2, 1, 2), (2, 1, 2), (3, 1, -1), (3, 5, 0)]
            .map(|(s, l, f)| place(s, l, f));
        assert_eq!(places, expected);
    }

    #[test]
    fn a_malformed_entry_leads_nowhere_and_the_rest_is_read() {
        assert_eq!(decode("1:2:0;x:1;7:1", 99), [place(1, 2, 0), NOWHERE, place(7, 1, 0)]);
        assert_eq!(decode("99999999999:2:0", 99), [NOWHERE]);
        assert_eq!(decode("", 99), []);
    }

    #[test]
    fn push_data_is_skipped() {
        let map = PcMap::new(&[0x60, 0x60, 0x01, 0x7f, 0x00], "0:1:0;2:1:0;4:1:0");
        assert_eq!(map.pcs(), [0, 2, 3]);
        assert_eq!(map.place(2), Some(place(2, 1, 0)));
        assert_eq!(map.place(1), None);
    }

    proptest! {
        #[test]
        fn decoding_anything_is_bounded(text in "[0-9:;\\-io a]{0,200}", code in proptest::collection::vec(any::<u8>(), 0..80)) {
            let map = PcMap::new(&code, &text);
            prop_assert!(map.places.len() <= map.pcs.len());
            for pc in 0..code.len() + 2 { let _ = map.place(pc); }
        }
    }
}
