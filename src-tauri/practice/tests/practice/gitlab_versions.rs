//! The practice GitLab by version and edition (reference 1.7, 3.1, 3.4, 4, 6), and its inferred facts the other way round.

use bailiwick_practice::{GitlabSwitches, Inferred, Kind, Options, Practice, Who, serve};
use serde_json::{Value, json};

use crate::client::{Client, gitlab, quick};

const USERS: &str = "/api/v4/users";

async fn of(version: &str) -> (Practice, Client) {
    let switches = GitlabSwitches { version: version.to_owned(), ..GitlabSwitches::default() };
    let practice = serve(Options { gitlab: switches, ..quick(Kind::Gitlab) }).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    (practice, client)
}

#[tokio::test]
async fn fields_come_and_go_with_versions() {
    let fields = [
        "locked",
        "skype",
        "github",
        "preferred_language",
        "created_by",
        "email_reset_offered_at",
        "provisioned_by_project_id",
    ];
    for (version, there) in [
        ("15.0.5", "skype"),
        ("15.11.13", "locked skype created_by"),
        ("16.11.2", "locked skype created_by email_reset_offered_at"),
        ("18.6.1", "locked skype github preferred_language created_by email_reset_offered_at"),
        ("19.0.0", "locked github preferred_language created_by provisioned_by_project_id"),
    ] {
        let (_practice, client) = of(version).await;
        let row = client.get(&format!("{USERS}?per_page=1")).await.rows().remove(0);
        let shown: Vec<&str> = fields.into_iter().filter(|name| row.get(*name).is_some()).collect();
        assert_eq!(shown.join(" "), there, "{version}");
        assert!(
            ["id", "username", "name", "state", "email", "is_admin", "discord", "note"]
                .iter()
                .all(|name| row.get(*name).is_some())
        );
    }
}

#[tokio::test]
async fn the_version_is_told_where_the_version_has_it() {
    for (version, metadata, enterprise) in [("15.1.6", 404, false), ("15.4.0", 200, false), ("18.6.1", 200, true)] {
        let (_practice, client) = of(version).await;
        assert_eq!(client.get("/api/v4/version").await.json()["version"], version);
        let answer = client.get("/api/v4/metadata").await;
        assert_eq!((answer.status, answer.json().get("enterprise").is_some()), (metadata, enterprise), "{version}");
    }
}

#[tokio::test]
async fn filters_that_a_version_does_not_know_are_dropped() {
    for (version, known) in [("15.11.13", false), ("17.0.0", true)] {
        let (practice, client) = of(version).await;
        for filter in ["exclude_active=true", "humans=true", "exclude_humans=true"] {
            let all = client.all(&format!("{USERS}?per_page=100&{filter}")).await.len();
            assert_eq!(all < practice.people().len(), known, "{filter} on {version}");
        }
    }
    for (version, count) in [("16.0.0", 0), ("18.6.1", 20), ("19.0.0", 0)] {
        let (_practice, client) = of(version).await;
        let rows = client.get(&format!("{USERS}?public_email=nobody@nowhere.example")).await.rows();
        assert_eq!(rows.len(), count, "{version}");
    }
}

#[tokio::test]
async fn paging_follows_the_version() {
    let (_practice, client) = of("16.4.0").await;
    let ignored = client.get(&format!("{USERS}?pagination=keyset&order_by=id")).await;
    assert_eq!((ignored.status, ignored.header("x-page")), (200, "1".to_owned()), "keyset is unknown, so ignored");
    assert_eq!(client.get(&format!("{USERS}?page=501&per_page=100")).await.rows().len(), 0, "no furthest page yet");
    client.send("POST", "/practice/settings", &json!({ "practice": { "otherwise": ["old_keyset_refused"] } })).await;
    assert_eq!(client.get(&format!("{USERS}?pagination=keyset")).await.status, 405);
    let (_practice, client) = of("16.5.0").await;
    assert!(client.get(&format!("{USERS}?pagination=keyset")).await.link("next").unwrap().contains("cursor="));
}

#[tokio::test]
async fn before_the_scope_existed_admin_mode_did_not_hinder_tokens() {
    for (version, status) in [("15.7.9", 201), ("15.8.0", 403)] {
        let (practice, _) = of(version).await;
        let id = practice.sign_up(1).remove(0);
        let osei = Client::new(&practice, Who::NoAdminMode);
        assert_eq!(osei.post(&format!("{USERS}/{id}/approve")).await.status, status, "{version}");
    }
}

