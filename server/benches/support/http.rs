//! A small load generator: keep-alive connections that send one request after the other.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::process::Server;

/// One keep-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(server: &Server) -> Connection {
        Connection::to(server.address).await
    }

    pub async fn to(address: std::net::SocketAddr) -> Connection {
        let stream = TcpStream::connect(address).await.expect("the server accepts");
        stream.set_nodelay(true).expect("a socket option");
        Connection { stream, buffer: Vec::with_capacity(64 * 1024) }
    }

    pub async fn get(&mut self, path: &str, token: &str) -> (u16, String) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\r\n")).await
    }

    pub async fn request(&mut self, method: &str, path: &str, token: &str, body: &str) -> (u16, String) {
        let length = body.len();
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
        .await
    }

    /// Approves a request, with every check of the rule.
    pub async fn decide(&mut self, token: &str, id: &str) {
        let now = partnerdesk_api::time::envelope(jiff::Timestamp::now());
        let body = format!(r#"{{"id":"","version":"1.0","requesttime":"{now}","request":{{"status":"Approved"}}}}"#);
        let (status, answer) =
            self.request("PUT", &format!("/v1/partnermanager/partners/policy/{id}"), token, &body).await;
        assert!(status == 200 && answer.contains("approved successfully"), "{answer}");
    }

    async fn send(&mut self, request: &str) -> (u16, String) {
        self.stream.write_all(request.as_bytes()).await.expect("the connection lives");
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("the connection lives");
            assert!(read > 0, "the server hung up");
            let Some(end) = self.buffer.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
            let length: usize =
                head.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok()).unwrap_or_default();
            if self.buffer.len() >= end + 4 + length {
                let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
                return (status, String::from_utf8_lossy(&self.buffer[end + 4..]).into_owned());
            }
        }
    }
}

/// Answers per second of so many clients that each wait for the answer before the next request.
pub async fn load(server: &Server, token: &str, path: &str, clients: usize, time: Duration) -> f64 {
    let end = Instant::now() + time;
    let clients = (0..clients).map(|_| {
        let (address, token, path) = (server.address, token.to_string(), path.to_string());
        tokio::spawn(async move {
            let mut connection = Connection::to(address).await;
            let mut answers = 0_u64;
            while Instant::now() < end {
                let (status, answer) = connection.get(&path, &token).await;
                assert_eq!(status, 200, "{answer}");
                answers += 1;
            }
            answers
        })
    });
    let mut total = 0;
    for client in clients.collect::<Vec<_>>() {
        total += client.await.expect("a client ends well");
    }
    total as f64 / time.as_secs_f64()
}

/// Seconds of each answer while requests leave at a fixed rate, whatever the answers do.
pub async fn paced(server: &Server, token: &str, path: &str, per_second: u32, time: Duration) -> Vec<f64> {
    const CONNECTIONS: u32 = 8;
    let gap = Duration::from_secs(1) * CONNECTIONS / per_second;
    let begun = Instant::now() + Duration::from_millis(20);
    let clients = (0..CONNECTIONS).map(|client| {
        let (address, token, path) = (server.address, token.to_string(), path.to_string());
        tokio::spawn(async move {
            let mut connection = Connection::to(address).await;
            let mut times = Vec::new();
            let mut due = begun + gap * client / CONNECTIONS;
            while due < begun + time {
                tokio::time::sleep_until(due.into()).await;
                let (status, answer) = connection.get(&path, &token).await;
                assert_eq!(status, 200, "{answer}");
                times.push(due.elapsed().as_secs_f64());
                due += gap;
            }
            times
        })
    });
    let mut all = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        all.extend(client.await.expect("a client ends well"));
    }
    all
}
