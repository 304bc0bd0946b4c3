//! Work that goes on behind the pages: its owner sees how far it is, and is told how it ended.

use crate::world::world;
use identity::{Role, Scope};
use kernel::Refusal;
use pages_account::testing::schema;
use std::sync::mpsc::channel;
use tokio::runtime::Runtime;
use webkit::Flash;
use webkit::works::Finished;

store::db_test! {
    with schema();

    fn the_owner_sees_how_far_it_is_and_then_what_came_of_it(db: TestDb) {
        let world = world(&db);
        let runtime = Runtime::new().unwrap();
        let (go, wait) = channel::<()>();
        let (begun, at_work) = channel::<()>();
        let owner = world.person("quantri").id;
        let work = {
            let _inside = runtime.enter();
            world.kit.begin(owner, "Đang tính lại hạn", move |_, work| {
                work.tell(3, 8);
                begun.send(()).unwrap();
                wait.recv().unwrap();
                Ok(Finished { href: "/admin/calendars?year=2020".into(), flash: Flash::good("8 hạn đã dời.") })
            })
        };
        at_work.recv().unwrap();
        let mut admin = world.as_person("quantri");
        let page = format!("/admin/progress/{}", work.id());
        let said = admin.get(&page);
        assert!(said.status == 200 && said.says("Đang tính lại hạn") && said.says("Đã xong 3 trong 8."), "{}", said.words());
        assert_eq!(said.header("refresh"), "1");
        assert!(said.text().contains(r#"value="37""#), "{}", said.text());
        // Nobody else's business, and no other number.
        world.staff("khac", Some((Role::Administrator, Scope::Province)));
        let mut other = world.browser();
        other.post("/sign-in", &[("login", "khac"), ("password", pages_account::testing::GOOD)]);
        assert_eq!(other.get(&page).status, 404);
        assert_eq!(admin.get("/admin/progress/99").status, 404);
        go.send(()).unwrap();
        while runtime.block_on(work.soon()).is_none() {}
        let said = admin.get(&page);
        assert_eq!((said.status, said.header("location")), (303, "/admin/calendars?year=2020"));
        assert!(admin.get("/admin/calendars?year=2020").says("8 hạn đã dời."));
    }

    fn what_was_refused_and_what_broke_is_told_as_such(db: TestDb) {
        let world = world(&db);
        let runtime = Runtime::new().unwrap();
        let owner = world.person("quantri").id;
        let [refused, broken] = {
            let _inside = runtime.enter();
            [
                world.kit.begin(owner, "Việc", |_, _| Err(Refusal::new("test.no", "Không được.", "No.").into())),
                world.kit.begin(owner, "Việc", |_, _| panic!("broken on purpose")),
            ]
        };
        // Waits for both; asking how they ended would take it, as it is told once.
        drop(runtime);
        let mut admin = world.as_person("quantri");
        let said = admin.get(&format!("/admin/progress/{}", refused.id()));
        assert_eq!((said.status, said.header("location")), (303, "/admin"));
        assert!(admin.get("/admin").says("Không được."));
        assert_eq!(admin.get(&format!("/admin/progress/{}", broken.id())).status, 500);
    }
}
