//! What every list does, seen at this one: copying, columns, filters, history, export, clicks.

use super::*;

#[test]
fn rows_are_copied_in_the_list_and_on_their_page() {
    let mut desk = desk(80, 24);
    desk.press("y u");
    assert_eq!(scene::copied(&desk), Some("partnerdesk requests show cardhouse"));
    desk.press("y l");
    assert_eq!(scene::copied(&desk), Some("partnerdesk requests list --status=InProgress"));
    desk.press("Space Space y y");
    assert_eq!(scene::copied(&desk), Some("cardhouse\nginko"));
    desk.press("Esc g g Enter y r");
    assert!(scene::copied(&desk).unwrap().starts_with("cardhouse\tcardhouse\tCredential_Partner\tCardhouse Ltd\t"));
    desk.press("y u");
    assert_eq!(scene::copied(&desk), Some("partnerdesk requests show cardhouse"));
    desk.press("y j");
    assert!(scene::copied(&desk).unwrap().contains("\"policyName\": \"ID card v2\""));
    desk.press("y v");
    snapshot("copied", &desk);
    desk.tell(Message::CopyKept(Ok("/home/meera/copied.txt".into())));
    assert!(desk.screen().contains("Saved in /home/meera/copied.txt"), "{}", desk.screen());
    desk.press("Esc");
    assert!(desk.screen().contains("They wrote"), "{}", desk.screen());
}

#[test]
fn columns_are_hidden_moved_and_widened_and_kept_for_this_view() {
    let mut desk = desk(80, 24);
    desk.press("c");
    assert!(desk.screen().contains("Organisation") && desk.screen().contains("by itself"), "{}", desk.screen());
    desk.press("J l l j Space");
    snapshot("columns", &desk);
    desk.press("Enter");
    let kept = desk.effects.iter().find_map(|e| match e {
        Effect::Run(_, Task::Keep(name, value)) => Some((name.clone(), value.clone())),
        _ => None,
    });
    let (name, value) = kept.unwrap();
    assert_eq!(name, "columns-screen-requests");
    assert_eq!(value["hidden"], json!(["policyGroupName"]));
    assert_eq!(value["widths"], json!({"orgName": 18}));
    snapshot("columns_arranged", &desk);
    desk.press("c 0 Enter");
    assert!(desk.screen().contains("ORGANISATION      POLICY"), "{}", desk.screen());
}

#[test]
fn one_column_stays_and_another_run_finds_them_as_they_were() {
    let mut desk = desk(80, 24);
    let hidden =
        json!({"hidden": ["policyName", "policyGroupName", "partnerType", "createdDateTime", "mappings", "status"]});
    let recalled = Event::Recalled(Tag::new("list:columns"), Some(hidden));
    desk.tell(Message::Event(LayerId(1), recalled, None));
    assert!(!desk.screen().contains("STATUS"), "{}", desk.screen());
    desk.press("c Space");
    assert!(desk.screen().contains("One column has to stay."), "{}", desk.screen());
}

#[test]
fn filters_are_asked_for_and_taken_back_step_by_step() {
    let mut desk = desk(80, 24);
    desk.press("/");
    desk.type_text(" lumen");
    desk.wait(200);
    let last = |desk: &Desk| calls(desk, "policy_request.list").last().map(|v| (*v).clone()).unwrap();
    assert_eq!((last(&desk)["orgName"].clone(), last(&desk)["status"].clone()), (json!("lumen"), json!("InProgress")));
    desk.press("Enter");
    assert!(desk.screen().contains("Organisation: lumen"));
    desk.press("\\");
    assert_eq!(last(&desk)["status"], Value::Null);
    desk.press("s");
    desk.type_text("policy");
    desk.press("Enter");
    assert_eq!(last(&desk)["sortType"], "asc");
}

#[test]
fn going_back_finds_everything_as_it_was() {
    let mut desk = desk(80, 24);
    desk.press("j j \\ j Enter");
    assert!(desk.screen().contains("They wrote"));
    desk.press("Esc");
    assert!(desk.screen().contains("2 of 5"), "{}", desk.screen());
    desk.press("]");
    assert!(desk.screen().contains("They wrote"));
}

