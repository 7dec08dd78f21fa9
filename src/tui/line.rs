//! The line to the server: whether it stands, and when it is tried again by itself.

use std::time::Duration;

/// The line to the server.
#[derive(Debug, Default)]
pub struct Line(Option<Broken>);

#[derive(Debug)]
struct Broken {
    /// How often it was tried in vain.
    tries: u32,
    /// When it is tried again; nothing while it is being tried.
    next: Option<Duration>,
}

/// Between two tries at least and at most, in seconds.
const LEAST: u64 = 2;
const MOST: u64 = 30;

impl Line {
    /// Whether the last call did not reach the server.
    pub fn is_broken(&self) -> bool {
        self.0.is_some()
    }

    /// A call did not reach the server.
    pub fn breaks(&mut self, now: Duration) {
        let waits = |tries: u32| Some(now + Duration::from_secs((LEAST << tries.min(8)).min(MOST)));
        match &mut self.0 {
            None => self.0 = Some(Broken { tries: 0, next: waits(0) }),
            // Another call that failed says nothing new.
            Some(broken) if broken.next.is_some() => {}
            Some(broken) => {
                broken.tries += 1;
                broken.next = waits(broken.tries);
            }
        }
    }

    /// The server has answered. Whether the line was broken.
    pub fn stands(&mut self) -> bool {
        self.0.take().is_some()
    }

    /// Whether it is to be tried now; it is being tried from then on.
    pub fn is_due(&mut self, now: Duration) -> bool {
        let due = self.0.as_mut().filter(|b| b.next.is_some_and(|at| at <= now));
        due.is_some_and(|broken| broken.next.take().is_some())
    }

    /// Somebody wants it to be tried at once; `false` when it is being tried already, or stands.
    pub fn hurry(&mut self) -> bool {
        self.0.as_mut().is_some_and(|broken| broken.next.take().is_some())
    }

    /// How long until it is tried again; nothing while it is being tried.
    pub fn waits(&self, now: Duration) -> Option<Duration> {
        self.0.as_ref()?.next.map(|at| at.saturating_sub(now))
    }

    /// When something is to be done or shown: the try, or, while seconds are counted, the next of them.
    pub fn wake(&self, now: Duration, counted: bool) -> Option<Duration> {
        let at = self.0.as_ref()?.next?;
        let left = at.saturating_sub(now);
        Some(if counted && left > SECOND { at - SECOND * whole_seconds_before(left) } else { at })
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// Seconds that will still be left after the next one has passed.
fn whole_seconds_before(left: Duration) -> u32 {
    u32::try_from(left.as_secs()).unwrap_or(0).saturating_sub(u32::from(left.subsec_nanos() == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_broken_line_is_tried_less_and_less_often() {
        let mut line = Line::default();
        let mut now = at(0);
        let mut waits = Vec::new();
        for _ in 0..7 {
            line.breaks(now);
            line.breaks(now);
            let wait = line.waits(now).unwrap();
            waits.push(wait.as_secs());
            assert!(!line.is_due(now));
            now += wait;
            assert!(line.is_due(now) && !line.is_due(now), "it is tried once");
            assert_eq!(line.waits(now), None);
        }
        assert_eq!(waits, [2, 4, 8, 16, 30, 30, 30]);
        assert!(line.stands() && !line.stands());
        line.breaks(now);
        assert_eq!(line.waits(now), Some(at(2000)), "the next time begins anew");
        assert!(line.hurry() && !line.hurry());
    }

    #[test]
    fn seconds_are_counted_down_where_things_may_move() {
        let mut line = Line::default();
        line.breaks(at(500));
        assert_eq!(line.wake(at(500), true), Some(at(1500)));
        assert_eq!(line.wake(at(700), true), Some(at(1500)));
        assert_eq!(line.wake(at(1500), true), Some(at(2500)));
        assert_eq!(line.wake(at(500), false), Some(at(2500)));
        assert_eq!(Line::default().wake(at(0), true), None);
    }
}
