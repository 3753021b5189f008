//! The practice servers from outside: an ordinary HTTP client against a running server.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod bodies;
mod client;
mod clock;
mod control;
mod faults;
mod gitlab_around;
mod gitlab_belongings;
mod gitlab_dormancy;
mod gitlab_effects;
mod gitlab_faults;
mod gitlab_limits;
mod gitlab_list;
mod gitlab_matrix;
mod gitlab_named;
mod gitlab_oauth;
mod gitlab_tokens;
mod gitlab_verbs;
mod gitlab_versions;
mod keeping;
mod many;
mod mastodon_bent;
mod mastodon_corners;
mod mastodon_facts;
mod mastodon_faults;
mod mastodon_gotosocial;
mod mastodon_list;
mod mastodon_modes;
mod mastodon_oauth;
mod mastodon_paging;
mod mastodon_reports;
mod mastodon_table;
mod mastodon_verbs;
mod odd_headers;
mod odd_lists;
mod people;
mod throttle;
