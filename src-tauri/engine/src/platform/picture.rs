//! Strangers' pictures: fetched without a token, checked, made small and still, and written anew, so that nothing of the
//! original file (animation, metadata, tricks for decoders) reaches the window.

use std::io::Cursor;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::ACCEPT;
use reqwest::{Client, redirect};
use url::Url;

use super::BaseUrl;
use super::address::{is_loopback, is_private, is_private_ip};
use super::http::{Line, build_client, read_bounded, redirect_target, tls_config};
use crate::error::{Error, ErrorCode, Result};

/// The largest file that is read, in bytes.
const LARGEST: usize = 5 * 1024 * 1024;
/// How long all of it may take.
const TOTAL: Duration = Duration::from_secs(10);
const REDIRECTS: usize = 3;
/// The most that a picture may measure, in pixels a side.
const SIDE: u32 = 4096;
/// The most memory for one picture, in bytes.
const MEMORY: u64 = 128 * 1024 * 1024;
/// An account's picture measures no more when it is handed on, in pixels a side.
pub const ACCOUNT_SIDE: u32 = 256;
/// A post's picture measures no more when it is handed on, in pixels a side.
pub const POST_SIDE: u32 = 640;

/// Fetches a picture of an account or a post of the server at `base`, as a PNG of at most so many pixels a side.
///
/// # Errors
/// [`ErrorCode::NoPicture`], whatever the reason: the window shows the same empty frame.
pub async fn picture(base: &BaseUrl, url: &str, side: u32, line: &Line) -> Result<Vec<u8>> {
    let file = tokio::time::timeout(TOTAL, fetch(base, url, line)).await.map_err(none)??;
    tokio::task::spawn_blocking(move || thumbnail(&file, side)).await.map_err(none)?
}

async fn fetch(base: &BaseUrl, url: &str, line: &Line) -> Result<Vec<u8>> {
    let mut url = Url::parse(url).map_err(none)?;
    for _ in 0..=REDIRECTS {
        if !may_fetch(base, &url) {
            return Err(Error::caused(ErrorCode::NoPicture, "a picture at an address that is not asked"));
        }
        let client = client(&url, is_of(base, &url).then_some(base), line).map_err(none)?;
        let request = client.get(url.clone()).header(ACCEPT, "image/webp, image/png, image/jpeg, image/gif");
        let response = request.send().await.map_err(|error| none(error.without_url()))?;
        if response.status().is_redirection() {
            url = redirect_target(&response, &url).ok_or_else(|| Error::new(ErrorCode::NoPicture))?;
            continue;
        }
        if !response.status().is_success() {
            return Err(Error::new(ErrorCode::NoPicture));
        }
        return read_bounded(response, LARGEST).await.map_err(|_| Error::new(ErrorCode::NoPicture));
    }
    Err(Error::new(ErrorCode::NoPicture))
}

/// A stranger chooses the address: it must not make this computer knock at its own network's doors. Only what the
/// moderated server itself is may be private.
fn may_fetch(base: &BaseUrl, url: &Url) -> bool {
    let scheme = match url.scheme() {
        "https" => true,
        "http" => is_loopback(url) && base.is_loopback(),
        _ => false,
    };
    scheme && url.username().is_empty() && url.password().is_none() && (is_of(base, url) || !is_private(url))
}

/// Whether the address is the moderated server's own: its host, at its port.
fn is_of(base: &BaseUrl, url: &Url) -> bool {
    let own = base.join("");
    url.host_str() == own.host_str() && url.port_or_known_default() == own.port_or_known_default()
}

/// Names that lead into this computer's own network are not followed there: the address in a picture may be a name.
#[derive(Debug)]
struct Outside;

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let outside: Vec<SocketAddr> = found.filter(|address| !is_private_ip(address.ip())).collect();
            Ok(Box::new(outside.into_iter()) as Addrs)
        })
    }
}

/// One client for all pictures of the web: reading the system's certificates anew would take longer than most pictures.
/// One for the moderated servers' own, which may stand in one's own network.
///
/// A server with a trust or a proxy of its own gets one made for each picture: by its trust only what is its own is
/// recognised, but the proxy stands before everything that it makes us fetch.
fn client(url: &Url, own: Option<&BaseUrl>, line: &Line) -> Result<Client> {
    static WEB: OnceLock<Client> = OnceLock::new();
    static OWN: OnceLock<Client> = OnceLock::new();
    let builder = || {
        Client::builder()
            .user_agent(super::http::USER_AGENT)
            .timeout(TOTAL)
            .redirect(redirect::Policy::none())
            .referer(false)
    };
    let outside = || builder().dns_resolver(Arc::new(Outside));
    let web = BaseUrl::from_stored(url.origin().ascii_serialization().as_str())?;
    let at = own.unwrap_or(&web);
    let tls = |line: &Line| if at.is_https() { tls_config(at, line) } else { Ok(None) };
    if is_loopback(url) {
        return build_client(builder().no_proxy(), tls(line)?);
    }
    if !line.is_usual() {
        return match own {
            Some(_) => build_client(line.through(builder(), false)?, tls(line)?),
            None => build_client(line.through(outside(), false)?, tls(&Line::from(&line.clock))?),
        };
    }
    let shared = if own.is_some() { &OWN } else { &WEB };
    match shared.get() {
        Some(client) => Ok(client.clone()),
        None => {
            let builder = if own.is_some() { builder() } else { outside() };
            let built = build_client(builder, tls(line)?)?;
            Ok(shared.get_or_init(|| built).clone())
        }
    }
}

fn thumbnail(file: &[u8], side: u32) -> Result<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(none)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(none)?;
    if decoder.total_bytes() > MEMORY {
        return Err(Error::new(ErrorCode::NoPicture));
    }
    let orientation = decoder.orientation().map_err(none)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(none)?;
    picture.apply_orientation(orientation);
    if picture.width() > side || picture.height() > side {
        picture = picture.thumbnail(side, side);
    }
    let mut png = Vec::new();
    picture.into_rgba8().write_with_encoder(PngEncoder::new(&mut png)).map_err(none)?;
    Ok(png)
}

fn none(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::caused(ErrorCode::NoPicture, cause)
}

#[cfg(test)]
mod tests;
