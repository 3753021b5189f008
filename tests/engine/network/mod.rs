//! How servers are recognised and reached: real certificates and real TLS before the practice servers, real proxies.

mod addresses;
mod authority;
mod certificates;
mod files;
mod front;
mod proxies;
mod proxy;
mod testing;
mod trusting;

use std::path::Path;

use bailiwick_engine::Engine;
use bailiwick_engine::error::Result;
use bailiwick_engine::profile::{FoundServer, Pictures, ProfileSetup, ProfileView, TrustSetup};

/// Writes a file whose path is handed to the engine.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Finds the server behind a front.
async fn find(engine: &Engine, front: &front::Front, setup: TrustSetup) -> Result<FoundServer> {
    engine.find_server_by(&front.address(), Some(setup)).await
}

/// Connects the server behind a front with the token.
async fn connect(engine: &Engine, front: &front::Front, token: String, setup: TrustSetup) -> ProfileView {
    let found = find(engine, front, setup).await.unwrap();
    let person = engine.identify(&found.draft, token).await.unwrap();
    let caching = crate::bench::everybody();
    let setup = ProfileSetup { name: "Test".to_owned(), mark: person.mark, pictures: Pictures::Blurred, caching };
    engine.finish_connecting(&found.draft, setup).await.unwrap()
}
