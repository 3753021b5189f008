use super::*;
use crate::error::CertificateFault;
use crate::platform::canned::{Canned, Reply, TOKEN, clock, html, http, json, reply};
use serde_json::json;

async fn get(answer: Reply) -> Result<serde_json::Value> {
    let server = Canned::serve(move |_| answer.clone()).await;
    server.http().get("api/x", &[]).await?.data()
}

#[tokio::test]
async fn a_request_carries_token_and_manners() {
    let server = Canned::serve(|_| json(200, &json!([]))).await;
    let http = server.http();
    http.get("api/x", &[("email", "%@spam.example")]).await.unwrap();
    assert!(matches!(http.post("api/y", &[("text", "a b&c")]).await, Posted::Answered(_)));
    let asked = server.asked();
    assert_eq!(asked[0].line, "GET /api/x?email=%25%40spam.example");
    assert!(asked[0].head.contains(&format!("authorization: bearer {TOKEN}")));
    assert!(asked[0].head.contains("user-agent: bailiwick/"));
    assert!(asked[0].head.contains("accept: application/json"));
    assert!(!asked[0].head.contains("cookie") && !asked[0].head.contains("referer"));
    assert_eq!(asked[1].line, "POST /api/y");
    assert_eq!(asked[1].body, "text=a+b%26c");
    assert!(matches!(http.put("api/y", &[("note", "ü\n")]).await, Posted::Answered(_)));
    assert!(matches!(http.delete("api/y", &[("hard", "a&b")]).await, Posted::Answered(_)));
    assert!(matches!(http.delete("api/y", &[]).await, Posted::Answered(_)));
    let asked = server.asked();
    assert_eq!((asked[2].line.as_str(), asked[2].body.as_str()), ("PUT /api/y", "note=%C3%BC%0A"));
    assert_eq!((asked[3].line.as_str(), asked[4].line.as_str()), ("DELETE /api/y?hard=a%26b", "DELETE /api/y"));
}

#[tokio::test]
async fn answers_that_are_no_data_have_their_own_errors() {
    let big = "x".repeat(70_000);
    let chunked = format!(
        "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "1000\r\n".to_owned() + &"y".repeat(4096) + "\r\n"
    );
    let endless = format!("{}{}", chunked, ("1000\r\n".to_owned() + &"y".repeat(4096) + "\r\n").repeat(20));
    let cut = "HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{\"id\":";
    let cases = [
        (html(200), ErrorCode::HtmlInsteadOfData { status: 200 }),
        (html(404), ErrorCode::HtmlInsteadOfData { status: 404 }),
        (reply(200, "Content-Type: application/json\r\n", " \n<html>"), ErrorCode::HtmlInsteadOfData { status: 200 }),
        (reply(200, "", "{\"id\":"), ErrorCode::Unreadable),
        (reply(200, "", ""), ErrorCode::Unreadable),
        (reply(200, "", &big), ErrorCode::TooLarge { megabytes: 0 }),
        (Reply::Bytes(endless.into_bytes()), ErrorCode::TooLarge { megabytes: 0 }),
        (Reply::Bytes(chunked.into_bytes()), ErrorCode::CutOff),
        (Reply::Bytes(cut.into()), ErrorCode::CutOff),
        (Reply::Bytes(Vec::new()), ErrorCode::CutOff),
        (Reply::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), ErrorCode::Unreadable),
        (Reply::Silence, ErrorCode::TimedOut { seconds: 1 }),
        (json(401, &json!({"error": "The access token was revoked"})), ErrorCode::TokenNotTaken),
        (json(404, &json!({"error": "Record not found"})), ErrorCode::NotFound),
        (json(422, &json!({"error": "Validation failed"})), ErrorCode::ServerSaysNo { status: 422 }),
        (html(502), ErrorCode::ServerTrouble { status: 502 }),
        (
            reply(429, "Retry-After: 30\r\n", "Retry later"),
            ErrorCode::RateLimited { until: Some(crate::model::Timestamp(1_795_255_230_000)) },
        ),
        (json(429, &json!({"message": {"error": "Too many."}})), ErrorCode::RateLimited { until: None }),
    ];
    for (answer, code) in cases {
        assert_eq!(get(answer).await.unwrap_err().code, code);
    }
}