#[tokio::test]
async fn the_dormancy_period_is_a_setting_since_15_4() {
    let (practice, client) = of("15.3.5").await;
    practice
        .change_settings(
            &json!({ "deactivate_dormant_users_period": 30, "practice": { "otherwise": ["constant_is180"] } }),
        )
        .unwrap();
    let wren = practice.id_of("wren").unwrap();
    let refused = client.post(&format!("{USERS}/{wren}/deactivate")).await.json();
    assert_eq!(
        refused["message"],
        "403 Forbidden - The user you are trying to deactivate has been active in the past 180 days and cannot be deactivated by the API"
    );
    assert!(client.get("/api/v4/application/settings").await.json().get("deactivate_dormant_users_period").is_none());
}

#[tokio::test]
async fn verbs_came_one_by_one_and_so_did_what_they_leave_behind() {
    for (version, there) in
        [("13.6.0", ""), ("13.12.0", "approve"), ("14.2.0", "approve"), ("14.3.0", "approve ban reject unban")]
    {
        let (practice, client) = of(version).await;
        let mut known = Vec::new();
        for verb in ["approve", "ban", "reject", "unban"] {
            let id = practice.sign_up(1).remove(0);
            let answer = client.post(&format!("{USERS}/{id}/{verb}")).await;
            if answer.json() != json!({ "error": "404 Not Found" }) {
                known.push(verb);
            }
        }
        assert_eq!(known.join(" "), there, "{version}");
        let id = practice.sign_up(1).remove(0);
        practice.change_person(&id, &json!({ "state": "active" })).unwrap();
        assert_eq!(client.post(&format!("{USERS}/{id}/block")).await.json(), json!(true));
        client.post(&format!("{USERS}/{id}/unblock")).await;
        assert_eq!(practice.person(&id).unwrap()["custom_attributes"], json!({}), "{version} does not sign");
    }
    let (practice, client) = of("13.12.0").await;
    practice.change_settings(&json!({ "practice": { "otherwise": ["older_have_ban"] } })).unwrap();
    assert_eq!(client.post(&format!("{USERS}/{}/ban", practice.id_of("ivo.lund").unwrap())).await.status, 403);
    assert!(client.get(&format!("{USERS}?per_page=1")).await.rows()[0]["bio_html"].is_string());
}

#[tokio::test]
async fn before_16_nothing_kept_the_caller_from_blocking_themselves() {
    let text = "403 Forbidden - The API initiating user cannot be blocked by the API";
    for (version, otherwise, body) in [
        ("15.11.13", json!([]), json!(true)),
        ("15.11.13", json!(["older_guard_oneself"]), json!({ "message": text })),
        ("16.0.0", json!([]), json!({ "message": text })),
    ] {
        let (practice, client) = of(version).await;
        practice.change_settings(&json!({ "practice": { "otherwise": otherwise } })).unwrap();
        let me = practice.id_of("kim").unwrap();
        assert_eq!(client.post(&format!("{USERS}/{me}/block")).await.json(), body, "{version} {otherwise}");
    }
}

#[tokio::test]
async fn tokens_have_an_end_since_16() {
    for (version, otherwise, ends) in
        [("15.11.13", "", false), ("16.0.0", "", true), ("18.6.1", "tokens_never_expire", false)]
    {
        let (practice, client) = of(version).await;
        let rows: Vec<&str> = otherwise.split_whitespace().collect();
        practice.change_settings(&json!({ "practice": { "otherwise": rows } })).unwrap();
        let token = client.get("/api/v4/personal_access_tokens/self").await.json();
        assert_eq!(token["expires_at"].is_string(), ends, "{version} {otherwise}");
    }
}

#[tokio::test]
async fn the_enterprise_edition_has_more_fields_and_filters() {
    let switches = GitlabSwitches { enterprise: true, ..GitlabSwitches::default() };
    let practice = serve(Options { gitlab: switches, ..quick(Kind::Gitlab) }).await.unwrap();
    let client = Client::new(&practice, Who::Administrator);
    let metadata = client.get("/api/v4/metadata").await.json();
    assert_eq!((&metadata["version"], &metadata["enterprise"]), (&json!("18.6.1-ee"), &json!(true)));
    let auditors = client.get(&format!("{USERS}?auditors=true")).await.rows();
    assert!(auditors.len() == 1 && auditors[0]["is_auditor"] == true && auditors[0]["using_license_seat"] == true);
    let directory = |row: &Value| row["identities"].to_string().contains("ldapmain");
    assert!(!client.all(&format!("{USERS}?per_page=100&skip_ldap=true")).await.iter().any(directory));
    let detail = client.get(&format!("{USERS}/{}", auditors[0]["id"])).await.json();
    assert_eq!(detail["plan"], "free");
}

