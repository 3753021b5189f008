//! An authority of one's own, and what it signs.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key.
pub struct Pair {
    pub certificate: CertificateDer<'static>,
    pub pem: String,
    pub key_pem: String,
    key: Vec<u8>,
}

impl Pair {
    fn of(certificate: &rcgen::Certificate, key: &KeyPair) -> Self {
        Pair {
            certificate: certificate.der().clone(),
            pem: certificate.pem(),
            key_pem: key.serialize_pem(),
            key: key.serialize_der(),
        }
    }

    pub fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::try_from(self.key.clone()).unwrap()
    }

    /// Certificate and key in one file, as administrators hand them out.
    pub fn both(&self) -> String {
        format!("{}{}", self.pem, self.key_pem)
    }

    /// A line from the middle of the key, which stands nowhere else.
    pub fn key_line(&self) -> String {
        self.key_pem.lines().nth(1).unwrap().to_owned()
    }
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    pub fn der(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// A certificate for the host.
    pub fn server(&self, host: &str) -> Pair {
        self.signed(server(host))
    }

    /// The same, valid from and to these years.
    pub fn server_between(&self, host: &str, from: i32, to: i32) -> Pair {
        let mut params = server(host);
        params.not_before = rcgen::date_time_ymd(from, 1, 1);
        params.not_after = rcgen::date_time_ymd(to, 1, 1);
        self.signed(params)
    }

    /// A certificate for a person's computer.
    pub fn client(&self, name: &str) -> Pair {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.signed(params)
    }

    fn signed(&self, params: CertificateParams) -> Pair {
        let key = KeyPair::generate().unwrap();
        Pair::of(&params.signed_by(&key, &self.0).unwrap(), &key)
    }
}

/// A certificate that nobody but itself vouches for.
pub fn self_signed(host: &str) -> Pair {
    let key = KeyPair::generate().unwrap();
    Pair::of(&server(host).self_signed(&key).unwrap(), &key)
}

fn server(host: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "a server");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}
