//! Strangers' HTML as plain text.
//!
//! Only html5ever's tokenizer runs, no tree is built: however deeply a stranger nests, the work is linear and the stack
//! flat. What a browser would show in lines becomes lines; nothing is fetched, nothing is kept but text and one link.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use url::Url;

/// More characters of one text are not kept: nobody decides by reading further.
pub(crate) const LONGEST: usize = 100_000;

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
    let queue = BufferQueue::default();
    queue.push_back(cut(html).into());
    let tokenizer = Tokenizer::new(Writer::default(), TokenizerOpts::default());
    // The writer never asks for a script to run, so one call reads everything.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let page = tokenizer.sink.0.into_inner();
    Plain {
        text: clean(page.text.trim()),
        link: page.link,
        title: Some(clean(page.title.trim())).filter(|title| !title.is_empty()),
    }
}

/// A stranger's text as we keep it: no NUL and no control characters but line break and tab, and not endless.
/// Characters that turn the direction stay; the window isolates every such text.
pub(crate) fn clean(text: &str) -> String {
    cut(text).chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}

/// A web address as people may follow it: http or https only.
pub(crate) fn web_link(target: &str) -> Option<String> {
    let url = Url::parse(target.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= 2000).then(|| url.into())
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
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
            "br" => self.breaks(1),
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

    fn breaks(&mut self, count: usize) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        (0..count).for_each(|_| self.text.push('\n'));
    }

    /// Ends the line (1) or the paragraph (2), once for tags that meet, and not before the first word.
    fn breaks_at_least(&mut self, count: usize) {
        self.breaks(0);
        let there = self.text.bytes().rev().take_while(|byte| *byte == b'\n').count();
        if !self.text.is_empty() {
            self.breaks(count.saturating_sub(there));
        }
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

    #[test]
    fn deep_nesting_and_endless_text_are_survived() {
        let deep = "<div><b><p>".repeat(200_000);
        assert_eq!(plain(&deep).text, "");
        assert_eq!(plain(&"x".repeat(LONGEST * 2)).text.len(), LONGEST);
    }
}
