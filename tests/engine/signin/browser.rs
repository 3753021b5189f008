//! A browser without cookies: it opens the server's page, posts what its form has, and goes where it is sent.

use reqwest::redirect::Policy;
use url::Url;

/// What the browser shows.
#[derive(Debug)]
pub struct Shown {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    /// Where it is sent on.
    pub to: Option<Url>,
}

impl Shown {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap()
}

async fn shown(request: reqwest::RequestBuilder, from: &Url) -> Shown {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let to = headers.get("location").map(|to| from.join(to.to_str().unwrap()).unwrap());
    Shown { status, headers, text: response.text().await.unwrap(), to }
}

/// Opens a page, without going anywhere from it.
pub async fn open(address: &str) -> Shown {
    let address = Url::parse(address).unwrap();
    shown(client().get(address.clone()), &address).await
}

/// Whether nobody listens there any more.
pub async fn is_closed(address: &str) -> bool {
    client().get(address).send().await.is_err_and(|error| error.is_connect())
}

/// Posts the page's form as somebody, and shows what the server answers: as a rule, where to go.
pub async fn decide(page: &str, who: &str, agrees: bool) -> Shown {
    let from = Url::parse(page).unwrap();
    let asked = open(page).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let mut fields = hidden(&asked.text);
    // Mastodon's page and GitLab's have other names for the same.
    let (name, yes) =
        if asked.text.contains("name=\"account\"") { ("account", "allow") } else { ("username", "authorize") };
    fields.push((name.to_owned(), who.to_owned()));
    fields.push(("decision".to_owned(), if agrees { yes } else { "deny" }.to_owned()));
    let action = from.join(&attribute(&asked.text, "action=\"")).unwrap();
    shown(client().post(action.clone()).form(&fields), &action).await
}

/// Agrees on the page, and gives the address with the code, at the desk's listener.
pub async fn agree(page: &str, who: &str) -> String {
    let answer = decide(page, who, true).await;
    answer.to.unwrap_or_else(|| panic!("{}", answer.text)).into()
}

/// Agrees on the page and goes back to the desk, and wherever that sends.
pub async fn sign_in(page: &str, who: &str) -> Shown {
    let mut at = agree(page, who).await;
    for _ in 0..5 {
        let shown = open(&at).await;
        match &shown.to {
            None if shown.text.contains("<form") => at = agree(&at, who).await,
            None => return shown,
            Some(to) => at = to.to_string(),
        }
    }
    panic!("sent round in a circle");
}

fn hidden(html: &str) -> Vec<(String, String)> {
    let inputs = html.split("<input type=\"hidden\" ").skip(1);
    inputs.map(|input| (attribute(input, "name=\""), attribute(input, "value=\""))).collect()
}

/// The text between the beginning and the next quote, unescaped.
pub fn attribute(html: &str, begin: &str) -> String {
    let value = html.split_once(begin).unwrap().1.split_once('"').unwrap().0;
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
