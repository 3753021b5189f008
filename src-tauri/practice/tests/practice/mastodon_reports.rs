//! Reports of the practice Mastodon (reference 4.1, 4.2, 9.5).

use bailiwick_practice::Who;
use serde_json::{Value, json};

use crate::client::{Client, mastodon};
use crate::mastodon_list::ids;

const REPORTS: &str = "/api/v1/admin/reports";

#[tokio::test]
async fn the_list_holds_the_open_ones_unless_asked() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let list = async |query: &str| client.get(&format!("{REPORTS}?{query}")).await.rows();
    let open = list("").await;
    assert!(open.len() == 7 && open.iter().all(|report| report["action_taken"] == false));
    assert_eq!(ids(&open), ["7", "6", "5", "4", "3", "2", "1"]);
    assert_eq!(list("resolved=true").await.len(), 5);
    assert_eq!(list("resolved=false").await.len(), 7, "booleans are parsed on 4.6");
    assert_eq!(list("resolved=true&unresolved=true").await.len(), 12);
    practice.change_settings(&json!({ "version": "4.2" })).unwrap();
    assert_eq!(list("resolved=false").await.len(), 5, "being there was enough");
    assert_eq!(list("resolved=true&unresolved=true").await.len(), 5);
    let target = practice.id_of("office_desk").unwrap();
    assert!(list(&format!("target_account_id={target}")).await.len() > 2);
    let by = practice.id_of("wren").unwrap();
    assert!(list(&format!("account_id={by}")).await.iter().all(|report| report["account"]["username"] == "wren"));
    let next = client.get(&format!("{REPORTS}?limit=2&target_account_id={target}")).await.link("next").unwrap();
    assert!(next.contains("target_account_id=") && next.contains("max_id="));
}

#[tokio::test]
async fn a_report_carries_whole_accounts_posts_and_rules() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let report = client.get(&format!("{REPORTS}/5")).await.json();
    assert!(report["account"]["account"].is_object() && report["target_account"].get("ips").is_some());
    assert_eq!((&report["category"], &report["rules"][0]["id"]), (&json!("violation"), &json!("2")));
    let posts = report["statuses"].as_array().unwrap();
    assert_eq!(posts.len(), 2, "also the one that its author has deleted");
    let post = &posts[1];
    assert_eq!((&post["sensitive"], &post["spoiler_text"]), (&json!(true), &json!("playground")));
    let media = post["media_attachments"].as_array().unwrap();
    assert_eq!((media.len(), &media[0]["description"]), (2, &Value::Null));
    let picture = client.request("GET", media[0]["url"].as_str().unwrap()).send().await.unwrap().bytes().await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    let hostile = client.get(&format!("{REPORTS}/8")).await.json();
    assert!(hostile["statuses"][0]["content"].as_str().unwrap().contains("<script>"));
}

#[tokio::test]
async fn reported_posts_are_of_every_sort_and_each_preview_is_a_picture() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let reports = client.all(&format!("{REPORTS}?resolved=true&unresolved=true")).await;
    let posts: Vec<&Value> = reports.iter().flat_map(|report| report["statuses"].as_array().unwrap()).collect();
    let some = |test: &dyn Fn(&Value) -> bool| posts.iter().any(|post| test(post));
    for visibility in ["public", "unlisted", "private", "direct"] {
        assert!(some(&|post| post["visibility"] == visibility), "{visibility}");
    }
    assert!(some(&|post| post["edited_at"].is_string()) && some(&|post| post["spoiler_text"] != ""));
    assert!(some(&|post| post["sensitive"] == true && post["media_attachments"][0].is_object()));
    assert!(some(&|post| post["in_reply_to_id"].is_string()));
    assert!(some(&|post| post["content"].as_str().unwrap().len() > 8_000), "a very long one");
    assert!(some(&|post| post["content"].as_str().unwrap().contains("<a href=\"https://bridge.example/")));
    assert!(reports.iter().any(|report| report["statuses"] == json!([])), "one without posts");

    let media: Vec<&Value> = posts.iter().flat_map(|post| post["media_attachments"].as_array().unwrap()).collect();
    for (sort, preview) in
        [("image", true), ("video", true), ("gifv", true), ("audio", true), ("audio", false), ("unknown", false)]
    {
        let found = media.iter().any(|one| one["type"] == sort && one["preview_url"].is_string() == preview);
        assert!(found, "{sort} {preview}");
    }
    let described =
        |told: bool| media.iter().any(|one| one["type"] == "image" && one["description"].is_string() == told);
    assert!(described(true) && described(false));
    for url in media.iter().filter_map(|one| one["preview_url"].as_str()) {
        let answer = client.request("GET", url).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), &answer.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
        assert!(answer.bytes().await.unwrap().starts_with(b"\x89PNG"), "{url}");
    }
}

