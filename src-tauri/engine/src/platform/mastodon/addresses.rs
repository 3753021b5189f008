//! Network addresses that are to be kept no longer (mastodon.md §2.5, §3.1).

use serde_json::Value;

use crate::model::Timestamp;
use crate::platform::json::{line, list, time};

/// Takes the addresses out that were last used before; whether there were any. One whose last use is not told, as that
/// under `ip` mostly, goes with the dated one that it repeats.
pub(crate) fn forget_addresses(raw: &mut Value, before: Timestamp) -> bool {
    let is_old = |entry: &Value| time(entry, "used_at").is_some_and(|used_at| used_at < before);
    let (old, young): (Vec<&Value>, Vec<&Value>) = list(raw, "ips").iter().partition(|entry| is_old(entry));
    let named = |entries: &[&Value]| entries.iter().filter_map(|entry| line(entry, "ip")).collect::<Vec<_>>();
    let (forgotten, kept) = (named(&old), named(&young));
    let single = raw.get("ip").unwrap_or(&Value::Null);
    let single_is_old = match single {
        Value::Object(_) => is_old(single),
        _ => line(raw, "ip").is_some_and(|ip| forgotten.contains(&ip) && !kept.contains(&ip)),
    };
    let any = single_is_old || !old.is_empty();
    let Some(raw) = raw.as_object_mut().filter(|_| any) else { return false };
    if let Some(ips) = raw.get_mut("ips").and_then(Value::as_array_mut) {
        ips.retain(|entry| !is_old(entry));
    }
    if single_is_old {
        raw.insert("ip".to_owned(), Value::Null);
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_used_since_and_what_has_no_date_stays() {
        let mut raw = json!({ "ip": "198.51.100.7", "ips": [
            { "ip": "198.51.100.7", "used_at": "2025-01-01T00:00:00Z" },
            { "ip": "203.0.113.9", "used_at": "2026-01-01T00:00:00Z" },
            { "ip": "203.0.113.10" },
        ] });
        let before = Timestamp(1_761_955_200_000);
        assert!(forget_addresses(&mut raw, before));
        assert_eq!(
            raw,
            json!({ "ip": null, "ips": [
            { "ip": "203.0.113.9", "used_at": "2026-01-01T00:00:00Z" }, { "ip": "203.0.113.10" },
        ] })
        );
        assert!(!forget_addresses(&mut raw, before), "nothing is left to forget");
        let mut plain = json!({ "ip": "203.0.113.9" });
        assert!(!forget_addresses(&mut plain, before));
        let mut dated = json!({ "ip": { "ip": "203.0.113.9", "used_at": "2020-01-01T00:00:00Z" } });
        assert!(forget_addresses(&mut dated, before));
    }

    #[test]
    fn an_address_that_is_still_in_use_stays_under_every_name() {
        let mut raw = json!({ "ip": "203.0.113.9", "ips": [
            { "ip": "203.0.113.9", "used_at": "2020-01-01T00:00:00Z" },
            { "ip": "203.0.113.9", "used_at": "2026-01-01T00:00:00Z" },
        ] });
        assert!(forget_addresses(&mut raw, Timestamp(1_761_955_200_000)));
        assert_eq!(raw["ip"], "203.0.113.9");
    }
}
