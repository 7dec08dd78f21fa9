//! Numbers and their bounds.

/// Lines and whether every bound held.
#[derive(Default)]
pub struct Report {
    lines: Vec<String>,
    missed: bool,
}

impl Report {
    pub fn say(&mut self, line: impl Into<String>) {
        let line = line.into();
        println!("{line}");
        self.lines.push(line);
    }

    pub fn bound(&mut self, what: impl Into<String>, value: f64, most: f64) {
        self.judge(what.into(), value, value <= most, format!("at most {most}"));
    }

    pub fn at_least(&mut self, what: impl Into<String>, value: f64, least: f64) {
        self.judge(what.into(), value, value >= least, format!("at least {least}"));
    }

    fn judge(&mut self, what: String, value: f64, holds: bool, bound: String) {
        self.missed |= !holds;
        self.say(format!("{} {what}: {value:.2} ({bound})", if holds { "ok    " } else { "MISSED" }));
    }

    pub fn print(&self) {
        println!(
            "\n{} lines; {}",
            self.lines.len(),
            if self.missed { "bounds were missed" } else { "every bound held" }
        );
    }

    pub fn is_missed(&self) -> bool {
        self.missed
    }
}

/// The value below which so large a part of the values lies.
pub fn percentile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = ((sorted.len() as f64 - 1.0) * part).round() as usize;
    sorted.get(place).copied().unwrap_or_default()
}
