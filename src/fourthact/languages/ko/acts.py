"""Korean: what happened, in one sentence, by tag."""

from __future__ import annotations

ACTS: dict[str, str | dict[str, str]] = {
    "reservation.placed": "{product} 대기 순번 {position}번을 받으셨습니다.",
    "reservation.confirmed": "예약금 전액이 확인되어 예약이 확정되었습니다.",
    "reservation.cancelled": "예약을 취소하셨습니다. 요청은 {asked_at}에 {channel} 접수되었습니다.",
    "reservation.cancelled/seller": "판매자가 {asked_at}에 예약을 취소하였습니다. 밝힌 사유: {why}",
    "payment.ordered": "카드로 {amount} 결제를 요청했습니다({stage}단계).",
    "payment.entered": (
        "직원이 {value_on}에 직접 받은 {stage}단계 금액 {amount}의 입금을 등록했습니다. 다른 직원의 "
        "확인이 필요합니다."
    ),
    "payment.struck": "직원이 직접 등록된 입금을 검토한 뒤 취소했습니다.",
    "payment.received": "{stage}단계 금액 {amount}의 입금이 확인되었습니다. 참조 번호: {reference}.",
    "payment.waiting": "결제사가 결제를 접수했으며 결과를 알려 줄 예정입니다.",
    "payment.unknown": "결제사의 답이 오지 않았습니다. 확인하고 있으며, 두 번 청구되는 일은 없습니다.",
    "payment.declined": "카드 결제가 승인되지 않았습니다. 사유: {decline}. 출금된 금액은 없습니다.",
    "payment.disputed": "고객님의 은행이 {amount} 반환을 청구했습니다. 이 기록을 근거로 답변했습니다.",
    "payment.dispute_closed/won": "고객님의 은행이 청구한 {amount} 반환이 기각되었습니다.",
    "payment.dispute_closed/lost": "고객님의 은행이 {amount} 전액을 돌려드렸습니다.",
    "payment.dispute_reversed": "고객님의 은행이 결정을 바꾸어 {amount} 전액을 저희에게 다시 지급했습니다.",
    "refund.leg_stopped": "{amount} 환불을 잠시 멈춥니다. 은행이 돌려드릴 수 있어, 두 번 지급하지 않기 위해서입니다.",
    "refund.leg_resumed": "은행의 심사가 끝나 {amount} 환불을 다시 진행합니다.",
    "refund.leg_charged_back": "은행에서 {amount} 돌려받으셨으므로 다시 지급하지 않습니다.",
    "stage.missed": "{stage}단계 금액이 기한까지 확인되지 않았습니다. 순번은 그대로 유지되었습니다.",
    "delay.offered": (
        "인도 예정일이 변경되었습니다. 변경 전: {before}, 변경 후: {by}. 기다리실지 그만두실지 여쭈었습니다."
    ),
    "delay.given": "이를 알려 드렸습니다. {answer_by}까지 답변을 부탁드립니다.",
    "delay.not_given": "알림이 되돌아왔으므로 알리지 않은 것으로 봅니다. 다시 알려 드릴 때까지 기한은 흐르지 않습니다.",
    "delay.unanswered": "기한 안에 답변이 없었습니다. 대기 순번은 그대로이며 언제든지 취소하실 수 있습니다.",
    "delay.answered/wait": "기다리기로 하셨습니다.",
    "delay.answered/leave": "그만두기로 하셨습니다.",
    "message.received": "보내 주신 메시지가 도착했습니다.",
    "message.read/cancelled": (
        "예약을 취소하고 환불받기를 원하신다고 이해했습니다. 기한은 메시지가 도착한 때부터 계산됩니다."
    ),
    "message.read/for_a_person": "무엇을 원하시는지 확실하지 않아 담당자에게 읽도록 했습니다.",
    "message.read/noted": "내용을 확인했으며, 따로 처리할 일은 없었습니다.",
    "message.decided/cancelled": "담당자가 메시지를 읽고 취소와 환불을 원하시는 것으로 확인했습니다.",
    "message.decided/noted": "담당자가 메시지를 읽었으며, 따로 처리할 일은 없었습니다.",
    "refund.planned/whole": {
        "other": "{amount}, 모두 {n}건으로 나누어 늦어도 {promised_by}까지 돌려드릴 예정입니다.",
    },
    "refund.planned/partial": (
        "납부하신 금액 중 {amount}, 늦어도 {promised_by}까지 돌려드릴 예정입니다. 순번은 그대로 유지됩니다."
    ),
    "refund.planned/overpaid": (
        "내실 금액보다 {amount} 더 납부하셨습니다. 늦어도 {promised_by}까지 돌려드릴 예정입니다."
    ),
    "refund.approved": "직원이 환불 계획을 확인하고 승인했습니다.",
    "refund.fee_waived": "약관에 따라 공제될 수 있었던 {amount}도 돌려드리기로 하였습니다.",
    "refund.approvals_void": "환불 계획이 변경되었습니다. 승인했던 직원이 다시 확인합니다.",
    "refund.leg_ordered": "{amount}, {way} 보내고 있습니다.",
    "refund.leg_sent": "{amount}, 고객님께 가는 중입니다.",
    "refund.leg_unknown": (
        "{amount}에 대한 답이 오지 않았습니다. 확인하고 있으며, 두 번 지급되는 일은 없습니다."
    ),
    "refund.leg_declined": "{amount}, {way} 돌려드리지 못했습니다. 사유: {decline}. 다른 방법으로 보냅니다.",
    "refund.leg_settled": "{amount}, {way} 돌려드렸습니다. 참조 번호: {reference}.",
    "refund.leg_asked/waiting": "{amount} 건을 다시 확인했으며, 아직 보내는 중입니다.",
    "refund.leg_asked/done": "{amount} 건을 마지막으로 확인했으며, 고객님께 잘 전달되어 있습니다.",
    "refund.leg_returned": "{amount}, 저희에게 되돌아왔습니다. 사유: {decline}. 다른 방법으로 보냅니다.",
    "refund.leg_redirected": "직원이 {amount} 지급 계좌를 입력했습니다.",
    "refund.payee_checked/match": "{amount} 지급 계좌의 은행이 예금주를 확인했습니다.",
    "refund.payee_checked/close_match": (
        "{amount} 지급 계좌의 은행에는 비슷한 이름으로 등록되어 있어, 직원이 살펴봅니다."
    ),
    "refund.payee_checked/no_match": (
        "{amount} 지급 계좌의 은행에는 다른 이름으로 등록되어 있어, 직원이 살펴봅니다."
    ),
    "refund.payee_checked/cannot_tell": (
        "{amount} 지급 계좌의 은행이 예금주를 확인해 줄 수 없어, 직원이 살펴봅니다."
    ),
    "refund.payee_checked/unavailable": ("{amount} 지급 계좌의 은행에서 답이 없어, 직원이 살펴봅니다."),
    "refund.account_confirmed": "다른 직원이 {amount} 지급 계좌를 확인했습니다.",
    "refund.leg_handed": "직원이 {value_on}에 {amount} 전달을 등록했습니다. 다른 직원의 확인이 필요합니다.",
    "refund.hand_struck": "직원이 등록된 {amount} 전달 내역을 검토한 뒤 취소했습니다.",
    "refund.settled": "{amount} 전액의 환불이 완료되었습니다. 요청하신 때부터 지금까지 {elapsed} 걸렸습니다.",
    "refund.clock_rang/half": "약속한 시간의 절반이 지났습니다.",
    "refund.clock_rang/promise": "약속한 시간이 지났으나 환불이 완료되지 않았습니다.",
    "refund.clock_rang/warning": "법에서 정한 기한이 가까웠으나 환불이 완료되지 않았습니다.",
    "refund.clock_rang/statute": "법에서 정한 기한이 지났으나 환불이 완료되지 않았습니다.",
    "representative.named": "직원이 서류와 함께 대리인을 등록했습니다. 다른 직원의 확인이 필요합니다.",
    "representative.asked": (
        "대리인이라고 밝힌 분이 환불을 요청했습니다. 기간은 {asked_at}부터 계산되며, 서류가 확인되기 "
        "전에는 지급되지 않습니다."
    ),
    "representative.confirmed": "다른 직원이 서류를 확인했습니다. 대리 권한이 인정되었습니다.",
    "representative.rejected": "다른 직원이 서류를 검토했으나 대리 권한이 인정되지 않았습니다.",
    "representative.clock_rang": "약속한 시간의 절반이 지났으나 서류 확인이 이루어지지 않았습니다.",
    "contact.added": "새 연락처가 등록되어 모든 주소에 알려 드렸습니다.",
    "contact.confirmed": "새 주소가 확인되었습니다.",
    "contact.put_first": "그때부터 한 주소로 먼저 보내 드렸습니다.",
    "contact.retired": "주소 하나의 사용을 중단하고 모든 주소에 알려 드렸습니다.",
    "contact.stopped": (
        "고객님이 새 주소를 등록한 적이 없다고 하셨습니다. 그 주소로는 아무것도 보내지 않으며, 직원이 살펴봅니다."
    ),
    "contact.looked": "직원이 중지된 주소를 살펴보았습니다.",
    "refund.account_dropped": (
        "{amount} 지급 계좌를 사용하지 않습니다. 고객님의 것이 아닌 주소가 등록된 뒤에 받은 계좌입니다."
    ),
    "refund.cooling_late": (
        "주소가 새로 등록되어 {amount} 지급이 법에서 정한 날을 넘겨 기다립니다. 담당자에게 알렸습니다."
    ),
    "refund.cooling_ended": "직원이 {amount} 지급 계좌가 고객님의 것임을 확인하여 더 기다리지 않습니다.",
    "recovery.tried": "영수증 열쇠를 가진 분이 새 주소를 요청했습니다.",
    "recovery.entered": "직원이 고객님의 서류를 등록했습니다. 다른 직원의 확인이 필요합니다.",
    "recovery.decided/confirmed": "다른 직원이 고객님의 서류를 확인했습니다.",
    "recovery.decided/rejected": "다른 직원이 서류를 검토했으며 받아들이지 않았습니다.",
    "escalation.sent": "책임자에게 알렸습니다.",
    "notice.written": "메일을 보내 드렸습니다: “{subject}”",
    "notice.posted": "우편으로 보내 드렸습니다.",
    "notice.given": "담당자가 직접 알려 드렸습니다.",
    "announcements.refused": "소식을 받지 않겠다고 하셨습니다.",
    "notice.failed": "저희가 보낸 메일이 고객님의 주소에 도착하지 못했습니다.",
}
