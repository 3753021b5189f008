//! Every filter of the list alone, in what it finds and in what it silently ignores.

use serde_json::Value;

use super::{Contract, USERS};
use crate::rows::{all, all_with, counted, key, keys, text, yes};
use crate::table::Verdict;
use crate::wire::path;

/// A filter by a flag: name, what has to be true of every row, who is needed for it.
type Flag = (&'static str, &'static str, fn(&Value) -> bool, &'static str);

const FLAGS: [Flag; 9] = [
    ("active", "true", |row| text(row, "state") == "active", "anybody active"),
    ("blocked", "true", |row| ["blocked", "ldap_blocked"].contains(&text(row, "state")), "somebody blocked"),
    ("external", "true", |row| yes(row, "external"), "somebody external"),
    ("exclude_external", "true", |row| row["external"] == false, "anybody who is not external"),
    ("admins", "true", |row| yes(row, "is_admin"), "an administrator"),
    ("two_factor", "enabled", |row| yes(row, "two_factor_enabled"), "somebody with two-factor sign-in"),
    ("two_factor", "disabled", |row| row["two_factor_enabled"] == false, "somebody without two-factor sign-in"),
    ("without_project_bots", "true", |row| row["id"].is_i64(), "anybody"),
    ("exclude_internal", "true", |row| row["id"].is_i64(), "anybody"),
];

/// Filters that came with 17.0; before they are ignored.
const SINCE_17: [Flag; 3] = [
    ("exclude_active", "true", |row| text(row, "state") != "active", "anybody who is not active"),
    ("humans", "true", |row| row["bot"] == false, "a person"),
    // The server's own users and machines; the flag `bot` doesn't cover all of them.
    ("exclude_humans", "true", |row| row["is_admin"] == false || yes(row, "bot"), "a machine"),
];

/// What is dropped without a word: there are no such parameters, or not with this value.
const IGNORED: [(&str, &str); 7] = [
    ("state", "banned"),
    ("status", "blocked"),
    ("banned", "true"),
    ("active", "false"),
    ("blocked", "false"),
    ("external", "false"),
    ("two_factor", "nonsense"),
];

impl Contract<'_> {
    /// Every filter.
    pub(super) async fn filters(&mut self) {
        self.whole_names().await;
        self.searches().await;
        for flag in FLAGS {
            self.flag(flag).await;
        }
        for flag in SINCE_17 {
            if self.version.since(17, 0) {
                self.flag(flag).await;
            } else {
                self.unfiltered(flag.0, flag.1).await;
            }
        }
        for (name, value) in IGNORED {
            self.unfiltered(name, value).await;
        }
        self.moments().await;
        self.without_projects().await;
        self.identities().await;
        self.attributes().await;
        self.public_mail().await;
        self.enterprise().await;
    }

    async fn flag(&mut self, (name, value, fits, needed): Flag) {
        let answer = self.wire.get(&path(USERS, &[(name, value), ("per_page", "100")])).await;
        let verdict = match answer.rows() {
            Some(rows) if rows.is_empty() => Verdict::not_tried(needed),
            _ => crate::rows::judged_list(&answer, needed, |rows| all(rows, fits)),
        };
        self.put(format!("{name}={value}"), verdict);
    }

    /// The same rows as without it.
    async fn unfiltered(&mut self, name: &str, value: &str) {
        let plain = self.wire.get(&path(USERS, &[("per_page", "100")])).await.rows().unwrap_or_default();
        let rule = "ignored: the same as without it";
        self.list(&format!("{name}={value}"), &[(name, value), ("per_page", "100")], rule, |rows| {
            if keys(rows) == keys(&plain) {
                Ok(counted(rows.len()))
            } else {
                Err(format!("other {}", counted(rows.len())))
            }
        })
        .await;
    }

    async fn whole_names(&mut self) {
        let me = self.people.me.clone();
        let (wanted, name) = (key(&me), text(&me, "username").to_owned());
        let loud = name.to_uppercase();
        self.list("username", &[("username", &loud)], "exactly this one, whatever the case", |rows| {
            if rows.len() == 1 { all_with(rows, &wanted, |_| true) } else { Err(counted(rows.len())) }
        })
        .await;
        let part: String = name.chars().take(name.chars().count().saturating_sub(1)).collect();
        self.list("username, a part of it", &[("username", &part)], "nobody of the longer name", |rows| {
            all(rows, |row| text(row, "username").eq_ignore_ascii_case(&part))
        })
        .await;
    }

    async fn searches(&mut self) {
        let long = |row: &Value| text(row, "username").len() > 4 && text(row, "username").is_ascii();
        let Some(sample) = self.people.sample(long).cloned() else {
            self.put("search", Verdict::not_tried("somebody with a user name of five letters"));
            return;
        };
        let (wanted, name) = (key(&sample), text(&sample, "username").to_lowercase());
        let part = name[1..].to_uppercase();
        let inside = |row: &Value| {
            [text(row, "username"), text(row, "name")].iter().any(|text| text.to_lowercase().contains(&name[1..]))
        };
        let rule = "everybody with it in name or user name, whatever the case";
        for (operation, typed) in [("search, a part", part.clone()), ("search with an @ before it", format!("@{part}"))]
        {
            let query = [("search", typed.as_str()), ("per_page", "100")];
            self.list(operation, &query, rule, |rows| all_with(rows, &wanted, inside)).await;
        }
        let short = name[..2].to_owned();
        self.list("search, two letters", &[("search", &short)], "whole names only", |rows| {
            all(rows, |row| {
                [text(row, "username"), text(row, "name")].iter().any(|name| name.eq_ignore_ascii_case(&short))
            })
        })
        .await;
        let mail = text(&sample, "email").to_owned();
        self.list("search, a mail address", &[("search", &mail)], "whoever has it", |rows| {
            all_with(rows, &wanted, |_| true)
        })
        .await;
        let domain = mail.rsplit_once('@').map(|(_, domain)| format!("@{domain}")).unwrap_or_default();
        self.list("search, a mail domain", &[("search", &domain), ("per_page", "100")], "no mail in part", |rows| {
            all(rows, |row| [text(row, "username"), text(row, "name")].iter().any(|name| name.contains(&domain[1..])))
        })
        .await;
    }

    /// Both bounds belong to it.
    async fn moments(&mut self) {
        let Some(sample) = self.people.sample(|row| row["created_at"].is_string()).cloned() else { return };
        let (wanted, at) = (key(&sample), text(&sample, "created_at").to_owned());
        let moment = |row: &Value| text(row, "created_at").parse::<jiff::Timestamp>().ok();
        let bound = moment(&sample);
        let second = bound.map(|bound| (bound - jiff::SignedDuration::from_secs(1)).to_string()).unwrap_or_default();
        self.list("created_after", &[("created_after", &second), ("per_page", "100"), ("sort", "asc")], &at, |rows| {
            all_with(rows, &wanted, |row| moment(row) >= bound)
        })
        .await;
        let later = bound.map(|bound| (bound + jiff::SignedDuration::from_secs(1)).to_string()).unwrap_or_default();
        self.list("created_before", &[("created_before", &later), ("per_page", "100")], &at, |rows| {
            all_with(rows, &wanted, |row| moment(row) <= bound.map(|bound| bound + jiff::SignedDuration::from_secs(1)))
        })
        .await;
    }

    async fn without_projects(&mut self) {
        let answer = self.wire.get(&path(USERS, &[("without_projects", "true"), ("per_page", "5")])).await;
        let rows = answer.rows().unwrap_or_default();
        let mut odd = None;
        for row in &rows {
            let counts = self.wire.get(&format!("{USERS}/{}/associations_count", key(row))).await;
            odd = odd.or((counts.json()["projects_count"].as_u64() > Some(0)).then(|| key(row)));
        }
        let verdict = match (rows.is_empty(), odd) {
            (true, _) => Verdict::not_tried("somebody without a project"),
            (_, Some(id)) => Verdict::differs("nobody with a project", format!("id {id}")),
            _ => Verdict::served(counted(rows.len())),
        };
        self.put("without_projects=true", verdict);
    }

    async fn identities(&mut self) {
        let of = |row: &Value| {
            let first = row["identities"].as_array()?.first()?.clone();
            Some((first["provider"].as_str()?.to_owned(), first["extern_uid"].as_str()?.to_owned()))
        };
        for half in ["extern_uid", "provider"] {
            let answer = self.wire.get(&path(USERS, &[(half, "nonsense")])).await;
            self.put(
                format!("{half} alone"),
                answer.judged("400: both or neither", 400, |answer| Ok(answer.summary())),
            );
        }
        let found = self.people.sample(|row| of(row).is_some()).and_then(|row| Some((key(row), of(row)?)));
        let Some((wanted, (provider, uid))) = found else {
            self.put("extern_uid and provider", Verdict::not_tried("somebody who signs in by LDAP or SAML"));
            return;
        };
        let query = [("extern_uid", uid.as_str()), ("provider", provider.as_str())];
        self.list("extern_uid and provider", &query, "whoever signs in so", |rows| all_with(rows, &wanted, |_| true))
            .await;
    }

    async fn attributes(&mut self) {
        let query = [("with_custom_attributes", "true"), ("per_page", "100")];
        let rows = self.wire.get(&path(USERS, &query)).await.rows().unwrap_or_default();
        let listed = rows.iter().all(|row| row["custom_attributes"].is_array());
        let verdict = match listed && !rows.is_empty() {
            true => Verdict::served(counted(rows.len())),
            false => Verdict::differs("`custom_attributes` in every row", "rows without"),
        };
        self.put("with_custom_attributes=true", verdict);
        let of = |row: &Value| row["custom_attributes"].as_array().and_then(|all| all.first()).cloned();
        let Some((wanted, one)) = rows.iter().find_map(|row| Some((key(row), of(row)?))) else {
            self.put("custom_attributes[key]=value", Verdict::not_tried("somebody with a custom attribute"));
            return;
        };
        let name = format!("custom_attributes[{}]", text(&one, "key"));
        let query = [(name.as_str(), text(&one, "value")), ("per_page", "100")];
        self.list("custom_attributes[key]=value", &query, "whoever has it", |rows| all_with(rows, &wanted, |_| true))
            .await;
    }

    /// Declared in 19.0. Versions before either ignored it or took it by accident: both are survived.
    async fn public_mail(&mut self) {
        let Some(sample) = self.people.sample(|row| text(row, "public_email").contains('@')).cloned() else {
            self.put("public_email", Verdict::not_tried("somebody with a public mail address"));
            return;
        };
        let mail = text(&sample, "public_email").to_owned();
        let declared = self.version.since(19, 0);
        self.list("public_email", &[("public_email", &mail)], "whoever shows it, since 19.0", |rows| {
            let exact = all(rows, |row| text(row, "public_email") == mail);
            if declared { exact } else { exact.or_else(|_| Ok("ignored, as before 19.0".to_owned())) }
        })
        .await;
    }

    async fn enterprise(&mut self) {
        if !self.version.is_enterprise() {
            self.unfiltered("auditors", "true").await;
            return;
        }
        let flags: [Flag; 2] = [
            ("auditors", "true", |row| yes(row, "is_auditor"), "an auditor"),
            (
                "skip_ldap",
                "true",
                |row| {
                    let mut known = row["identities"].as_array().into_iter().flatten();
                    known.all(|one| !text(one, "provider").starts_with("ldap"))
                },
                "anybody who does not sign in by LDAP",
            ),
        ];
        for flag in flags {
            self.flag(flag).await;
        }
        let query = [("active", "true"), ("per_page", "5")];
        self.list("seats in the list", &query, "`using_license_seat` in every row", |rows| {
            all(rows, |row| row["using_license_seat"].is_boolean())
        })
        .await;
    }
}
