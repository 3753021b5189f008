//! The few pages for people and for mistakes: small, plain, and saying that this is practice.

/// A page of the instance's own web face.
pub(crate) fn practice(title: &str, text: &str) -> String {
    with_inside(title, &format!("<p>{}</p>", escape(text)))
}

/// The same with HTML of its own inside.
pub(crate) fn with_inside(title: &str, inside: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title} · practice</title>\
         <style>body{{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem;color:#23262f;background:#faf9f6}}\
         b{{font-size:.75rem;letter-spacing:.08em;color:#6b5b1f;background:repeating-linear-gradient(135deg,#f3e9c6 0 6px,#faf3da 6px 12px);padding:.2rem .5rem;border-radius:.3rem}}\
         @media(prefers-color-scheme:dark){{body{{color:#e8e6e1;background:#1c1e24}}}}</style>\
         <b>PRACTICE</b><h1>{title}</h1>{inside}<p>Everybody here is made up. On a real server this page would be the server's own.</p></html>"
    )
}

/// The web face's answer to an unknown address.
pub(crate) fn missing() -> String {
    practice("Not found", "There is no such page.")
}

/// What a reverse proxy says when the server behind it does not answer well.
pub(crate) fn proxy_error(status: u16) -> String {
    format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
    )
}

/// A captive portal, as in a hotel or on a train.
pub(crate) fn sign_in_wall() -> String {
    "<!doctype html><html><head><title>Welcome to Train WiFi</title></head><body><form action=\"/accept\"><button>Accept and connect</button></form></body></html>".to_owned()
}

/// Text as HTML text.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
