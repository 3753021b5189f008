//! The pages on which somebody agrees: real forms, as a browser would post them.

use crate::call::Answer;
use crate::page::escape;

/// A form that asks who one is and whether one agrees.
pub(super) fn form(title: &str, action: &str, hidden: &[(&str, &str)], shown: &str, people: &[String]) -> Answer {
    let hidden: String = hidden
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value)))
        .collect();
    let people: String = people.iter().map(|name| format!("<option>{}</option>", escape(name))).collect();
    let [title, action] = [title, action].map(escape);
    Answer::html(
        200,
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title} · practice</title>\
             <style>body{{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem}}button,select,input{{font:inherit;padding:.3rem .8rem}}\
             @media(prefers-color-scheme:dark){{body{{color:#e8e6e1;background:#1c1e24}}}}</style>\
             <b>PRACTICE</b><h1>{title}</h1><form method=\"post\" action=\"{action}\">{hidden}{shown}\
             <p><label>Signed in as <select name=\"username\">{people}</select></label></p>\
             <p><button name=\"decision\" value=\"authorize\">Authorize</button> <button name=\"decision\" value=\"deny\">Deny</button></p></form></html>"
        ),
    )
}

/// Shown instead of a redirect that could lead anywhere.
pub(super) fn mistake(why: &str) -> Answer {
    Answer::html(400, crate::page::practice("An error has occurred", why))
}
