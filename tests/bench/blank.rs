//! A window with nothing in it, by the same Tauri and the same profile as the desk: the bound of how fast that can start.

use tauri::{WebviewUrl, WebviewWindowBuilder};

/// Tells the driver when it was painted, as the desk does.
const PAGE: &str = "<!doctype html><title>blank</title><p>blank</p><script>\
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('rows')))</script>";

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .register_uri_scheme_protocol("blank", |_, _| {
            tauri::http::Response::builder()
                .header("content-type", "text/html")
                .body(PAGE.as_bytes().to_vec())
                .unwrap_or_default()
        })
        .setup(|app| {
            let page = "blank://localhost/".parse()?;
            WebviewWindowBuilder::new(app, "blank", WebviewUrl::CustomProtocol(page))
                .inner_size(1440.0, 900.0)
                .build()?;
            Ok(())
        })
        .run(bailiwick::context())
}
