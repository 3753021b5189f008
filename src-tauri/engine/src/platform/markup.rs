//! Strangers' HTML as plain text.
//!
//! Only html5ever's tokenizer runs, no tree is built, and no step looks back further than a piece: however deeply a
//! stranger nests and however much is said with breaks or attributes, the work is linear and the stack flat. What a browser
//! would show in lines becomes lines; nothing is fetched, nothing is kept but text and one link.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use url::Url;

/// More characters of one text are not kept: nobody decides by reading further.
pub(crate) const LONGEST: usize = 100_000;

/// Longer web addresses are not taken.
pub(crate) const LONGEST_LINK: usize = 2_000;

/// How many bytes are read at once. A tag, comment or declaration that spans a whole piece ends the text: the tokenizer
/// compares each attribute with all before it, so a tag of 100,000 characters would cost seconds.
const PIECE: usize = 4_096;

/// Line breaks in a row: the end of a line and one empty line.
const BREAKS: usize = 2;

/// What a piece of HTML says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    /// Its text, with line breaks.
    pub text: String,
    /// The real target of its first link, http or https only.
    pub link: Option<String>,
    /// What stands in `<title>`, for pages of errors.
    pub title: Option<String>,
}

/// Reads HTML as text.
pub(crate) fn plain(html: &str) -> Plain {
    let page = written(html);
    Plain {
        text: clean(page.text.trim()),
        link: page.link,
        title: Some(clean(page.title.trim())).filter(|title| !title.is_empty()),
    }
}

fn written(html: &str) -> Written {
    let queue = BufferQueue::default();
    let tokenizer = Tokenizer::new(Writer::default(), TokenizerOpts::default());
    let mut rest = cut(html, LONGEST);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        rest = after;
        tokenizer.sink.0.borrow_mut().tokens = 0;
        queue.push_back(piece.into());
        // The writer never asks for a script to run, so one call reads the whole piece.
        let _ = tokenizer.feed(&queue);
        if !rest.is_empty() && tokenizer.sink.0.borrow().tokens == 0 {
            return tokenizer.sink.0.take();
        }
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// A stranger's text as we keep it: no NUL and no control characters but line break and tab, and not endless.
/// Characters that turn the direction stay; the window isolates every such text.
pub(crate) fn clean(text: &str) -> String {
    cut(text, LONGEST).chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}

/// A web address as people may follow it: http or https only.
pub(crate) fn web_link(target: &str) -> Option<String> {
    let target = Some(target.trim()).filter(|target| target.len() <= LONGEST_LINK)?;
    let url = Url::parse(target).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= LONGEST_LINK).then(|| url.into())
}