#[tokio::test]
async fn nobody_there_is_not_reachable_and_the_error_keeps_no_address() {
    let base = BaseUrl::parse("127.0.0.1:1").unwrap();
    let error = http(&base).get("api/x", &[("email", "kim@private.example")]).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotReachable { host: "127.0.0.1:1".to_owned() });
    assert!(error.is_unreachable());
    let told = format!("{error:?}");
    assert!(!told.contains("private.example") && !told.contains(TOKEN), "{told}");
    assert!(matches!(http(&base).post("api/x", &[]).await, Posted::NotArrived(_)));
}

#[tokio::test]
async fn redirects_are_followed_on_the_own_server_only() {
    let elsewhere = Canned::serve(|_| json(200, &json!("stolen"))).await;
    let target = elsewhere.base.as_str().replace("127.0.0.1", "localhost");
    let server = Canned::serve(move |asked| match asked.line.as_str() {
        "GET /api/a" => reply(301, "Location: /api/b?x=1\r\n", ""),
        "GET /api/b?x=1" => reply(302, "Location: c\r\n", ""),
        "GET /api/c" => json(200, &json!("found")),
        "GET /api/out" => reply(307, &format!("Location: {target}/api\r\n"), ""),
        "GET /api/secure" => reply(301, &format!("Location: https://{}/api\r\n", "127.0.0.1"), ""),
        "GET /api/lost" => reply(302, "", ""),
        _ => reply(302, "Location: /api/circle\r\n", ""),
    })
    .await;
    let http = server.http();
    assert_eq!(http.get("api/a", &[]).await.unwrap().data().unwrap(), json!("found"));
    let code = |outcome: Result<Answer>| outcome.unwrap_err().code;
    assert_eq!(code(http.get("api/out", &[]).await), ErrorCode::SentElsewhere { host: "localhost".to_owned() });
    assert_eq!(code(http.get("api/secure", &[]).await), ErrorCode::SentElsewhere { host: "127.0.0.1".to_owned() });
    assert_eq!(code(http.get("api/lost", &[]).await), ErrorCode::ServerSaysNo { status: 302 });
    assert_eq!(code(http.get("api/circle", &[]).await), ErrorCode::ServerSaysNo { status: 508 });
    assert!(elsewhere.asked().is_empty(), "the token left its server");
    assert!(server.lines().iter().filter(|line| *line == "GET /api/circle").count() <= REDIRECTS + 1);
}

#[tokio::test]
async fn a_redirect_out_of_the_base_path_is_not_followed() {
    let server = Canned::serve(|_| reply(302, "Location: /other/app\r\n", "")).await;
    let base = BaseUrl::parse(&format!("{}/gitlab", server.base.as_str())).unwrap();
    let error = http(&base).get("api/v4/user", &[]).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::HtmlInsteadOfData { status: 302 });
    assert_eq!(server.lines(), ["GET /gitlab/api/v4/user"]);
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Answered(u16),
    NotArrived,
    Unsure,
}

#[tokio::test]
async fn what_became_of_a_post_is_told_apart() {
    use Outcome::{Answered, NotArrived, Unsure};
    let cut = |status| Reply::Bytes(format!("HTTP/1.1 {status} X\r\nContent-Length: 100\r\n\r\n{{").into_bytes());
    let cases = [
        (json(200, &json!({})), Answered(200)),
        (reply(201, "", "true"), Answered(201)),
        (reply(204, "", ""), Answered(204)),
        (json(403, &json!({"error": "This action is not allowed"})), Answered(403)),
        (html(403), Answered(403)),
        (json(404, &json!({})), Answered(404)),
        (json(409, &json!({})), Answered(409)),
        (cut(403), Answered(403)),
        (reply(429, "", "Retry later"), NotArrived),
        (reply(503, "Retry-After: 5\r\n", ""), NotArrived),
        (reply(301, "Location: https://127.0.0.1/api\r\n", ""), NotArrived),
        (reply(307, "Location: https://elsewhere.example/\r\n", ""), NotArrived),
        (reply(302, "Location: https://sso.example/sign_in\r\n", ""), NotArrived),
        (reply(307, "Location: /api/v2/x/action\r\n", ""), NotArrived),
        (reply(308, "Location: /api/v2/x/action\r\n", ""), NotArrived),
        (reply(301, "Location: /admin/accounts/7\r\n", ""), Unsure),
        (reply(302, "Location: /admin/accounts/7\r\n", ""), Unsure),
        (reply(302, "", ""), Unsure),
        (reply(303, "Location: /done\r\n", ""), Unsure),
        (reply(303, "Location: https://elsewhere.example/done\r\n", ""), Unsure),
        (reply(304, "", ""), Unsure),
        (html(200), Unsure),
        (cut(200), Unsure),
        (reply(408, "", ""), Unsure),
        (json(500, &json!({"error": "Internal Server Error"})), Unsure),
        (html(502), Unsure),
        (reply(503, "", "no server"), Unsure),
        (html(504), Unsure),
        (Reply::Bytes(Vec::new()), Unsure),
        (Reply::Silence, Unsure),
    ];
    for (number, (answer, wanted)) in cases.into_iter().enumerate() {
        let server = Canned::serve(move |_| answer.clone()).await;
        let outcome = match server.http().post("api/v1/x/action", &[("type", "silence")]).await {
            Posted::Answered(answer) => Answered(answer.status()),
            Posted::NotArrived(_) => NotArrived,
            Posted::Unsure(_) => Unsure,
        };
        assert_eq!(outcome, wanted, "case {number}");
        assert_eq!(server.asked().len(), 1, "sent more than once in case {number}");
    }
}

