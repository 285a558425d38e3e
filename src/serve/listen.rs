//! Connections: accepted, limited in number and in time, and closed in peace.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::Settings;
use super::desk::Desk;
use super::metrics::Metrics;
use super::pool::Pool;
use super::routes::router;
use super::shared::Shared;
use super::upload::Sheets;

/// Connections at a time. Further ones wait.
const MOST_CONNECTIONS: usize = 512;
/// How long a client may take over the head of a request, or to begin an encrypted connection.
const HEAD: Duration = Duration::from_secs(10);
/// How long a connection may last. A client that reads slowly holds no thread, but memory.
const LONGEST: Duration = Duration::from_secs(120);
/// What requests that are being answered get to finish, when the program stops.
const GRACE: Duration = Duration::from_secs(5);
/// The head of a request, at most.
const LARGEST_HEAD: usize = 32 * 1024;

/// Listens until the program is told to stop. `started` is called with the address, whose port may have been chosen now.
pub(crate) fn serve(mut settings: Settings, started: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async move {
        let address = settings.listen;
        let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr()?;
        settings.access.listens_on(address);
        let acceptor = settings.tls.as_ref().map(super::tls::Config::acceptor);
        let pool = Pool::start(settings.threads)?;
        let shared =
            Shared { settings, desk: Desk::default(), pool, metrics: Metrics::default(), sheets: Sheets::default() };
        let router = router(Arc::new(shared));
        // Before anybody is told the address: a signal that comes at once is heeded.
        let stop = stop()?;
        started(address);
        accept(listener, acceptor, router, stop).await;
        Ok(())
    })
}

/// Becomes true when the program is told to stop.
fn stop() -> std::io::Result<watch::Receiver<bool>> {
    let (tell, told) = watch::channel(false);
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        tokio::spawn(async move {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            tell.send_replace(true);
        });
    }
    #[cfg(not(unix))]
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            tell.send_replace(true);
        }
    });
    Ok(told)
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router, mut stop: watch::Receiver<bool>) {
    let slots = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let slot = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            slot = slots.clone().acquire_owned() => slot,
        };
        let accepted = tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // No more files may be open, for now.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (tls, router, stop) = (tls.clone(), router.clone(), stop.clone());
        connections.spawn(async move {
            connection(stream, tls, router, stop).await;
            drop(slot);
        });
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    // What is not finished by then ends with the program.
    let _ = timeout(GRACE, finished).await;
}

async fn connection(stream: TcpStream, tls: Option<TlsAcceptor>, router: Router, stop: watch::Receiver<bool>) {
    // Pictures are answers to keystrokes: nothing waits for a full packet. If it cannot be set, they come later.
    let _ = stream.set_nodelay(true);
    match tls {
        None => talk(stream, router, stop).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(HEAD, tls.accept(stream)).await {
                talk(stream, router, stop).await;
            }
        }
    }
}

async fn talk(stream: impl AsyncRead + AsyncWrite + Unpin, router: Router, mut stop: watch::Receiver<bool>) {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LARGEST_HEAD);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // Errors are the client's: it went away, or did not speak HTTP.
        _ = connection.as_mut() => return,
        _ = sleep(LONGEST) => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(GRACE, connection).await;
}
