//! What Mastodon's folder claims of the reference, as facts. Here the people; the claims are in the files below.

mod asking;
mod offering;
mod reading;
mod report_offering;
mod reporting;

use serde_json::{Value, json};

use super::*;
use crate::model::AccountId;
use crate::profile::Platform;

fn software(name: &str) -> Software {
    Software { platform: Platform::Mastodon, name: name.to_owned(), version: "4.6.5".to_owned() }
}

/// A local pending account of 4.6 (mastodon.md §9.1), with some keys changed.
fn raw(changes: &Value) -> Value {
    let mut raw = json!({
        "id": "109876543210987654", "username": "anna_k", "domain": null, "created_at": "2026-11-20T18:04:05.678Z",
        "email": "Anna@Posteo.example", "ip": "198.51.100.7", "confirmed": true, "suspended": false, "silenced": false,
        "sensitized": false, "disabled": false, "approved": true, "locale": "de", "invite_request": "I like trees.\nReally.",
        "ips": [{"ip": "198.51.100.7", "used_at": "2026-11-19T00:00:00.000Z"}, {"ip": "2001:db8::7", "used_at": "2026-11-20T00:00:00.000Z"}],
        "account": {
            "display_name": "Anna 🌲", "note": "<p>Trees.</p><p>And <a href=\"https://x.example\">more</a></p>", "bot": false,
            "url": "https://tree.example/@anna_k", "avatar": "https://files.example/a.gif", "avatar_static": "https://files.example/a.png",
            "statuses_count": 3, "followers_count": 2, "following_count": 1, "last_status_at": "2026-11-20",
            "fields": [{"name": "Web", "value": "<a href=\"https://anna.example\">anna</a>", "verified_at": "2026-11-20T00:00:00Z"}, {}]
        },
        "role": {"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": false}
    });
    if let (Value::Object(raw), Value::Object(changes)) = (&mut raw, changes) {
        raw.extend(changes.clone());
    }
    raw
}

fn account(changes: &Value) -> Account {
    account_from_raw(&raw(changes)).unwrap()
}

fn remote() -> Value {
    json!({"domain": "Bücher.example", "email": null, "ip": null, "confirmed": null, "disabled": null, "approved": null, "ips": null,
        "role": null, "locale": null, "invite_request": null})
}

#[test]
fn pages_for_people_are_on_the_server() {
    let base = BaseUrl::parse("tree.example").unwrap();
    let anna = account(&json!({}));
    let address = |page, account| page_address(&base, page, account, None);
    assert_eq!(
        address(ServerPage::Account, Some(&anna)).as_deref(),
        Some("https://tree.example/admin/accounts/109876543210987654")
    );
    assert_eq!(address(ServerPage::PublicProfile, Some(&anna)).as_deref(), Some("https://tree.example/@anna_k"));
    assert_eq!(address(ServerPage::Account, None), None);
    let odd =
        Account { page: Some("javascript:alert(1)".to_owned()), id: AccountId("../../x".to_owned()), ..anna.clone() };
    assert_eq!(address(ServerPage::PublicProfile, Some(&odd)), None);
    assert_eq!(address(ServerPage::Account, Some(&odd)), None);
    assert_eq!(token_page(&base), "https://tree.example/settings/applications/new");
}
