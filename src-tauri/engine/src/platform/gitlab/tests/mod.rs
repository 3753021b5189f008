//! What GitLab's folder claims of the reference, as facts. Here a person; the claims are in the files below.

mod acting;
mod asking;
mod background;
mod effects;
mod listing;
mod offering;
mod reading;
mod refusing;

use serde_json::{Value, json};

use super::*;

fn base() -> BaseUrl {
    BaseUrl::parse("https://git.example/gitlab").unwrap()
}

/// A user as an administrator sees it (gitlab.md §4), with some keys changed.
fn raw(changes: &Value) -> Value {
    let mut raw = json!({
        "id": 42, "username": "kim.lee", "name": "Kim Lee", "state": "active", "locked": false, "bot": false, "external": false,
        "avatar_url": "/uploads/-/system/user/avatar/42/a.png", "web_url": "https://git.example/gitlab/kim.lee",
        "created_at": "2026-01-02T03:04:05.678Z", "bio": "I compile.", "location": "Graz", "organization": "ACME", "job_title": "Dev",
        "website_url": "https://kim.example", "github": "kimlee", "email": "kim@corp.example", "public_email": "",
        "confirmed_at": "2026-01-02T04:00:00Z", "last_sign_in_at": "2026-11-01T00:00:00Z", "current_sign_in_at": "2026-11-20T00:00:00Z",
        "current_sign_in_ip": "198.51.100.7", "last_sign_in_ip": "192.0.2.1", "sign_in_count": 17, "last_activity_on": "2026-11-20",
        "two_factor_enabled": true, "identities": [{"provider": "ldapmain", "extern_uid": "uid=kim"}, {"provider": "saml"}],
        "projects_limit": 10, "is_admin": false, "note": "Asked for more\nquota.", "created_by": {"username": "root"}, "preferred_language": "en"
    });
    if let (Value::Object(raw), Value::Object(changes)) = (&mut raw, changes) {
        raw.extend(changes.clone());
    }
    raw
}

fn account(changes: &Value) -> Account {
    account_from_raw(&base(), &raw(changes)).unwrap()
}

#[test]
fn pages_for_people_are_below_the_base() {
    let kim = account(&json!({}));
    let address = |page, account| page_address(&base(), page, account);
    assert_eq!(
        address(ServerPage::Account, Some(&kim)).as_deref(),
        Some("https://git.example/gitlab/admin/users/kim.lee")
    );
    assert_eq!(
        address(ServerPage::ImpersonationTokens, Some(&kim)).as_deref(),
        Some("https://git.example/gitlab/admin/users/kim.lee/impersonation_tokens")
    );
    for page in account_pages() {
        let address = address(page, Some(&kim));
        assert!(address.is_some_and(|address| address.starts_with("https://git.example/gitlab/")), "{page:?}");
    }
    assert_eq!(
        address(ServerPage::AbuseReports, None).as_deref(),
        Some("https://git.example/gitlab/admin/abuse_reports")
    );
    assert_eq!(address(ServerPage::SpamLogs, None).as_deref(), Some("https://git.example/gitlab/admin/spam_logs"));
    let odd = Account { username: "../../x".to_owned(), ..kim.clone() };
    let address = address(ServerPage::Account, Some(&odd));
    assert!(address.is_none_or(|address| address.starts_with("https://git.example/gitlab/admin/users/")));
}
