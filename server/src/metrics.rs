//! Numbers for those who operate the server, as Prometheus reads them. Nothing here names a person or a record: operations
//! are named by their ids, never by paths as they came.

use std::{
    fmt,
    time::{Duration, Instant},
};

use metrics::{Key, Label, Level, Metadata, Recorder as _};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

const REQUESTS: &str = "partnerdesk_requests_total";
const SECONDS: &str = "partnerdesk_request_seconds";
const IN_FLIGHT: &str = "partnerdesk_requests_in_flight";
const SIGN_INS: &str = "partnerdesk_failed_sign_ins_total";
const LOST: &str = "partnerdesk_audit_entries_lost_total";
const PENDING: &str = "partnerdesk_policy_requests_pending";
const STORAGE: &str = "partnerdesk_storage_up";
const BUILD: &str = "partnerdesk_build_info";

/// Up to how many seconds a request took: a page, a decision, a password, a slow disk, the limit.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
static SOURCE: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

/// The numbers of one server.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Begins to count.
    ///
    /// # Errors
    /// The limits of the durations are not in order; a fault of the build.
    pub fn start() -> Result<Self, BuildError> {
        let seconds = Matcher::Full(SECONDS.into());
        let recorder = PrometheusBuilder::new().set_buckets_for_metric(seconds, BUCKETS)?.build_recorder();
        for (name, about) in [
            (REQUESTS, "Requests by operation and by the HTTP status of their answer; gone: nobody waited for it"),
            (SIGN_INS, "Attempts to sign in that were wrong, or had to wait"),
            (LOST, "Audit entries that the storage did not take; they stand in the log"),
        ] {
            recorder.describe_counter(name.into(), None, about.into());
        }
        for (name, about) in [
            (IN_FLIGHT, "Requests that are being answered"),
            (PENDING, "Policy requests that wait for a decision, counted up to 10001"),
            (STORAGE, "Whether the storage answers"),
            (BUILD, "The version of this server"),
        ] {
            recorder.describe_gauge(name.into(), None, about.into());
        }
        recorder.describe_histogram(SECONDS.into(), None, "How long requests took, by operation".into());
        let metrics = Metrics { handle: recorder.handle(), recorder };
        metrics.gauge(BUILD, vec![Label::from_static_parts("version", env!("CARGO_PKG_VERSION"))], 1.0);
        // There from the start, so that a rule that watches them is not blind until the first.
        metrics.count(LOST, Vec::new(), 0);
        for reason in [SignIn::Wrong, SignIn::Throttled] {
            metrics.count(SIGN_INS, vec![reason.label()], 0);
        }
        Ok(metrics)
    }

    fn count(&self, name: &'static str, labels: Vec<Label>, more: u64) {
        self.recorder.register_counter(&Key::from_parts(name, labels), &SOURCE).increment(more);
    }

    fn gauge(&self, name: &'static str, labels: Vec<Label>, value: f64) {
        self.recorder.register_gauge(&Key::from_parts(name, labels), &SOURCE).set(value);
    }

    /// A request that is being answered; counted when the answer is there, or when nobody waits for it any more.
    pub fn request(&self, operation: &'static str) -> Underway<'_> {
        self.recorder.register_gauge(&Key::from_name(IN_FLIGHT), &SOURCE).increment(1.0);
        Underway { metrics: self, operation, began: Instant::now(), status: None }
    }

    /// Counts an attempt to sign in that did not succeed.
    pub fn failed_sign_in(&self, reason: SignIn) {
        self.count(SIGN_INS, vec![reason.label()], 1);
    }

    /// Counts audit entries that the storage did not take.
    pub fn lost_entries(&self, entries: usize) {
        self.count(LOST, Vec::new(), entries as u64);
    }

    /// Puts away what was measured since; without this it would pile up while nobody asks.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }

    /// All numbers as text, with what is true of the storage right now.
    pub fn text(&self, storage_up: bool, pending: Option<i64>) -> String {
        self.gauge(STORAGE, Vec::new(), f64::from(u8::from(storage_up)));
        if let Some(pending) = pending.and_then(|n| u32::try_from(n).ok()) {
            self.gauge(PENDING, Vec::new(), pending.into());
        }
        self.handle.render()
    }
}

/// Why an attempt to sign in did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Name and password do not match.
    Wrong,
    /// Earlier failures weigh.
    Throttled,
}

impl SignIn {
    fn label(self) -> Label {
        let reason = match self {
            SignIn::Wrong => "wrong",
            SignIn::Throttled => "throttled",
        };
        Label::from_static_parts("reason", reason)
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub struct Underway<'a> {
    metrics: &'a Metrics,
    operation: &'static str,
    began: Instant,
    status: Option<u16>,
}

impl Underway<'_> {
    /// It was answered.
    pub fn answered(mut self, status: u16) {
        self.status = Some(status);
    }
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        let took: Duration = self.began.elapsed();
        let operation = || Label::from_static_parts("operation", self.operation);
        let status = self.status.map_or_else(|| "gone".to_string(), |status| status.to_string());
        let recorder = &self.metrics.recorder;
        recorder.register_gauge(&Key::from_name(IN_FLIGHT), &SOURCE).decrement(1.0);
        recorder.register_histogram(&Key::from_parts(SECONDS, vec![operation()]), &SOURCE).record(took.as_secs_f64());
        self.metrics.count(REQUESTS, vec![operation(), Label::new("status", status)], 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_in_prometheus_words() {
        let metrics = Metrics::start().unwrap();
        metrics.request("partner.list").answered(200);
        drop(metrics.request("partner.list"));
        metrics.failed_sign_in(SignIn::Wrong);
        let _waiting = metrics.request("policy.list");
        let text = metrics.text(true, Some(7));
        for line in [
            "partnerdesk_requests_total{operation=\"partner.list\",status=\"200\"} 1",
            "partnerdesk_requests_total{operation=\"partner.list\",status=\"gone\"} 1",
            "partnerdesk_request_seconds_count{operation=\"partner.list\"} 2",
            "partnerdesk_request_seconds_bucket{operation=\"partner.list\",le=\"+Inf\"} 2",
            "partnerdesk_requests_in_flight 1",
            "partnerdesk_failed_sign_ins_total{reason=\"wrong\"} 1",
            "partnerdesk_failed_sign_ins_total{reason=\"throttled\"} 0",
            "partnerdesk_audit_entries_lost_total 0",
            "partnerdesk_policy_requests_pending 7",
            "partnerdesk_storage_up 1",
            "# TYPE partnerdesk_requests_total counter",
            "# TYPE partnerdesk_request_seconds histogram",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(metrics.text(false, None).contains("partnerdesk_storage_up 0"));
    }
}
