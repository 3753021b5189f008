//! The practice servers from outside: an ordinary HTTP client against a running server.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod client;
mod control;
mod faults;
mod gitlab_list;
mod gitlab_verbs;
mod keeping;
mod mastodon_facts;
mod mastodon_list;
mod mastodon_paging;
mod mastodon_verbs;
mod people;
mod throttle;
