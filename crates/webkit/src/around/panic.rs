//! A handler that panics answers 500 like any fault.

use crate::Problem;
use axum::response::{IntoResponse, Response};
use kernel::Fault;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}

/// Runs a future; its panic becomes a fault.
pub(super) async fn caught(run: impl Future<Output = Response>) -> Response {
    let mut run = pin!(run);
    let mut over = false;
    std::future::poll_fn(move |context| {
        if over {
            return Poll::Pending;
        }
        // What a panicking handler left behind is dropped with its request.
        match catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(context))) {
            Ok(polled) => polled,
            Err(panic) => {
                over = true;
                let fault = Fault::new(format!("a handler panicked: {}", panic_text(&*panic)));
                Poll::Ready(Problem::from(fault).into_response())
            }
        }
    })
    .await
}