#[test]
fn a_click_goes_to_a_row_opens_it_and_presses_a_key_of_the_footer() {
    let mut desk = desk(80, 24);
    let click = |desk: &mut Desk, x: u16, y: u16| desk.tell(Message::Click((x, y).into()));
    click(&mut desk, 20, 7);
    assert!(desk.screen().contains("3 of 5"), "{}", desk.screen());
    click(&mut desk, 20, 15);
    assert!(desk.screen().contains("3 of 5"), "where no row is, nothing is: {}", desk.screen());
    click(&mut desk, 20, 7);
    assert!(desk.screen().contains("They wrote"), "{}", desk.screen());
    let footer = desk.screen().lines().last().unwrap().to_string();
    click(&mut desk, u16::try_from(footer.find("Esc").unwrap()).unwrap(), 23);
    assert!(desk.screen().contains("3 of 5"), "{}", desk.screen());
}

#[test]
fn the_cursor_stays_with_its_row_when_rows_move() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let turned = std::cell::Cell::new(false);
    let desk_answer = move |request: &Request| {
        let mut all = rows();
        if turned.replace(true) {
            all.reverse();
        }
        match request.operation.id {
            "policy_request.list" => Ok(json!({"totalResults": 5, "data": all})),
            _ => answer(request),
        }
    };
    let first = (SCREEN.open)(&cx, &[]);
    let mut desk = Desk::new(cx, first, desk_answer);
    desk.press("j r");
    assert!(desk.screen().contains("▸ 銀行協会"), "{}", desk.screen());
    assert!(desk.screen().contains("4 of 5"));
}

#[test]
fn the_export_writes_page_after_page() {
    let mut desk = desk(80, 24);
    desk.press("e Enter Enter");
    let written = |desk: &Desk| -> Vec<(String, bool)> {
        let text = |e: &Effect| match e {
            Effect::Run(_, Task::WriteFile { text, append, .. }) => Some((text.clone(), *append)),
            _ => None,
        };
        desk.effects.iter().filter_map(text).collect()
    };
    assert!(written(&desk)[0].0.starts_with("id,partnerId,partnerType,orgName"), "{:?}", written(&desk));
    let layer = desk.effects.iter().find_map(|e| match e {
        Effect::Run(layer, Task::WriteFile { .. }) => Some(*layer),
        _ => None,
    });
    let done = || Event::Written(Tag::new("export:written"), Ok(()));
    desk.tell(Message::Event(layer.unwrap(), done(), None));
    assert_eq!(written(&desk)[1].0.lines().count(), 5);
    assert!(written(&desk)[1].1, "behind the heads");
    desk.tell(Message::Event(layer.unwrap(), done(), None));
    assert!(desk.screen().contains("5 rows written to ~/policy-requests-20261122-140231.csv"), "{}", desk.screen());
    desk.press("e Enter Ctrl-u - Enter");
    let printed = desk
        .effects
        .iter()
        .any(|e| matches!(e, Effect::Run(_, Task::WriteFile { path, .. }) if path.as_os_str() == "-"));
    assert!(printed, "{}", desk.screen());
}

#[test]
fn an_answer_to_an_older_question_is_not_shown() {
    let mut cx = testing::context(80, 24);
    cx.session = Some(testing::profile(Role::PartnerAdmin));
    let desk_answer = |request: &Request| {
        let wanted = request.input["orgName"].as_str().unwrap_or("Cardhouse").to_lowercase();
        let named = |row: &Value| row["orgName"].as_str().unwrap().to_lowercase().contains(&wanted);
        let rows: Vec<Value> = rows().into_iter().filter(named).collect();
        Ok(json!({"totalResults": rows.len(), "data": rows}))
    };
    let first = (SCREEN.open)(&cx, &[]);
    let mut desk = Desk::new(cx, first, desk_answer);
    desk.hold();
    desk.press("r /");
    desk.type_text(" lumen");
    desk.wait(200);
    assert_eq!(desk.held(), ["policy_request.list"], "the older one was stopped");
    desk.release("policy_request.list");
    desk.release_stopped();
    assert!(desk.screen().contains("Lumen Bank") && !desk.screen().contains("Cardhouse"), "{}", desk.screen());
}