#[tokio::test]
async fn assigning_resolving_and_reopening_can_be_repeated() {
    let practice = mastodon().await;
    let (kim, noor) = (Client::new(&practice, Who::Moderator), Client::new(&practice, Who::Admin));
    let handle = async |client: &Client, verb: &str| client.post(&format!("{REPORTS}/2/{verb}")).await.json();
    assert_eq!(handle(&kim, "assign_to_self").await["assigned_account"]["username"], "kim");
    assert_eq!(handle(&noor, "assign_to_self").await["assigned_account"]["username"], "noor", "taken without a word");
    assert_eq!(handle(&kim, "unassign").await["assigned_account"], Value::Null);
    assert_eq!(handle(&kim, "resolve").await["action_taken_by_account"]["username"], "kim");
    let again = handle(&noor, "resolve").await;
    assert_eq!((&again["action_taken"], &again["action_taken_by_account"]["username"]), (&json!(true), &json!("noor")));
    for _ in 0..2 {
        let open = handle(&kim, "reopen").await;
        assert_eq!((&open["action_taken"], &open["action_taken_at"]), (&json!(false), &Value::Null));
    }
    let nothing = kim.post(&format!("{REPORTS}/2/forward")).await;
    assert_eq!((nothing.status, nothing.json()), (404, json!({ "error": "Not Found" })));
    let reader = Client::new(&practice, Who::Read);
    assert_eq!(reader.get(&format!("{REPORTS}/2")).await.status, 200);
    assert_eq!(reader.post(&format!("{REPORTS}/2/resolve")).await.status, 403);
}

#[tokio::test]
async fn a_measure_resolves_the_reports_and_the_strike_has_their_posts() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let target = practice.id_of("office_desk").unwrap();
    let path = format!("/api/v1/admin/accounts/{target}/action");
    client.send("POST", &path, &json!({ "type": "silence", "report_id": "1" })).await;
    let open = client.get(&format!("{REPORTS}?target_account_id={target}")).await;
    assert_eq!(open.text, "[]");
    let strikes = practice.state()["strikes"].as_array().unwrap().clone();
    assert_eq!(strikes.last().unwrap()["posts"].as_array().unwrap().len(), 3);
    let report = client.get(&format!("{REPORTS}/1")).await.json();
    assert_eq!(report["action_taken_by_account"]["username"], "kim");
}

#[tokio::test]
async fn reports_go_with_the_account_that_is_rejected() {
    let practice = mastodon().await;
    let target = practice.id_of("office_desk").unwrap();
    assert!(practice.remove_person(&target));
    let open = Client::new(&practice, Who::Moderator).get(REPORTS).await.rows();
    assert!(open.iter().all(|report| report["target_account"].is_object()) && open.len() < 7);
}

#[tokio::test]
async fn closing_reports_by_a_measure_takes_the_permission_for_reports_as_well() {
    let practice = mastodon().await;
    let client = Client::new(&practice, Who::Moderator);
    let kim = practice.id_of("kim").unwrap();
    let role = |id: i64| practice.change_person(&kim, &json!({ "user": { "role": id } })).unwrap();
    let not_allowed = json!({ "error": "This action is not allowed" });
    let act = async |target: &str, body: Value| {
        client.send("POST", &format!("/api/v1/admin/accounts/{target}/action"), &body).await
    };
    let (reported, other) = (practice.id_of("office_desk").unwrap(), practice.id_of("riverlevels").unwrap());

    role(4);
    let me = client.get("/api/v1/accounts/verify_credentials").await.json();
    assert_eq!((&me["role"]["name"], &me["role"]["permissions"]), (&json!("Greeter"), &json!("66560")));
    assert_eq!(client.get(REPORTS).await.json(), not_allowed);
    let before = practice.state();
    assert_eq!(act(&reported, json!({ "type": "silence" })).await.json(), not_allowed);
    assert_eq!(act(&other, json!({ "type": "none", "report_id": "1" })).await.json(), not_allowed);
    assert_eq!(practice.state(), before, "nothing is done by halves");
    assert_eq!(act(&other, json!({ "type": "silence" })).await.status, 200, "where no report is open");
    assert_eq!(act(&reported, json!({ "type": "none", "text": "Please." })).await.status, 200, "a warning closes none");

    role(5);
    assert_eq!(client.get(REPORTS).await.status, 200);
    assert_eq!(client.post(&format!("{REPORTS}/2/resolve")).await.status, 200);
    assert_eq!(client.get(&format!("/api/v1/admin/accounts/{reported}")).await.json(), not_allowed);
    assert_eq!(act(&reported, json!({ "type": "silence" })).await.json(), not_allowed);
    let staff = Client::new(&practice, Who::Admin).get("/api/v2/admin/accounts?permissions=staff").await.rows();
    assert!(ids(&staff).contains(&kim.as_str()), "staff are those who may handle reports");
}