#[tokio::test]
async fn the_enterprise_edition_tells_who_came_by_saml_and_scim_and_keeps_a_log() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let sam = practice.id_of("sam.gate").unwrap();
    let by_scim = format!("{USERS}?extern_uid=sam.gate&provider=scim");
    let log = format!("/api/v4/audit_events?entity_type=User&entity_id={sam}");
    assert!(client.get(&by_scim).await.rows().is_empty());
    assert!(client.get(&format!("{USERS}?saml_provider_id=7")).await.rows().len() > 1, "unknown, so dropped");
    assert_eq!(client.get(&log).await.status, 404);
    practice.change_settings(&json!({ "practice": { "enterprise": true } })).unwrap();
    let row = client.get(&by_scim).await.rows().remove(0);
    assert_eq!(
        (&row["identities"].as_array().unwrap().len(), &row["scim_identities"][0]["extern_uid"]),
        (&1, &json!("sam.gate"))
    );
    assert_eq!(client.get(&format!("{USERS}?saml_provider_id=7")).await.rows()[0]["username"], "sam.gate");
    for verb in ["block", "unblock", "ban"] {
        assert_eq!(client.post(&format!("{USERS}/{sam}/{verb}")).await.json(), json!(true));
    }
    let rows = client.get(&log).await.rows();
    let names: Vec<&str> = rows.iter().map(|row| row["event_name"].as_str().unwrap()).collect();
    assert_eq!((names, &rows[0]["author_id"]), (vec!["unblock_user", "user_blocked"], &json!(2)));
    assert_eq!(client.get("/api/v4/audit_events?entity_type=Moon").await.status, 400);
}

#[tokio::test]
async fn inferred_shapes_can_be_turned_round() {
    let practice = gitlab().await;
    let turn = |fact: Inferred| practice.change_settings(&json!({ "practice": { "otherwise": [fact] } })).unwrap();
    let administrator = Client::new(&practice, Who::Administrator);
    turn(Inferred::ScopeInMessage);
    let answer = Client::new(&practice, Who::Read).post(&format!("{USERS}/2/block")).await;
    assert_eq!((answer.status, answer.json()), (403, json!({ "message": "403 Forbidden" })));
    turn(Inferred::TokenInMessage);
    for token in ["practice-revoked", "practice-expired"] {
        let answer = Client::with(&practice, Some(token.to_owned())).get("/api/v4/user").await;
        assert_eq!((answer.status, answer.json()), (401, json!({ "message": "401 Unauthorized" })), "{token}");
    }
    turn(Inferred::OddIdInMessage);
    assert_eq!(administrator.post(&format!("{USERS}/kim/ban")).await.json(), json!({ "message": "404 Not Found" }));
    turn(Inferred::KeysetSearch);
    let first = administrator.get(&format!("{USERS}?pagination=keyset&search=a%20&per_page=2")).await;
    assert_eq!(first.status, 200);
    turn(Inferred::LdapBlockStays);
    let id = crate::client::somebody(&practice, |person| person["state"] == "ldap_blocked");
    administrator.send("DELETE", &format!("{USERS}/{id}/identities/ldapmain"), &json!({})).await;
    assert_eq!(administrator.get(&format!("{USERS}/{id}")).await.json()["state"], "ldap_blocked");
}

#[tokio::test]
async fn a_search_strips_one_at_sign_and_knows_confirmed_addresses_only() {
    let practice = gitlab().await;
    let client = Client::new(&practice, Who::Administrator);
    let wren = practice.id_of("wren").unwrap();
    let change = json!({ "other_emails": ["second@example.org"], "unconfirmed_emails": ["third@example.org"] });
    practice.change_person(&wren, &change).unwrap();
    let found = async |search: &str| client.get(&format!("{USERS}?search={search}")).await.rows().len();
    assert_eq!((found("SECOND@example.org").await, found("third@example.org").await), (1, 0));
    assert_eq!((found("@wren").await, found("@@wren").await), (1, 0));
    practice.change_settings(&json!({ "practice": { "otherwise": ["short_searches_match"] } })).unwrap();
    assert!(found("wr").await >= 1, "the shortest part is a switch");
    let both = client.get(&format!("{USERS}?extern_uid=1")).await;
    assert_eq!(both.json(), json!({ "error": "extern_uid, provider provide all or none of parameters" }));
    let pair = format!("{USERS}?extern_uid=1&provider=saml");
    assert_eq!(Client::new(&practice, Who::User).get(&pair).await.status, 403);
    assert!(client.get(&pair).await.rows().is_empty());
}
