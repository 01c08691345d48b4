//! A tolerant lexer for Solidity: words, numbers, strings and documentation, with their byte ranges.
//!
//! Invariant: any text gives tokens with ascending, non-overlapping ranges on character boundaries; it never fails.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A name or keyword.
    Word,
    /// A number, with underscores and exponent.
    Number,
    /// `"…"`, `'…'` or `unicode"…"`, quotes included.
    Text,
    /// `hex"…"`, prefix and quotes included.
    Hex,
    /// A `///` line or a `/** … */` block, markers included.
    Doc,
    /// One other character.
    Mark,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    pub(crate) fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.start..self.end).unwrap_or("")
    }

    pub(crate) fn is_mark(&self, source: &str, mark: u8) -> bool {
        self.kind == TokenKind::Mark && source.as_bytes().get(self.start) == Some(&mark)
    }

    pub(crate) fn is_word(&self, source: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(source) == word
    }
}

/// All tokens of a source; plain comments and white space are left out.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let bytes = source.as_bytes();
    let mut found = Vec::with_capacity(bytes.len() / 6);
    let mut at = 0;
    while at < bytes.len() {
        let (kind, end) = next(bytes, at);
        if let Some(kind) = kind {
            found.push(Token { kind, start: at, end });
        }
        at = end;
    }
    found
}

/// The kind (none for space and comments) and end of what begins at `at`.
fn next(bytes: &[u8], at: usize) -> (Option<TokenKind>, usize) {
    let byte = bytes[at];
    match byte {
        b'/' if bytes.get(at + 1) == Some(&b'/') => line_comment(bytes, at),
        b'/' if bytes.get(at + 1) == Some(&b'*') => block_comment(bytes, at),
        b'"' | b'\'' => (Some(TokenKind::Text), quoted(bytes, at)),
        b'0'..=b'9' => (Some(TokenKind::Number), number(bytes, at)),
        b'.' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) && !after_value(bytes, at) => {
            (Some(TokenKind::Number), number(bytes, at))
        }
        _ if is_word_byte(byte) => word(bytes, at),
        _ if byte.is_ascii_whitespace() => (None, at + 1),
        _ => (Some(TokenKind::Mark), char_end(bytes, at)),
    }
}

fn line_comment(bytes: &[u8], at: usize) -> (Option<TokenKind>, usize) {
    let end = bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |len| at + len);
    // `////…` is a plain comment.
    let is_doc = bytes.get(at + 2) == Some(&b'/') && bytes.get(at + 3) != Some(&b'/');
    (is_doc.then_some(TokenKind::Doc), end)
}

fn block_comment(bytes: &[u8], at: usize) -> (Option<TokenKind>, usize) {
    let body = at + 2;
    let end =
        bytes[body..].windows(2).position(|pair| pair == b"*/").map_or(bytes.len(), |len| body + len + 2);
    let is_doc = bytes.get(body) == Some(&b'*') && bytes.get(body + 1) != Some(&b'/');
    (is_doc.then_some(TokenKind::Doc), end)
}

/// The end of a string; one that is not closed ends with its line.
fn quoted(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let mut end = at + 1;
    while end < bytes.len() {
        match bytes[end] {
            b'\n' => return end,
            b'\\' => end = char_end(bytes, (end + 1).min(bytes.len())),
            byte if byte == quote => return end + 1,
            _ => end += 1,
        }
    }
    bytes.len()
}

fn number(bytes: &[u8], at: usize) -> usize {
    let is_hex = matches!(bytes.get(at..at + 2), Some(b"0x" | b"0X"));
    let mut end = at;
    while end < bytes.len() {
        let byte = bytes[end];
        let goes_on = byte.is_ascii_alphanumeric()
            || byte == b'_'
            || (byte == b'.' && !is_hex && bytes.get(end + 1).is_some_and(u8::is_ascii_digit))
            || (byte == b'-' && !is_hex && end > at && matches!(bytes[end - 1], b'e' | b'E'));
        if !goes_on {
            break;
        }
        end += 1;
    }
    end.max(at + 1)
}

fn word(bytes: &[u8], at: usize) -> (Option<TokenKind>, usize) {
    let mut end = at;
    while end < bytes.len() && (is_word_byte(bytes[end]) || bytes[end].is_ascii_digit()) {
        end += 1;
    }
    match (&bytes[at..end], bytes.get(end)) {
        (b"hex", Some(b'"' | b'\'')) => (Some(TokenKind::Hex), quoted(bytes, end)),
        (b"unicode", Some(b'"' | b'\'')) => (Some(TokenKind::Text), quoted(bytes, end)),
        _ => (Some(TokenKind::Word), end),
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$'
}

/// Whether a `.` here follows a name, a number or a closing bracket, and so is no number's beginning.
fn after_value(bytes: &[u8], at: usize) -> bool {
    at > 0
        && (is_word_byte(bytes[at - 1])
            || bytes[at - 1].is_ascii_digit()
            || matches!(bytes[at - 1], b')' | b']'))
}

/// The end of the UTF-8 character that begins at `at`.
fn char_end(bytes: &[u8], at: usize) -> usize {
    let mut end = (at + 1).min(bytes.len());
    while end < bytes.len() && (0x80..0xc0).contains(&bytes[end]) {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::{Doc, Hex, Mark, Number, Text, Word};
    use proptest::prelude::*;

    fn lex(source: &str) -> Vec<(TokenKind, &str)> {
        tokens(source).iter().map(|token| (token.kind, token.text(source))).collect()
    }

    #[test]
    fn comments_and_strings_hide_what_is_in_them() {
        assert_eq!(lex("a // function b\n/* \" */ c"), [(Word, "a"), (Word, "c")]);
        assert_eq!(lex(r#"x="a\"/*b";"#), [(Word, "x"), (Mark, "="), (Text, r#""a\"/*b""#), (Mark, ";")]);
        assert_eq!(lex("hex'00ff' unicode\"é\""), [(Hex, "hex'00ff'"), (Text, "unicode\"é\"")]);
        assert_eq!(lex("/// d\n//// p\n/** e */ /**/ f"), [(Doc, "/// d"), (Doc, "/** e */"), (Word, "f")]);
    }

    #[test]
    fn numbers_keep_their_underscores_and_exponents() {
        assert_eq!(lex("1_000e-3+.5"), [(Number, "1_000e-3"), (Mark, "+"), (Number, ".5")]);
        assert_eq!(lex("0xfe-1"), [(Number, "0xfe"), (Mark, "-"), (Number, "1")]);
        assert_eq!(
            lex("a.b[1].c"),
            [
                (Word, "a"),
                (Mark, "."),
                (Word, "b"),
                (Mark, "["),
                (Number, "1"),
                (Mark, "]"),
                (Mark, "."),
                (Word, "c")
            ]
        );
    }

    #[test]
    fn what_is_not_closed_ends() {
        assert_eq!(lex("\"abc\nd"), [(Text, "\"abc"), (Word, "d")]);
        assert_eq!(lex("/* a"), []);
        assert_eq!(lex("\"\\"), [(Text, "\"\\")]);
    }

    proptest! {
        #[test]
        fn ranges_ascend_on_character_boundaries(source in "[a0-9e.\\-_/*\"'\\\\\n hexé日{}]{0,120}") {
            let mut last = 0;
            for token in tokens(&source) {
                prop_assert!(token.start >= last && token.end > token.start);
                prop_assert!(source.get(token.start..token.end).is_some());
                last = token.end;
            }
        }
    }
}
