//! What a program is told that sent something wrong.

use axum::http::StatusCode;
use kernel::{Error, Refusal};
use webkit::{Problem, Wrong};

/// 400: parameters or headers that cannot be read.
pub(crate) fn parameters(errors: Vec<Wrong>) -> Problem {
    let refusal = Refusal::new(
        "request.parameters",
        "Tham số của yêu cầu không đúng; xem mục errors.",
        "Parameters of the request are wrong; see errors.",
    );
    Problem::from(refusal).under(StatusCode::BAD_REQUEST).with(errors)
}

/// 400: what was sent is no JSON.
pub(crate) fn no_json(why: &str) -> Problem {
    let refusal = Refusal::new(
        "request.json",
        format!("Nội dung gửi lên không phải JSON hợp lệ ({why})."),
        format!("The body is not valid JSON ({why})."),
    );
    Problem::from(refusal).under(StatusCode::BAD_REQUEST)
}

/// 422: JSON, but not what is asked for.
pub(crate) fn invalid(errors: Vec<Wrong>) -> Problem {
    let refusal = Refusal::new(
        "request.invalid",
        "Nội dung gửi lên có chỗ không đúng; xem mục errors.",
        "The body is not as described; see errors.",
    );
    Problem::from(refusal).under(StatusCode::UNPROCESSABLE_ENTITY).with(errors)
}

/// 428: whoever acts must say which version he has seen.
pub(crate) fn no_version() -> Problem {
    let refusal = Refusal::new(
        "request.if_match",
        "Hãy gửi kèm tiêu đề If-Match với giá trị ETag của hồ sơ.",
        "Send the header If-Match with the dossier's ETag.",
    );
    Problem::from(refusal).under(StatusCode::PRECONDITION_REQUIRED)
}

/// There is none, or it is none of yours: nobody is told which.
pub(crate) fn unknown(code: &'static str) -> Problem {
    let refusal = Refusal::new(
        code,
        "Không tìm thấy. Hãy kiểm tra lại địa chỉ và quyền của mã truy cập.",
        "There is no such thing, or it is none of this token's. Check the address.",
    );
    Problem::from(refusal).under(StatusCode::NOT_FOUND)
}

/// A use case's refusal as an answer: what the body named and is not there is a mistake of the body, and what somebody
/// else has changed meanwhile a failed precondition.
pub(crate) fn of_use_case(error: Error, places: &[(&str, &'static str)]) -> Problem {
    let Error::Refused(refusal) = error else {
        return error.into();
    };
    let place = places.iter().find(|(code, _)| *code == refusal.code).map(|(_, place)| *place);
    let status = match refusal.code {
        "actor.not_allowed" => StatusCode::FORBIDDEN,
        "dossier.unknown" => StatusCode::NOT_FOUND,
        "dossier.changed" => StatusCode::PRECONDITION_FAILED,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let errors = place.map(|at| Wrong::new(at, refusal.vi.clone(), refusal.en.clone()));
    Problem::from(refusal).under(status).with(errors.into_iter().collect())
}
