//! The view that somebody keeps: the filter the inbox opens with.

use super::filter::{Asked, Filter};
use crate::locale::T;
use dossier::desk::Desk;
use dossier::own;
use store::Ctx;
use webkit::{Answer, Flash, Form, Visit};

/// What it is called among one's settings.
pub(super) const VIEW: &str = "work.view";

/// Keeps the view of the page it was sent from, or forgets the one that was kept.
pub(crate) async fn keep_view(visit: Visit, form: Form) -> Answer {
    let t = T(visit.lang());
    if form.is_again() {
        return Ok(visit.go("/work"));
    }
    let who = pages_account::who(&visit)?.clone();
    let (desk, now) = (visit.kit().need::<Desk>()?, visit.business_now());
    let forget = form.ticked("forget");
    let asked = Asked::read(form.value("view"));
    visit
        .kit()
        .run(move |kit| {
            // Read and written anew: nothing is kept but what a filter can say.
            let kept = match asked.filter(|_| !forget) {
                Some(asked) => Filter::of(&who, &*desk.db().read(|tx| desk.reference(tx))?, &asked).view(),
                None => String::new(),
            };
            kit.db().write(move |tx| {
                let ids = tx.ids();
                own::keep(tx, &Ctx { actor: who.myself(), now, ids: &ids }, VIEW, &kept)
            })
        })
        .await?;
    let words = if forget { t.view_forgotten() } else { t.view_kept() };
    Ok(visit.go_saying("/work", &Flash::good(words)))
}
