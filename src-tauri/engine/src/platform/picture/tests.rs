use image::{ImageFormat, RgbaImage};

use super::*;
use crate::platform::canned::{Canned, Reply, clock, reply};

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(RgbaImage::new(width, height)).write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn file(bytes: &[u8]) -> Reply {
    let mut answer = format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\n\r\n", bytes.len()).into_bytes();
    answer.extend_from_slice(bytes);
    Reply::Bytes(answer)
}

#[test]
fn pictures_become_small_still_pngs() {
    for (width, height, format) in
        [(1000, 500, ImageFormat::Png), (64, 64, ImageFormat::Gif), (300, 4000, ImageFormat::WebP)]
    {
        for side in [ACCOUNT_SIDE, POST_SIDE] {
            let png = thumbnail(&encoded(width, height, format), side).unwrap();
            assert_eq!(image::guess_format(&png).unwrap(), ImageFormat::Png);
            let small = image::load_from_memory(&png).unwrap();
            assert!(small.width() <= side.min(width) && small.height() <= side.min(height));
        }
    }
}

#[test]
fn what_is_no_picture_or_too_large_is_refused() {
    let huge = encoded(SIDE + 1, 1, ImageFormat::Png);
    for file in [b"".as_slice(), b"<svg onload='x'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n....", &huge] {
        assert_eq!(thumbnail(file, ACCOUNT_SIDE).unwrap_err().code, ErrorCode::NoPicture);
    }
}

#[test]
fn a_stranger_cannot_make_us_knock_at_private_doors() {
    let tree = BaseUrl::parse("tree.example").unwrap();
    let intranet = BaseUrl::parse("10.0.0.7").unwrap();
    let practice = BaseUrl::parse("127.0.0.1:4780").unwrap();
    let cases = [
        (&tree, "https://files.tree.example/a.png", true),
        (&tree, "http://files.tree.example/a.png", false),
        (&tree, "https://127.0.0.1/a.png", false),
        (&tree, "http://127.0.0.1/a.png", false),
        (&tree, "https://192.168.1.1/a.png", false),
        (&tree, "https://kim@files.tree.example/a.png", false),
        (&tree, "file:///etc/passwd", false),
        (&intranet, "https://10.0.0.7/a.png", true),
        (&intranet, "https://10.0.0.8/a.png", false),
        (&practice, "http://127.0.0.1:4780/a.png", true),
        (&practice, "http://127.0.0.2/a.png", false),
        (&practice, "https://secure.gravatar.example/a.png", true),
    ];
    for (base, url, allowed) in cases {
        assert_eq!(may_fetch(base, &Url::parse(url).unwrap()), allowed, "{url} from {}", base.as_str());
    }
}

#[tokio::test]
async fn pictures_come_without_a_token_and_redirects_are_checked_again() {
    let picture_file = encoded(10, 10, ImageFormat::Png);
    let server = Canned::serve(move |asked| match asked.line.as_str() {
        "GET /a.png" => file(&picture_file),
        "GET /moved" => reply(302, "Location: /a.png\r\n", ""),
        "GET /private" => reply(302, "Location: https://192.168.1.1/a.png\r\n", ""),
        "GET /circle" => reply(302, "Location: /circle\r\n", ""),
        "GET /large" => reply(200, "", &"x".repeat(LARGEST + 1)),
        _ => reply(404, "", "none"),
    })
    .await;
    let fetched = |path: &str| {
        let url = format!("{}{path}", server.base.as_str());
        let base = server.base.clone();
        async move { picture(&base, &url, ACCOUNT_SIDE, &Line::from(&clock())).await.map_err(|error| error.code) }
    };
    assert!(fetched("/a.png").await.is_ok());
    assert!(fetched("/moved").await.is_ok());
    for path in ["/private", "/circle", "/large", "/none"] {
        assert_eq!(fetched(path).await, Err(ErrorCode::NoPicture), "{path}");
    }
    assert!(server.asked().iter().all(|asked| !asked.head.contains("authorization")));
}
