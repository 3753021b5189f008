//! How the server compares what it is filtered by: beginnings, wildcards, whole domains, ranges of addresses.

use serde_json::Value;

use super::people::{V1, V2, id, local, text};
use super::{Contract, all, all_with, judged_list, path};
use crate::table::Verdict;

/// What begins with these letters, whatever their case.
fn begins(text: &str, with: &str) -> bool {
    text.to_lowercase().starts_with(&with.to_lowercase())
}

/// Letters and digits, so that nothing in it is a wildcard.
fn is_plain(text: &str) -> bool {
    text.len() > 2 && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The addresses that the account tells, in each shape.
pub fn addresses(row: &Value) -> Vec<String> {
    let several = row["ips"].as_array().into_iter().flatten().map(|known| text(known, "ip"));
    let single = [text(row, "ip"), text(&row["ip"], "ip")];
    several.chain(single).filter(|ip| !ip.is_empty()).map(str::to_owned).collect()
}

/// Changes the case of a text.
fn other_case(text: &str) -> String {
    if text.to_uppercase() == text { text.to_lowercase() } else { text.to_uppercase() }
}

impl Contract<'_> {
    /// Every filter of the list, alone.
    pub(super) async fn filters(&mut self) {
        self.by_name().await;
        self.by_mail().await;
        self.by_domain().await;
        self.by_address().await;
    }

    async fn by_name(&mut self) {
        let Some(sample) = self.people.sample(|row| is_plain(text(row, "username"))).cloned() else {
            self.put("username", Verdict::not_tried("a local member whose user name is letters and digits"));
            return;
        };
        let (wanted, name) = (id(&sample).to_owned(), text(&sample, "username").to_owned());
        // How GoToSocial compares beginnings is not documented: it gets the whole, which fits either way.
        let exact = self.dialect.is_gotosocial();
        let start: String = if exact { name.clone() } else { name.chars().take(name.len() - 1).collect() };
        let rule = "everybody whose user name begins so, whatever the case";
        for list in [V1, V2] {
            let query = [("username", other_case(&start)), ("limit", "200".to_owned())];
            let query = query.each_ref().map(|(name, value)| {
                (*name, if exact && *name == "username" { start.as_str() } else { value.as_str() })
            });
            self.list(&format!("{} username", version(list)), list, &query, rule, |rows| {
                all_with(rows, &wanted, |row| begins(text(row, "username"), &start))
            })
            .await;
        }
        if exact {
            return;
        }
        let with_at = format!(" @{name}");
        self.list("username with an @ before it", V2, &[("username", &with_at)], "the @ is taken off", |rows| {
            all_with(rows, &wanted, |row| begins(text(row, "username"), &name))
        })
        .await;
        let open: String = name.chars().enumerate().map(|(at, c)| if at == 1 { '_' } else { c }).collect();
        self.list(
            "username with _ as a wildcard",
            V2,
            &[("username", &open), ("limit", "200")],
            "_ stands for any letter: it is not escaped",
            |rows| all_with(rows, &wanted, |_| true),
        )
        .await;
        let Some(sample) = self.people.sample(|row| is_plain(first_word(row))).cloned() else {
            self.put("display_name", Verdict::not_tried("a local member with a display name"));
            return;
        };
        let (wanted, start) = (id(&sample).to_owned(), first_word(&sample).to_owned());
        let rule = "everybody whose display name begins so, whatever the case";
        for list in [V1, V2] {
            let query = [("display_name", other_case(&start)), ("limit", "200".to_owned())];
            let query = query.each_ref().map(|(name, value)| (*name, value.as_str()));
            self.list(&format!("{} display_name", version(list)), list, &query, rule, |rows| {
                all_with(rows, &wanted, |row| {
                    // Suspended ones are compared by the name that they had, and shown without.
                    begins(text(&row["account"], "display_name"), &start) || super::people::yes(row, "suspended")
                })
            })
            .await;
        }
    }

    async fn by_mail(&mut self) {
        let Some(sample) = self.people.sample(|row| text(row, "email").contains('@')).cloned() else {
            self.put("email", Verdict::not_tried("a local member whose mail address is told"));
            return;
        };
        let (wanted, mail) = (id(&sample).to_owned(), text(&sample, "email").to_owned());
        for list in [V1, V2] {
            let query = [("email", mail.as_str()), ("limit", "200")];
            self.list(
                &format!("{} email", version(list)),
                list,
                &query,
                "everybody whose mail address begins so",
                |rows| all_with(rows, &wanted, |row| begins(text(row, "email"), &mail)),
            )
            .await;
        }
        if self.dialect.is_gotosocial() {
            return;
        }
        let domain = mail.rsplit_once('@').map(|(_, domain)| format!("@{domain}")).unwrap_or_default();
        let query = [("email", format!("%{domain}")), ("limit", "200".to_owned())];
        let query = query.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = self.wire.get(&path(V2, &query)).await;
        let verdict = judged_list(&answer, "everybody of the mail domain: % is not escaped", |rows| {
            let inside = |row: &Value| text(row, "email").to_lowercase().contains(&domain.to_lowercase());
            // More of them than a page holds: then the sample may be on a later one.
            if rows.len() < 200 { all_with(rows, &wanted, inside) } else { all(rows, inside) }
        });
        self.put("email with % as a wildcard", verdict);
    }

    async fn by_domain(&mut self) {
        let Some(sample) = self.people.remotes.first().cloned() else {
            self.put("by_domain", Verdict::not_tried("somebody of another server"));
            return;
        };
        let domain = text(&sample, "domain").to_owned();
        let whole = |row: &Value| text(row, "domain") == domain;
        let needed = "somebody of another server";
        self.each("v2 by_domain", V2, &[("by_domain", &domain)], "people of exactly this domain", needed, whole).await;
        if self.dialect.is_gotosocial() {
            return;
        }
        self.each(
            "v1 by_domain",
            V1,
            &[("by_domain", &domain)],
            "people of the domain, without `remote`",
            needed,
            whole,
        )
        .await;
        let query = [("by_domain", domain.as_str()), ("origin", "local")];
        self.each("v2 by_domain with origin=local", V2, &query, "the domain overrides the origin", needed, whole).await;
        let loud = domain.to_uppercase();
        self.list("v2 by_domain in capitals", V2, &[("by_domain", &loud)], "nobody: compared exactly", |rows| {
            all(rows, |_| false)
        })
        .await;
        let part = domain.split_once('.').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
        self.list("v2 by_domain, a part of it", V2, &[("by_domain", &part)], "nobody of its subdomains", |rows| {
            all(rows, |row| text(row, "domain") == part)
        })
        .await;
    }

    async fn by_address(&mut self) {
        let known = |row: &Value| local(row) && !addresses(row).is_empty();
        let Some(sample) = self.people.sample(known).cloned() else {
            self.put("ip", Verdict::not_tried("a local member who has signed in from somewhere"));
            return;
        };
        let (wanted, ip) = (id(&sample).to_owned(), addresses(&sample).remove(0));
        let all_told = !self.dialect.is_gotosocial();
        for list in [V1, V2] {
            let query = [("ip", ip.as_str()), ("limit", "200")];
            self.list(&format!("{} ip", version(list)), list, &query, "everybody who was ever there", |rows| {
                all_with(rows, &wanted, |row| !all_told || addresses(row).contains(&ip))
            })
            .await;
        }
        let range = if ip.contains(':') { format!("{ip}/64") } else { format!("{ip}/24") };
        let answer = self.wire.get(&path(V2, &[("ip", &range), ("limit", "200")])).await;
        let verdict = judged_list(&answer, "everybody from the range", |rows| {
            if rows.len() < 200 { all_with(rows, &wanted, local) } else { all(rows, local) }
        });
        self.put("v2 ip, a range", verdict);
    }
}

fn version(list: &str) -> &'static str {
    if list == V1 { "v1" } else { "v2" }
}

fn first_word(row: &Value) -> &str {
    text(&row["account"], "display_name").split(' ').next().unwrap_or_default()
}