/// The text's beginning, of so many characters at most.
pub(crate) fn cut(text: &str, longest: usize) -> &str {
    text.char_indices().nth(longest).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

#[derive(Default)]
struct Writer(RefCell<Written>);

#[derive(Default)]
struct Written {
    text: String,
    title: String,
    link: Option<String>,
    /// Inside an element whose content is no text for people.
    hidden: Option<Hidden>,
    /// Inside `<pre>`, where white space counts.
    kept_space: usize,
    /// How much the tokenizer has found in this piece, faults aside.
    tokens: usize,
    /// How many bytes were looked at again for the sake of breaks.
    #[cfg(test)]
    steps: usize,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Hidden {
    Title,
    Code,
}

impl TokenSink for Writer {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut written = self.0.borrow_mut();
        if !matches!(token, Token::ParseError(_)) {
            written.tokens += 1;
        }
        match token {
            Token::CharacterTokens(text) => written.add(&text),
            Token::TagToken(tag) => return written.tag(&tag),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl Written {
    fn add(&mut self, text: &str) {
        match self.hidden {
            Some(Hidden::Title) => self.title.push_str(text),
            Some(Hidden::Code) => {}
            None if self.kept_space > 0 => self.text.push_str(text),
            None => {
                for c in text.chars() {
                    if !matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}') {
                        self.text.push(c);
                    } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                        self.text.push(' ');
                    }
                }
            }
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let starts = tag.kind == TagKind::StartTag;
        match &*tag.name {
            "title" if starts => {
                self.hidden = Some(Hidden::Title);
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "script" if starts => {
                self.hidden = Some(Hidden::Code);
                return TokenSinkResult::RawData(RawKind::ScriptData);
            }
            "style" | "noscript" | "iframe" | "noframes" | "noembed" | "xmp" if starts => {
                self.hidden = Some(Hidden::Code);
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            "title" | "script" | "style" | "noscript" | "iframe" | "noframes" | "noembed" | "xmp" => self.hidden = None,
            "br" => self.end_line(),
            "pre" => {
                self.kept_space = if starts { self.kept_space + 1 } else { self.kept_space.saturating_sub(1) };
                self.breaks_at_least(2);
            }
            "p" | "blockquote" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.breaks_at_least(2)
            }
            "li" if starts => {
                self.breaks_at_least(1);
                self.text.push_str("• ");
            }
            "div" | "li" | "tr" | "section" | "article" | "header" | "footer" | "dt" | "dd" | "hr" => {
                self.breaks_at_least(1)
            }
            "a" if starts && self.link.is_none() => {
                let target = tag.attrs.iter().find(|attribute| &*attribute.name.local == "href");
                self.link = target.and_then(|attribute| web_link(&attribute.value));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    /// Ends the line, or leaves one empty.
    fn end_line(&mut self) {
        let there = self.breaks_there();
        self.breaks_at_least((there + 1).min(BREAKS));
    }

    /// Ends the line (1) or the paragraph (2), once for tags that meet, and not before the first word.
    fn breaks_at_least(&mut self, count: usize) {
        let there = self.breaks_there();
        if !self.text.is_empty() {
            (there..count).for_each(|_| self.text.push('\n'));
        }
    }

    /// How many breaks the text ends with, [`BREAKS`] at most: nothing further back is looked at. Spaces before a break
    /// are taken away, each once.
    fn breaks_there(&mut self) -> usize {
        let kept = self.text.trim_end_matches(' ').len();
        #[cfg(test)]
        let spaces = self.text.len() - kept;
        self.text.truncate(kept);
        let there = self.text.bytes().rev().take(BREAKS).take_while(|byte| *byte == b'\n').count();
        #[cfg(test)]
        {
            self.steps += spaces + there + 1;
        }
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_the_lines_that_a_browser_shows() {
        let cases = [
            ("", ""),
            ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
            ("<p>a &amp; b &lt;c&gt; &#x1F600;</p>", "a & b <c> 😀"),
            ("plain   text\n goes", "plain text goes"),
            ("<ul><li>x</li><li>y</li></ul>", "• x\n• y"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ("<script>alert(1)</script>seen<style>p{}</style>", "seen"),
            ("<p>un<b>closed <i>tags", "unclosed tags"),
            ("nul\u{0}\u{7}bell", "nulbell"),
            ("<br><p>a<br><br><br><br>b <br> c<p></p><p>d</p><br>", "a\n\nb\nc\n\nd"),
            ("<pre>a\n\n\n\nb\n\n\n</pre>c", "a\n\n\n\nb\n\n\nc"),
        ];
        for (html, text) in cases {
            assert_eq!(plain(html).text, text, "{html}");
        }
    }

    #[test]
    fn the_first_web_link_is_kept_with_its_real_target() {
        let html =
            r#"<a href="javascript:alert(1)">x</a> <a href="https://real.example/path">https://shown.example</a>"#;
        let read = plain(html);
        assert_eq!(read.link.as_deref(), Some("https://real.example/path"));
        assert_eq!(read.text, "x https://shown.example");
        for target in ["data:text/html,x", "file:///etc/passwd", "ftp://x.example", "/relative", "mailto:a@b.example"] {
            assert_eq!(web_link(target), None, "{target}");
        }
    }

    /// Counted in bytes that are looked at again, not by the clock.
    #[test]
    fn breaks_cost_no_more_than_their_number() {
        for unit in ["<br>", "<p>", "<br/> ", "a<br>", "<pre>\n <br>", "<li>"] {
            let steps = |length: usize| written(&unit.repeat(length / unit.len())).steps;
            let (half, whole) = (steps(50_000), steps(100_000));
            assert!(half > 0 && whole <= half * 2 + 100 && whole < 200_000, "{unit}: {half} then {whole}");
        }
        let page = plain(&format!("a{}b", "<br>".repeat(20_000)));
        assert_eq!(page.text, "a\n\nb");
    }

    #[test]
    fn a_tag_longer_than_any_person_writes_ends_the_text() {
        let attributes: String = (0..20_000).map(|number| format!(" a{number}")).collect();
        for quote in ["", " x=\">\"", " x='", " x=\""] {
            assert_eq!(plain(&format!("<p>before</p><a{quote}{attributes}>after</a>")).text, "before");
        }
        let link = format!("https://x.example/{}", "y".repeat(1_900));
        let page = plain(&format!("{}<a href=\"{link}\" class=\"{}\">z</a>", "é".repeat(5_000), "c ".repeat(900)));
        assert_eq!(page.link, Some(link));
        assert!(page.text.ends_with("éz"));
    }

    #[test]
    fn deep_nesting_and_endless_text_are_survived() {
        let deep = "<div><b><p>".repeat(200_000);
        assert_eq!(plain(&deep).text, "");
        assert_eq!(plain(&"x".repeat(LONGEST * 2)).text.len(), LONGEST);
    }
}
