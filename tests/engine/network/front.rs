//! What stands before a practice server: TLS with a certificate of one's own, or another address.

use std::net::SocketAddr;
use std::sync::Arc;

use bailiwick_practice::Practice;
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::authority::{Authority, Pair};

/// Listens until the test ends.
pub struct Front {
    host: String,
    pub port: u16,
}

impl Front {
    /// Speaks TLS with the certificate, and hands on what comes to the server.
    pub async fn tls(server: &Practice, pair: &Pair) -> Self {
        Self::with(server, config(pair, None, rustls::ALL_VERSIONS)).await
    }

    /// The same, and lets in only those who show a certificate of the authority.
    pub async fn asking(
        server: &Practice,
        pair: &Pair,
        clients: &Authority,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Self {
        Self::with(server, config(pair, Some(clients), versions)).await
    }

    async fn with(server: &Practice, config: ServerConfig) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let behind = server.address();
        Self::listen("127.0.0.1:0", "https://localhost", move |stream| {
            let acceptor = acceptor.clone();
            async move {
                match acceptor.accept(stream).into_fallible().await {
                    Ok(mut inside) => pass(&mut inside, behind).await,
                    // Read to the end: a reset would take the alert away that tells why.
                    Err((_, mut stream)) => drop(stream.read_to_end(&mut Vec::new()).await),
                }
            }
        })
        .await
    }

    /// Shows one certificate and signs with another's key.
    pub async fn forging(
        server: &Practice,
        shown: &Pair,
        signed: &Pair,
        version: &'static SupportedProtocolVersion,
    ) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let key = provider.key_provider.load_private_key(signed.key()).unwrap();
        let forged = Arc::new(CertifiedKey::new(vec![shown.certificate.clone()], key));
        let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
        Self::with(server, builder.with_no_client_auth().with_cert_resolver(Arc::new(SingleCertAndKey::from(forged))))
            .await
    }

    /// Another address of the server, without TLS.
    pub async fn plain(server: &Practice, listen: &str, host: &str) -> Self {
        let behind = server.address();
        Self::listen(listen, host, move |mut stream| async move { pass(&mut stream, behind).await }).await
    }

    /// Hangs up in the middle of every handshake: in the middle of a word, or after it.
    pub async fn breaking_off(rudely: bool) -> Self {
        Self::listen("127.0.0.1:0", "https://localhost", move |mut stream| async move {
            drop(stream.read(&mut vec![0; if rudely { 100 } else { 100_000 }]).await);
        })
        .await
    }

    async fn listen<F: Future<Output = ()> + Send + 'static>(
        at: &str,
        host: &str,
        serve: impl Fn(TcpStream) -> F + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(at).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream));
            }
        });
        Front { host: host.to_owned(), port }
    }

    /// The address as a person types it.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The same as errors name it.
    pub fn place(&self) -> String {
        self.address().split_once("://").unwrap().1.to_owned()
    }
}

async fn pass<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(stream: &mut S, behind: SocketAddr) {
    if let Ok(mut server) = TcpStream::connect(behind).await {
        // Whoever hangs up first ends it.
        drop(copy_bidirectional(stream, &mut server).await);
    }
}

fn config(pair: &Pair, clients: Option<&Authority>, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(versions).unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    builder.with_single_cert(vec![pair.certificate.clone()], pair.key()).unwrap()
}
