//! Encrypted connections (TLS 1.2 and 1.3).

use std::sync::Arc;

use anyhow::Context;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate with its key.
#[derive(Clone)]
pub(crate) struct Config(Arc<ServerConfig>);

impl Config {
    /// Reads a certificate chain and its key, both in PEM.
    pub(crate) fn new(chain: &[u8], key: &[u8]) -> anyhow::Result<Config> {
        let chain = CertificateDer::pem_slice_iter(chain).collect::<Result<Vec<_>, _>>();
        let chain = chain.context("the certificate is not in PEM form")?;
        let key = PrivateKeyDer::from_pem_slice(key).context("the key is not in PEM form")?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .context("the certificate and the key do not belong together")?;
        Ok(Config(Arc::new(config)))
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.0.clone())
    }
}
