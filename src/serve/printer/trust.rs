//! Whose certificates printers are known by.
//!
//! A printer's certificate is most often its own work, signed by nobody, and no list of authorities knows it. So the
//! certificates that count are those in a file: of printers themselves, or of whoever signed theirs.

use std::sync::Arc;

use anyhow::{Context, bail};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// What begins encrypted connections to printers that one of the certificates in a file (PEM) vouches for.
pub(super) fn connector(file: &[u8]) -> anyhow::Result<TlsConnector> {
    let known = CertificateDer::pem_slice_iter(file).collect::<Result<Vec<_>, _>>();
    let known = known.context("the printers' certificates are not in PEM form")?;
    if known.is_empty() {
        bail!("there is no certificate in the file of printers' certificates");
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(known.iter().cloned());
    let provider = Arc::new(default_provider());
    let signed = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .context("no printer can be known by the certificates in the file")?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Known { known, signed }))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// A printer is known if its certificate is in the file, whatever name is in it: a printer's own certificate seldom has
/// the name or address that it is reached by. Otherwise one in the file must have signed it, for the right name.
#[derive(Debug)]
struct Known {
    known: Vec<CertificateDer<'static>>,
    signed: Arc<WebPkiServerVerifier>,
}

impl ServerCertVerifier for Known {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.known.iter().any(|known| known == own) {
            return Ok(ServerCertVerified::assertion());
        }
        self.signed.verify_server_cert(own, between, name, stapled, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed.verify_tls12_signature(message, own, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed.verify_tls13_signature(message, own, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signed.supported_verify_schemes()
    }
}
