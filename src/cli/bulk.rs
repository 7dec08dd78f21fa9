//! One step on several records: each obeys its own rules, one refusal does not stop the others.

use serde_json::{Value, json};

use super::{context::CommandContext, error::CliError, sheet::Sheet};

/// `1 partner`, `3 partners`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Takes the step on each id and prints what became of each. The exit code is that of the first refusal.
pub(crate) async fn each<F: Future<Output = Result<String, CliError>>>(
    cx: &CommandContext,
    id_name: &str,
    ids: Vec<String>,
    step: impl Fn(String) -> F,
) -> Result<(), CliError> {
    let single = ids.len() == 1;
    let mut results: Vec<Value> = Vec::new();
    let mut refusals: Vec<CliError> = Vec::new();
    for id in ids {
        match step(id.clone()).await {
            Ok(message) => results.push(json!({id_name: id, "done": true, "code": null, "message": message})),
            Err(error) if single => return Err(error),
            Err(error) => {
                results.push(json!({id_name: id, "done": false, "code": error.code_text(), "message": error.message}));
                refusals.push(error);
            }
        }
    }
    cx.out.sheet(&Sheet::of_records(&results), &json!(results), "")?;
    let Some(mut first) = refusals.into_iter().next() else { return Ok(()) };
    let refused = results.iter().filter(|r| r["done"] == false).count();
    let summary = match results.len() - refused {
        0 => format!("All {refused} were refused."),
        done => format!("{refused} of {} were refused; {done} are done.", results.len()),
    };
    first.message = format!("{summary} The first refusal: {}", first.message);
    Err(first)
}
