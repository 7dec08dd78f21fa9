//! The server as a process of its own: this program started again.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use partnerdesk_server::{Config, Listen};

const ASKED: &str = "PARTNERDESK_BENCH_SERVE";
const POSTGRES: &str = "PARTNERDESK_BENCH_POSTGRES";

/// Runs the server when this program was started as one.
pub fn serve_if_asked() -> bool {
    let Some(folder) = std::env::var_os(ASKED) else { return false };
    let mut config = Config::embedded(folder.into());
    config.postgres = std::env::var(POSTGRES).ok();
    config.listen = Listen::Tcp { address: SocketAddr::from(([127, 0, 0, 1], 0)), tls: None, behind_proxy: false };
    let address_file = config.data.join("address");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let served = runtime.block_on(partnerdesk_server::run(config, |ready| {
        let part = address_file.with_extension("part");
        let written = std::fs::write(&part, ready.address.trim_start_matches("http://"))
            .and_then(|()| std::fs::rename(&part, &address_file));
        written.expect("the address file can be written");
    }));
    served.expect("the server runs");
    true
}

/// A running server; ended when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub ready: Duration,
}

impl Server {
    pub async fn start(folder: &Path, postgres: Option<&str>) -> Server {
        let address_file = folder.join("address");
        let _ = std::fs::remove_file(&address_file);
        let mut command = Command::new(std::env::current_exe().expect("this program's path"));
        command.env(ASKED, folder).stdout(Stdio::null());
        if let Some(url) = postgres {
            command.env(POSTGRES, url);
        }
        let begun = Instant::now();
        let child = command.spawn().expect("this program starts again");
        let address = loop {
            if let Some(address) = std::fs::read_to_string(&address_file).ok().and_then(|text| text.parse().ok()) {
                break address;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "the server did not become ready");
            tokio::time::sleep(Duration::from_micros(500)).await;
        };
        Server { child, address, ready: begun.elapsed() }
    }

    /// Resident memory in megabytes, as the kernel counts it.
    pub fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() * 1024.0 / 1e6
    }
}

impl Server {
    /// Seconds of processor time used so far, to a hundredth.
    pub fn cpu_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |field: usize| fields.get(field).and_then(|t| t.parse::<f64>().ok()).unwrap_or_default();
        (ticks(11) + ticks(12)) / 100.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
