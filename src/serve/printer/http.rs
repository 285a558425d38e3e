//! One question to a printer over HTTP/1.1 (RFC 8010), limited in size and in time.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, Method, Request, StatusCode, header};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::failure::Failure;

/// For a connection alone: a printer that is off does not answer at all.
const CONNECT: Duration = Duration::from_secs(4);

/// What is read of an answer. What is asked for takes a few kilobytes; and values can be nested, which takes room on the
/// stack when they are let go of.
const LARGEST: usize = 32 * 1024;

/// Where a queue is.
pub(super) struct Place {
    /// The name or address of the computer.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The part of the address after these.
    pub path: String,
    /// What encrypts, if the connection is to be encrypted.
    pub tls: Option<TlsConnector>,
}

/// Sends a request, and returns the body of the answer.
pub(super) async fn ask(place: &Place, body: Vec<u8>, until: Instant) -> Result<Bytes, Failure> {
    let patience = until.min(Instant::now() + CONNECT);
    let host = place.host.trim_start_matches('[').trim_end_matches(']');
    let connected = timeout_at(patience, TcpStream::connect((host, place.port))).await;
    let stream = connected.ok().and_then(Result::ok).ok_or(Failure::Unreachable)?;
    let Some(tls) = &place.tls else { return talk(place, stream, body, until).await };
    let name = ServerName::try_from(host.to_owned()).map_err(|_| Failure::Unreachable)?;
    let begun = timeout_at(patience, tls.connect(name, stream)).await;
    let stream = begun.ok().and_then(Result::ok).ok_or(Failure::NoQueue)?;
    talk(place, stream, body, until).await
}

async fn talk(
    place: &Place,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    body: Vec<u8>,
    until: Instant,
) -> Result<Bytes, Failure> {
    let answer = timeout_at(until, async {
        let (mut sender, connection) = handshake::<_, Body>(TokioIo::new(stream)).await.map_err(|_| Failure::Silent)?;
        // It ends with this function, whatever the printer does.
        let mut connections = JoinSet::new();
        connections.spawn(connection);
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = place.path.parse().map_err(|_| Failure::NoQueue)?;
        let host = HeaderValue::from_str(&format!("{}:{}", place.host, place.port)).map_err(|_| Failure::NoQueue)?;
        request.headers_mut().insert(header::HOST, host);
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/ipp"));
        let answer = sender.send_request(request).await.map_err(|_| Failure::Silent)?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::UPGRADE_REQUIRED => {
                return Err(Failure::Forbidden);
            }
            StatusCode::SERVICE_UNAVAILABLE => return Err(Failure::Busy),
            _ => return Err(Failure::NoQueue),
        }
        to_bytes(Body::new(answer.into_body()), LARGEST).await.map_err(|_| Failure::Silent)
    });
    answer.await.unwrap_or(Err(Failure::Silent))
}