#[tokio::test]
async fn the_budget_is_noted_and_shared_by_clones() {
    let headers =
        "X-RateLimit-Limit: 300\r\nX-RateLimit-Remaining: 212\r\nX-RateLimit-Reset: 2026-11-21T10:05:00.123456Z\r\n";
    let server = Canned::serve(move |_| reply(200, headers, "[]")).await;
    let http = server.http();
    assert_eq!(http.budget(), None);
    http.clone().get("api/x", &[]).await.unwrap();
    assert_eq!(http.budget().map(|budget| (budget.limit, budget.remaining)), Some((300, 212)));
}

#[tokio::test]
async fn a_wait_is_counted_from_the_clock_that_was_given_and_nothing_is_sent_before_it_is_over() {
    let server = Canned::serve(|_| reply(429, "Retry-After: 30\r\n", "Retry later")).await;
    let (set, told) = tokio::sync::watch::channel(1_000);
    let token = || Some(Secret::new(TOKEN.to_owned()));
    let http = Http::new(server.base.clone(), token(), &crate::clock::Clock::Set(told)).unwrap();
    let until = |error: Error| match error.code {
        ErrorCode::RateLimited { until } => until.map(|until| until.0),
        other => panic!("{other:?}"),
    };
    assert_eq!(until(http.get("api/x", &[]).await.unwrap_err()), Some(31_000));
    for (now, wanted, asked) in [(5_000, 31_000, 1), (30_999, 31_000, 1), (31_000, 61_000, 2)] {
        set.send_replace(now);
        match http.post("api/x", &[]).await {
            Posted::NotArrived(error) => assert_eq!(until(error), Some(wanted)),
            other => panic!("{other:?}"),
        }
        assert_eq!(server.asked().len(), asked);
    }
    // Nobody's requests are counted by themselves, in one place.
    assert!(http.as_nobody().get("api/x", &[]).await.is_err());
    assert!(http.as_nobody().get("api/x", &[]).await.is_err());
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn tokens_that_no_header_can_carry_are_refused_before_anything_is_sent() {
    let base = BaseUrl::parse("tree.example").unwrap();
    let error = Http::new(base, Some(Secret::new("two\nlines".to_owned())), &clock()).unwrap_err();
    assert_eq!(error.code, ErrorCode::NotAToken);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_told_as_such() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = BaseUrl::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        assert!(stream.read(&mut [0; 1024]).await.unwrap() > 0);
        stream.write_all(b"HTTP/1.1 400 X\r\n\r\nThe plain HTTP request").await.unwrap();
    });
    let error = http(&base).get("api/x", &[]).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::CertificateNotTrusted { host: base.for_people(), fault: CertificateFault::Other }
    );
}

#[tokio::test]
async fn an_nginx_that_wants_a_certificate_is_understood() {
    let page = |title: &str| format!("<html><head><title>400 {title}</title></head><body>{title}</body></html>");
    let (without, wrong) = (page("No required SSL certificate was sent"), page("The SSL certificate error"));
    let server = Canned::serve(move |asked| match asked.line.as_str() {
        "GET /without" => reply(400, "", &without),
        "GET /wrong" => reply(400, "", &wrong),
        _ => reply(400, "", "<title>400 Bad Request</title>"),
    })
    .await;
    let host = server.base.for_people();
    let get = async |path| server.http().get(path, &[]).await.map(|answer| answer.status()).map_err(|error| error.code);
    assert_eq!(get("without").await, Err(ErrorCode::ClientCertificateNeeded { host: host.clone() }));
    assert_eq!(get("wrong").await, Err(ErrorCode::ClientCertificateRefused { host }));
    assert_eq!(get("other").await, Ok(400));
}
