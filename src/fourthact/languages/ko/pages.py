"""Korean: what stands on pages, a text or its plural forms by key."""

from __future__ import annotations

PAGES: dict[str, str | dict[str, str]] = {
    # Values
    "instant": "{day} {time} UTC",
    "no_day": "미정",
    "days": {"other": "{n}일"},
    "hours": {"other": "{n}시간"},
    "minutes": {"other": "{n}분"},
    "seconds": {"other": "{n}초"},
    "and": " ",
    "nameless": "고객",
    "sign_off": "{seller} 드림",
    "no_reason": "안내된 사유 없음",
    "stage.card": "– {n}단계: {amount}, 카드 결제, {due_at}까지",
    "stage.transfer": "– {n}단계: {amount}, 계좌 이체, {due_at}까지 (참조 번호: {reference})",
    # Words for codes
    "way.original": "결제하신 카드로",
    "way.payout": "고객님의 은행 계좌로",
    "way.by_hand": "영수증을 받고 직접 전달",
    "way.retained": "판매자가 공제함",
    "way.other": "담당자가 정한 방법으로",
    "decline.expired_card": "카드 유효 기간이 지났습니다",
    "decline.insufficient_funds": "카드 한도 또는 잔액이 부족합니다",
    "decline.lost_card": "분실 신고된 카드입니다",
    "decline.unknown_card": "결제사에서 확인되지 않는 카드입니다",
    "decline.account_closed": "해지된 계좌입니다",
    "decline.disputed": "결제에 이의가 제기되었습니다",
    "decline.expired_or_canceled_card": "카드가 만료되었거나 해지되었습니다",
    "decline.invalid_account": "존재하지 않는 계좌입니다",
    "decline.charge_not_settled": "원래 결제가 아직 정산되지 않았습니다",
    "decline.other": "결제사가 구체적인 사유를 알려 주지 않았습니다",
    # The frame
    "skip": "본문으로 건너뛰기",
    "languages": "언어",
    "kept_by": (
        "이 페이지는 기록을 있는 그대로 보여 줍니다. 스크립트가 필요 없으며, 외부에서 불러오는 것도 없습니다."
    ),
    "back_to_reservation": "내 예약으로",
    "home.lead": (
        "몇 년이 걸리는 예약을 이곳에서 보관합니다. 예약금, 대기 순번, 약속, 환불, 그리고 그 증거까지."
    ),
    "home.link": (
        "고객님의 페이지 링크는 저희가 보내 드린 모든 메일에 적혀 있습니다. 찾지 못하시면 아무 메일에나 "
        "답장해 주십시오."
    ),
    "home.docs": "개발자용: API",
    # What went wrong
    "problem.400": "요청을 읽을 수 없습니다",
    "problem.401": "누구신지 확인이 필요합니다",
    "problem.403": "허용되지 않은 요청입니다",
    "problem.404": "찾을 수 없습니다",
    "problem.405": "여기서는 할 수 없습니다",
    "problem.409": "그사이 바뀐 상황과 맞지 않습니다",
    "problem.413": "크기가 너무 큽니다",
    "problem.415": "다른 형식이 필요합니다",
    "problem.422": "고쳐야 할 부분이 있습니다",
    "problem.500": "저희 쪽에 문제가 생겼습니다",
    "problem.503": "지금은 처리할 수 없습니다",
    "problem.broken": (
        "저희 잘못이며, 절반만 처리된 것은 없습니다. 담당자에게 알렸으니 나중에 다시 시도해 주십시오."
    ),
    "problem.unavailable": (
        "지금은 기록에 접근할 수 없습니다. 사라진 것도, 절반만 처리된 것도 없습니다. 잠시 후 다시 시도해 "
        "주십시오."
    ),
    # The head of a reservation
    "held_by": "예약하신 분: {name}",
    "status.placed": "대기 중, 예약금 미완납",
    "status.confirmed": "확정",
    "status.cancelled": "취소됨",
    "status.refunding": "환불 진행 중",
    "status.refunded": "전액 환불 완료",
    "figure.position": "대기 순번",
    "figure.code": "예약 번호",
    "figure.paid": "납부하신 금액",
    "figure.promise": "인도 예정일",
    "figure.going_back": "돌려드릴 금액",
    "figure.back": "돌려드린 금액",
    "figure.took": "소요 시간",
    "amount": "금액",
    "total": "합계",
    # What is next
    "next": "다음 단계",
    "standing": "현재 상황",
    "next.settled": (
        "전액을 돌려드렸습니다. 요청하신 때부터 마지막 금액이 도착할 때까지 {elapsed} 걸렸습니다."
    ),
    "next.refund": "{at}에 요청하셨습니다. {amount}, 늦어도 {promised_by}까지 돌려드립니다.",
    "next.late": (
        "지금쯤 완료하기로 약속드렸으나 아직 끝나지 않았습니다. 죄송합니다. 책임자들이 알고 있으며, 고객님의 "
        "환불을 가장 먼저 처리합니다."
    ),
    "next.waiting": "예약금이 모두 납부되었고 순번은 고객님의 것입니다. 지금 하실 일은 없습니다.",
    "next.cancelled": "예약을 취소하셨습니다. 납부하신 금액이 없어 돌려드릴 금액도 없습니다.",
    "leg": "구분",
    "leg.label": "{n}단계",
    "leg.way": "방법",
    "leg.status": "현재",
    "clock.promise": "약속한 기한을 넘긴 환불이 있습니다",
    "clock.warning": "환불의 법정 기한이 다가옵니다",
    "clock.statute": "법정 기한을 넘긴 환불이 있습니다",
    "clock.other": "처리를 기다리는 환불이 있습니다",
    "waits_for.approval": "승인",
    "waits_for.account": "계좌 또는 담당자의 직접 지급",
    "waits_for.confirmation": "다른 담당자의 확인",
    "waits_for.dispute": "은행 분쟁의 종료",
    "waits_for.cooling_off": "연락처 변경 후 대기 기간의 종료(담당자가 끝낼 수 있음)",
    "waits_for.rail": "은행 또는 카드사의 응답(저희 쪽에서 할 일은 없음)",
    "waits_for.other": "기타",
    "leg_status.planned": "발송 대기",
    "leg_status.ordered": "보내는 중",
    "leg_status.unknown": "확인하는 중",
    "leg_status.sent": "이동 중",
    "leg_status.settled": "도착",
    "leg_status.by_hand": "담당자가 방법을 찾는 중",
    "leg_status.to_confirm": "다른 담당자가 계좌를 확인하는 중",
    "leg_status.retained": "돌려드릴 금액 없음",
    "leg_status.other": "처리 중",
    "offer.title": "인도 예정일이 변경되었습니다. 어떻게 하시겠습니까?",
    "offer.now": "변경된 예정일",
    "offer.reason": "사유",
    "offer.question": (
        "어느 쪽을 선택하셔도 불이익은 없으며, 나중에 마음을 바꾸셔도 됩니다. 답하지 않으셔도 순번은 "
        "유지됩니다."
    ),
    "offer.answer_by": "{day}까지 답변을 부탁드립니다. 답변하지 않으셔도 잃으시는 것은 없습니다.",
    "offer.wait": "기다리겠습니다",
    "offer.leave": "그만두겠습니다",
    "stage.due": "예약금 {n}단계: {amount}",
    "stage.by": "납부 기한: {due_at}.",
    "stage.missed_but_held": "기한이 지났지만 순번은 유지되고 있습니다.",
    "stage.in_flight": "결제가 진행 중입니다. 잠시 후 이 페이지를 다시 열어 결과를 확인해 주십시오.",
    "stage.declined": "직전 결제가 승인되지 않았습니다. 사유: {decline}. 출금된 금액은 없습니다.",
    "card.label": "카드 토큰",
    "card.hint": "결제사가 카드 대신 쓰는 값입니다. 카드 번호는 저희에게 전달되지 않습니다",
    "card.pay": "{amount} 결제하기",
    "transfer.to": "받는 분",
    "transfer.reference": "참조 번호",
    "transfer.hint": "이 참조 번호를 그대로 적어 주십시오. 이 번호로 송금하신 금액이 예약과 연결됩니다.",
    "transfer.iban": "IBAN",
    "transfer.account": "계좌 번호",
    "transfer.bank": "은행 번호(라우팅 번호)",
    "transfer.bic": "BIC",
    "transfer.line": "– {label}: {value}",
    "transfer.stage": "{n}단계: {amount}, 계좌 이체, 입금 기한 {due_at}",
    "transfer.qr": (
        "은행 앱용 QR 코드: 금액 {amount}, 받는 분 {to}, 참조 번호 {reference}. 코드에 담긴 내용은 "
        "모두 옆에 글로도 적혀 있습니다."
    ),
    "transfer.qr_hint": "은행 앱으로 스캔하시면 송금 정보가 자동으로 입력됩니다.",
    "overpaid.title": "가격보다 {amount} 더 납부하셨습니다.",
    "overpaid.what": (
        "이 금액은 고객님의 것입니다. 여기에서 돌려받기를 신청하시거나, "
        "예약을 그만두실 때까지 저희에게 맡겨 두실 수 있습니다. 어느 쪽이든 순번은 유지됩니다."
    ),
    "overpaid.button": "{amount} 돌려받기 신청",
    "leave.always": "언제든지 그만두고 납부하신 금액 전부를 돌려받으실 수 있습니다.",
    "leave.button": "예약을 취소하고 환불받기",
    # The four acts
    "act.1": "예약",
    "act.2": "기다림",
    "act.3": "요청",
    "act.4": "환불",
    "ahead.2": "아직 변경된 약속이 없습니다.",
    "ahead.3": "취소를 요청하지 않으셨습니다. 언제든지 하실 수 있습니다.",
    "ahead.4": "아직 돌려드릴 금액이 없습니다.",
    "ahead.planned": "환불 계획이 세워졌으며 판매자 직원이 확인하고 있습니다.",
    "receipt": "증빙",
    "by.holder": "고객님",
    "by.staff": "판매자 직원",
    "by.integration": "판매자 시스템",
    "by.seller": "판매자",
    "by.rail": "결제사",
    "by.bank": "은행",
    "by.mail": "메일",
    "by.clock": "시계",
    "by.representative": "고객님의 대리인",
    "by.other": "판매자",
    "channel.mail": "메일로",
    "channel.page": "이 페이지에서",
    "channel.api": "판매자 시스템을 통해",
    "channel.representative": "고객님의 대리인을 통해",
    "channel.delay_answer": "예정일 변경에 대한 답변으로",
    "channel.staff": "판매자 직원을 통해",
    "channel.other": "판매자를 통해",
    # Proof
    "proof": "증명",
    "proof.what": (
        "이 페이지의 모든 내용은 저희 없이도 누구나 확인할 수 있습니다. 모든 행위는 서명되고 번호가 "
        "매겨지며, 몰래 바꿀 수 없는 공개 기록의 일부입니다."
    ),
    "proof.download": "증명 파일 받기",
    "proof.how": (
        "파일을 보관해 두십시오. fourthact verify 명령과 판매자 기록의 공개 키로 오프라인에서 검증합니다."
    ),
    # Cancelling
    "cancel.title": "예약을 취소하시겠습니까?",
    "cancel.back": (
        "저희가 보관하고 있는 금액 전부이며, 모두 돌려드립니다. {promised} 안에 도착할 것을 약속드립니다."
    ),
    "fee.rule": (
        "약관: 예약하신 날부터 {days}일 이후에 취소하시면 납부액에서 공제됩니다. 공제액: {fee}(납부액을 초과하지 "
        "않습니다). 청약을 철회하실 수 있는 동안, 인도가 지연된 경우, 판매자가 취소하는 경우에는 공제하지 않습니다."
    ),
    "fee.rule_never": (
        "약관에는 공제({fee})가 정해져 있습니다. 기다리시는 동안에는 공제하지 않습니다. 인도 전까지는 청약을 "
        "철회하고 납부하신 금액 전부를 돌려받으실 수 있습니다."
    ),
    "fee.terms": "납부하신 금액: {gross}. 예약하실 때의 약관(제{version}판)에 따라 판매자가 공제하는 금액: {kept}.",
    "fee.withdrawal_open": "납부하신 {gross}에서 공제되는 금액은 없습니다. 아직 청약을 철회하실 수 있기 때문입니다.",
    "fee.promise_slipped": "납부하신 {gross}에서 공제되는 금액은 없습니다. 약속된 인도가 지연되었기 때문입니다.",
    "fee.too_early": "납부하신 {gross}에서 공제되는 금액은 없습니다. 공제가 적용되기 전에 취소하셨기 때문입니다.",
    "fee.seller_cancelled": "납부하신 {gross}에서 공제되는 금액은 없습니다. 판매자가 취소하기 때문입니다.",
    "fee.request_unshown": (
        "납부하신 {gross}에서 공제되는 금액은 없습니다. 판매자 직원이 요청을 대신 입력하였고, 고객님께서 직접 "
        "보내신 메시지로는 확인되지 않기 때문입니다."
    ),
    "fee.waived": "납부하신 {gross}에서 공제되는 금액은 없습니다. 판매자가 공제를 포기하였습니다.",
    "fee.charged_back": "납부하신 {gross} 중 판매자가 공제하는 금액: {kept}. 나머지는 고객님의 은행이 돌려드렸습니다.",
    "fee.leave": "언제든지 그만두실 수 있습니다. {rule}",
    "fee.column": "판매자 공제액",
    "cancel.back_less": "이 금액을 돌려드립니다. {promised} 안에 도착할 것을 약속드립니다.",
    "cancel.nothing_paid": "보관하고 있는 금액이 없어 돌려드릴 금액도 없으며, 앞으로 납부하실 금액도 없습니다.",
    "cancel.place": "대기 순번 {position}번을 내려놓게 됩니다. 되돌릴 수 없습니다.",
    "cancel.confirm": "취소하고 환불받기 확인",
    "cancel.keep": "순번 유지하기",
    "cancellation.staff": (
        "{product} 예약({code})이 취소되었습니다. 저희 직원이 {asked_at}에 고객님의 요청을 대신 "
        "입력하였습니다. 요청하신 적이 없다면 이 메시지에 답장해 주십시오. 담당자가 확인하겠습니다."
    ),
    "cancellation.representative": (
        "{asked_at}에 고객님의 대리인이 요청한 대로 {product} 예약({code})이 취소되었습니다."
    ),
    "cancellation.seller": (
        "{asked_at}에 저희가 {product} 예약({code})을 취소하였습니다. 고객님께서 요청하신 것은 아닙니다. 취소 "
        "사유: {why}"
    ),
    "cancellation.other": "{asked_at}에 요청하신 대로 {product} 예약({code})이 취소되었습니다.",
    "cancelled.title": "예약이 취소되었습니다",
    "cancelled.what": "{product} 예약의 취소 요청을 받았습니다.",
    "cancelled.received": "접수 시각",
    "cancelled.back": "돌려드릴 금액",
    "cancelled.latest": "늦어도",
    "cancelled.next": (
        "더 하실 일은 없습니다. 각 금액은 납부하신 방법 그대로, 그 방법이 없어졌다면 다른 방법으로 "
        "돌려드립니다. 모든 과정은 예약 페이지에 표시됩니다."
    ),
    "cancelled.nothing": "보관하고 있는 금액이 없어 돌려드릴 금액도 없습니다.",
    "cancelled.keep": "같은 내용을 메일로도 보내 드립니다.",
    # Reserving
    "promise": "인도 예정일",
    "deposit": "예약금 총액",
    "reserve.title": "예약하기",
    "reserve.promise": (
        "언제든지 한 번의 클릭이나 메일 한 문장으로 그만두고, 납부하신 금액 전부를 돌려받으실 수 있습니다."
    ),
    "reserve.trouble": "빠진 내용이 있습니다. 표시된 칸을 확인해 주십시오.",
    "reserve.name": "이름",
    "reserve.name_wrong": "이름을 한 줄로 입력해 주십시오.",
    "reserve.email": "메일 주소",
    "reserve.email_hint": "이 언어로 메일을 보내 드립니다",
    "reserve.email_wrong": "name@example.org처럼 완전한 메일 주소를 입력해 주십시오.",
    "reserve.terms": "예약하시면 아래 약관(버전 {n})에 동의하시는 것으로 봅니다.",
    "reserve.button": "예약하기",
    "reserve.closed": "지금은 이 상품의 예약을 받지 않습니다.",
    "deposit.stages": "예약금",
    "stage": "단계",
    "stage.how": "방법",
    "stage.when": "기한",
    "stage.within": {"other": "{n}일 이내"},
    "stage.at_once": "바로",
    "method.card": "카드 결제",
    "method.transfer": "계좌 이체",
    "method.other": "다른 방법",
    "terms": "약관, 버전 {n}",
    "promises": {"other": "지금까지의 약속 {n}건"},
    # 편지
    "letter.to": "{name} 귀하",
    "letter.day": "날짜",
    "letter.reservation": "예약 번호",
    "letter.notice": "편지 번호",
    "letter.record": "기록 번호",
    "letter.why": (
        "보내 드린 메일이 도착하지 않아 우편으로 알려 드립니다. 저희가 알고 있는 메일 주소로는 모두 "
        "연락이 닿지 않았습니다."
    ),
    "letter.reach": (
        "왼쪽 코드를 스캔하시면 고객님의 페이지가 열립니다. 다음 주소로 메일을 보내 사용하실 메일 주소를 "
        "알려 주셔도 됩니다: {address}"
    ),
    # Contacts
    "contacts.title": "연락처",
    "contacts.what": "예약에 관한 모든 소식을 이 주소로 보내 드립니다. 주소를 여러 개 등록하실 수 있습니다.",
    "contacts.change": "내 주소 보기와 변경",
    "contacts.add": "주소 추가",
    "contacts.add_hint": (
        "새 주소로 확인 메일을 보내 드리고, 다른 모든 주소에도 알려 드립니다. 그 직후에 알려 주신 은행 계좌는 "
        "안전을 위해 며칠 뒤에 지급됩니다. 카드로 돌려드리는 금액은 기다리지 않습니다."
    ),
    "contact.title": "고객님의 주소가 맞습니까?",
    "contact.question": "이 번호의 예약에 이 주소가 등록되었습니다. 직접 등록하신 경우에만 확인해 주십시오.",
    "contact.confirm": "예, 제 주소입니다",
    "contact.stop": "제가 한 일이 아닙니다",
    "contact.first": "이 주소로 먼저 보내기",
    "contact.retire": "이 주소로 보내지 않기",
    "contact.cools": "새 주소입니다. 지금 알려 주시는 은행 계좌로는 {until} 이후에 지급됩니다.",
    "contact.waiting": "보내 드린 메일로 확인해 주시기를 기다리고 있습니다.",
    "contact.open": "사용 중입니다.",
    "contact.unreachable": "이 주소로는 메일이 도착하지 않습니다.",
    "contact.retired": "더 이상 사용하지 않습니다.",
    "contact.stopped": "중지되었습니다. 고객님이 하신 일이 아니라고 하셨으며, 직원이 살펴보고 있습니다.",
    "contact.looked": "중지되었습니다. 직원이 살펴보았습니다.",
    "contact.confirmed": "감사합니다. 주소가 확인되어 이 주소로 보내 드립니다.",
    "contact.done": "감사합니다. 이 주소로는 아무것도 보내지 않습니다.",
    # Coming back
    "recovery.title": "메일 주소가 바뀌어 받으신 링크를 사용할 수 없습니까?",
    "recovery.what": (
        "영수증 열쇠와 첫 결제에 관해 아시는 내용을 알려 주십시오. 모두 맞으면 새 주소로 메일을 보내 드립니다."
    ),
    "recovery.code": "예약 번호",
    "recovery.code_hint": "7K2QF-M9X4H와 같은 영문자와 숫자 열 자리",
    "recovery.key": "영수증 열쇠",
    "recovery.key_hint": "저희가 처음 보내 드린 메일과 고객님의 페이지에 있습니다",
    "recovery.paid_on": "첫 결제일",
    "recovery.paid_on_hint": "은행에 표시된 날짜",
    "recovery.amount": "첫 결제 금액",
    "recovery.amount_hint": "예: 5,000.00",
    "recovery.ending": "마지막 네 자리",
    "recovery.ending_hint": "카드, 계좌 또는 결제 참조 번호의 마지막 네 자리",
    "recovery.address": "새 메일 주소",
    "recovery.address_hint": "이 주소와 저희가 아는 모든 주소로 보내 드립니다",
    "recovery.trouble": "빠졌거나 읽을 수 없는 항목이 있습니다. 표시된 항목을 확인해 주십시오.",
    "recovery.button": "보내기",
    "recovery.sent": "요청을 받았습니다.",
    "recovery.sent_next": (
        "모두 맞으면 새 주소로 메일을 보내 드립니다. 한 시간 안에 오지 않으면 맞지 않는 내용이 있는 것입니다. 아무도 "
        "시험해 보지 못하도록 무엇이 다른지는 알려 드리지 않습니다. 하루에 다섯 번 시도하시면 다음 날까지 이 양식을 "
        "사용하실 수 없습니다."
    ),
    "recovery.otherwise": (
        "열쇠가 없으십니까? 저희에게 연락해 주십시오. 신분 서류가 있으면 직원이 도와 드릴 수 있습니다."
    ),
    "message.title": "메시지 보내기",
    "message.button": "여기에서 메시지 보내기",
    "message.what": (
        "문의나 이의, 취소 의사를 적어 주십시오. 이 페이지에서 보내신 메시지는 바로 도착하며, 받은 시각과 함께 "
        "기록됩니다."
    ),
    "message.label": "메시지",
    "message.send": "메시지 보내기",
    "message.wrong": "내용을 {most}자 이내로 적어 주십시오.",
    "message.received": "{at}에 메시지를 받았습니다.",
    "message.next": "메시지와 그 처리 결과는 예약 페이지에서 확인하실 수 있습니다.",
    "reply_address": "문의하실 주소",
    "reply_address.what": "이 주소로 보내신 메일은 몇 년이 지나도 고객님의 예약으로 이어집니다. 고객님만의 주소입니다.",
    "receipt_key": "영수증 열쇠",
    "receipt_key.what": (
        "종이에 적어 보관해 주십시오. 메일 주소를 잃어도 이 열쇠와 첫 결제에 관해 아시는 내용으로 다시 들어오실 수 "
        "있습니다."
    ),
    # 소식
    "announcement.fallback": "이 소식은 한국어로 준비되지 않아 다른 언어로 보내 드립니다: {language}",
    "announcements.title": "소식 받기",
    "announcements.ask": "소식을 더 이상 받지 않으시겠습니까? 고객님의 예약에 관한 내용은 계속 알려 드립니다.",
    "announcements.button": "소식 받지 않기",
    "announcements.off": "더 이상 소식을 보내 드리지 않습니다. 고객님의 예약에 관한 내용은 계속 알려 드립니다.",
}
