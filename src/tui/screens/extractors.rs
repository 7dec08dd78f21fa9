//! Extractor configurations: the list, one of them, and the form that makes a new one.

use partnerdesk_api::extractor::{ATTRIBUTES, CREATE, Configuration, DataFormat, EXTRACTORS, LIST, Modality};

use super::Screen;
use crate::tui::{
    keymap::Action,
    layer::Wish,
    widgets::{
        detail::{DetailSpec, Line},
        form::{Field, FormSpec, FormView},
        list::{Column, ListSpec, ListView, PageAction},
        success,
    },
};

static GO: Action = Action::new("go.extractors", &["g e"]);

/// The screen's place in the registry.
pub const SCREEN: Screen =
    Screen::of_all(&GO, &LIST.info, |_, filters| ListView::boxed(&SPEC, filters)).acting(|| SPEC.own_actions());

static SPEC: ListSpec<Configuration> = ListSpec::new("screen-extractors", &EXTRACTORS, &LIST.info, COLUMNS)
    .command("extractors")
    .page_actions(PAGE_ACTIONS)
    .find("configName")
    .called(|row| row.config_name.clone())
    .detail(&DETAIL)
    .empty("extractors-empty");

static COLUMNS: &[Column<Configuration>] = &[
    Column::text("configName", 18).grows(40),
    Column::text("bioextractorProviderName", 14).grows(30).drops(2),
    Column::text("bioextractorProviderVersion", 8).drops(3),
    Column::text("bioModality", 8),
    Column::text("credentialDataFormat", 12).drops(5),
    Column::text("attributeName", 12).grows(24).drops(4),
    Column::date("createdDateTime").drops(1),
];

static PAGE_ACTIONS: &[PageAction] = &[PageAction::new("extractor.create", &["+"], &CREATE.info, |cx| {
    vec![Wish::Page(FormView::boxed(&FORM, &["screen-extractors"], cx))]
})];

static DETAIL: DetailSpec<Configuration> = DetailSpec {
    name: "extractor",
    title: |row, cx| vec![cx.say("screen-extractors"), row.config_name.clone()],
    id: |row| row.id.clone(),
    called: |row| row.config_name.clone(),
    load: |_| Vec::new(),
    lines: |row, _, cx| {
        vec![
            Line::Field("col-configName", row.config_name.clone()),
            Line::Field("col-bioextractorProviderName", row.bioextractor_provider_name.clone()),
            Line::Field("col-bioextractorProviderVersion", row.bioextractor_provider_version.clone()),
            Line::Gap,
            Line::Field("col-bioModality", row.bio_modality.to_string()),
            Line::Field("col-credentialDataFormat", row.credential_data_format.to_string()),
            Line::Field("col-attributeName", row.attribute_name.clone()),
            Line::Gap,
            Line::Field("col-createdDateTime", cx.date_time(row.created_date_time.0)),
        ]
    },
    actions: &[],
};

static FORM: FormSpec = FormSpec::new(
    "new-extractor",
    "screen-new-extractor",
    &CREATE,
    &[
        Field::text("configName"),
        Field::text("bioextractorProviderName"),
        Field::text("bioextractorProviderVersion"),
        Field::words("bioModality", Modality::WORDS),
        Field::words("credentialDataFormat", DataFormat::WORDS),
        Field::words("attributeName", ATTRIBUTES),
    ],
    |_, sent, cx| {
        let name = sent["configName"].as_str().unwrap_or_default().to_string();
        let next = cx.with("extractor-made-next", &[("name", name.into())]);
        vec![Wish::Replace(success::layer("extractor-made", next, success::USUAL))]
    },
)
.submit("extractor-send")
.intro("extractor-intro");

#[cfg(test)]
#[path = "extractors_tests.rs"]
mod tests;
