"""Korean: formal and polite throughout (합쇼체). No particle depends on how a fact ends."""

from __future__ import annotations

from fourthact.languages.contract import Language

name = "ko"

NOTICES = {
    "reserved": (
        "{product} 예약이 접수되었습니다 ({code})",
        """{name} 님께

        예약해 주셔서 감사합니다. {product} 대기 순번은 {position}번이며, 예약 번호는 {code}입니다.

        예약금은 다음과 같이 나누어 납부하시면 됩니다.

        {stages_text}

        {instructions_text}

        예약과 관련된 모든 내역은 아래 페이지에서 확인하실 수 있고, 결제도 그곳에서 하실 수 있습니다.

        {page_url}

        언제든지 예약을 취소하고 납부하신 금액 전부를 돌려받으실 수 있습니다. 페이지에서 한 번만 누르시면
        됩니다. 이 메일에 편하신 말로 답장하셔도 됩니다. 저희가 보낸 어떤 메일에 답장하시든, 몇 년이 지난
        뒤라도 저희에게 전달됩니다.""",
    ),
    "payment_received": (
        "{amount} 입금이 확인되었습니다 (예약 {code})",
        """{name} 님께

        납부하신 금액이 확인되었습니다.

        – 대상: {product}, 예약 번호 {code}
        – 금액: {amount}
        – 결제 참조 번호: {reference}
        – 지금까지 납부하신 총액: {total_paid}

        예약을 취소하시면 지금까지 납부하신 금액은 모두 돌려드립니다.""",
    ),
    "payment_declined": (
        "{product} 결제가 승인되지 않았습니다",
        """{name} 님께

        {product} 예약금 {stage}단계 결제가 승인되지 않았습니다. 사유: {reason}. 출금된 금액은 없으며, 대기
        순번은 그대로 유지됩니다.

        같은 카드나 다른 카드로 아래 페이지에서 다시 시도하실 수 있습니다.

        {page_url}""",
    ),
    "stage_missed": (
        "예약금 {stage}단계가 아직 납부되지 않았습니다 ({code})",
        """{name} 님께

        {product} 예약금 {stage}단계 금액이 아직 확인되지 않았습니다.

        – 금액: {amount}
        – 송금 시 기재하실 참조 번호: {reference}

        {instructions_text}

        대기 순번은 그대로 유지됩니다. 이미 송금하셨다면 따로 하실 일은 없습니다. 계좌 이체는 며칠이 걸릴 수
        있습니다. 예약을 그만두고 싶으시면 이 메일에 답장만 해 주시면 됩니다.""",
    ),
    "stage_missed_card": (
        "예약금 {stage}단계가 아직 납부되지 않았습니다 ({code})",
        """{name} 님께

        {product} 예약금 {stage}단계 금액 {amount}의 카드 결제가 아직 이루어지지 않았습니다.

        대기 순번은 그대로 유지됩니다. 아래 페이지에서 결제하실 수 있습니다.

        {page_url}

        예약을 그만두고 싶으시면 이 메일에 답장만 해 주시면 됩니다.""",
    ),
    "confirmed": (
        "예약이 확정되었습니다 ({code})",
        """{name} 님께

        예약금 전액 {amount}의 입금이 확인되어 {product} 예약({code})이 확정되었습니다. 이 금액은 모든
        단계의 합계이며, 그 밖에 납부하신 금액도, 남은 금액도 없습니다.

        각 단계와 증빙은 아래 페이지에서 확인하실 수 있습니다.

        {page_url}""",
    ),
    "promise_revised": (
        "{product} 인도 예정일이 변경되었습니다",
        """{name} 님께

        안내해 드렸던 {product}의 인도 예정일(예약 {code})이 변경되었습니다.

        – 변경 전: {before}
        – 변경 후: {after}
        – 사유: {reason}

        계속 기다리셔도 되고, 예약을 취소하고 납부하신 금액 전부를 돌려받으셔도 됩니다. 어느 쪽을 선택하시든
        불이익은 없으며, 나중에 마음을 바꾸셔도 됩니다. 아래 페이지에서 알려 주십시오.

        {page_url}

        이 메일에 편하신 말로 답장하셔도 됩니다. 아무것도 하지 않으시면 대기 순번과 취소하실 권리는 그대로
        유지됩니다.""",
    ),
    "request_received": (
        "예약 {code} 취소 요청을 받았습니다",
        """{name} 님께

        {received_at}에 보내 주신 메시지를 받았으며, {product} 예약({code})을 취소하고 환불받기를 원하신다고
        이해했습니다.

        환불 기한은 그 시각부터 계산됩니다. 더 하실 일은 없습니다. 각 금액이 환불 절차에 들어갈 때와 환불이
        끝났을 때 메일로 알려 드리겠습니다.

        저희가 잘못 이해했다면 이 메일에 답장해 주십시오. 담당자가 직접 읽겠습니다.""",
    ),
    "request_seen_by_person": (
        "담당자가 메시지를 확인하고 있습니다",
        """{name} 님께

        {received_at}에 보내 주신 메시지를 받았습니다. 무엇을 원하시는지 확실하지 않아 담당자가 직접 읽고
        있으며, 곧 답변을 드리겠습니다.

        취소와 환불을 원하신다면 이 메일에 한 문장으로 답장해 주셔도 됩니다. 그 경우에도 기한은 처음 보내신
        메시지를 받은 시각부터 계산됩니다.""",
    ),
    "cancelled": (
        "예약이 취소되었습니다. 환불 예정 금액: {amount} ({code})",
        """{name} 님께

        {asked_at}에 요청하신 대로 {product} 예약({code})이 취소되었습니다.

        – 돌려드릴 금액: {amount}
        – 늦어도: {promised_by}까지

        이 금액은 모든 단계에서 납부하신 금액 전부입니다. 각 금액은 납부하신 방법 그대로 돌려드리며, 그
        방법을 더 이상 쓸 수 없으면 다른 방법을 정하여 알려 드립니다. 모든 금액이 도착해야 환불이 완료된
        것으로 봅니다.""",
    ),
    "cancelled_unpaid": (
        "예약이 취소되었습니다 ({code})",
        """{name} 님께

        {asked_at}에 요청하신 대로 {product} 예약({code})이 취소되었습니다. 납부하신 금액이 없어 돌려드릴
        금액도 없으며, 앞으로 납부하실 금액도 없습니다.""",
    ),
    "representative_named": (
        "고객님의 대리인이라는 연락이 있었습니다 ({code})",
        """{name} 님께

        {product} 예약({code})에 관하여 고객님을 대리한다는 분이 서류를 제출했습니다. 저희 직원 두 명이 서류를
        확인하기 전에는 그 서류를 근거로 아무것도 처리하지 않습니다.

        모르시는 일이라면 이 메일에 바로 답장해 주십시오. 담당자가 직접 읽겠습니다. 고객님의 뜻에 따른 것이라면
        따로 하실 일은 없습니다.""",
    ),
    "refund_leg_settled": (
        "환불 안내: {amount}",
        """{name} 님께

        다음 금액을 {way} 돌려드렸습니다.

        – 금액: {amount}
        – 참조 번호: {reference}

        은행에 따라 계좌에 표시되기까지 며칠이 걸릴 수 있습니다.""",
    ),
    "refund_settled": (
        "환불이 완료되었습니다: {amount}",
        """{name} 님께

        {product} 예약({code})의 예약금 전액 {amount}의 환불이 완료되었습니다. 요청하신 때부터 지금까지
        {elapsed} 걸렸습니다.

        전체 과정은 아래 페이지에 있습니다. 모든 단계를 증명하는 파일도 받으실 수 있으며, 그 파일은 저희
        없이도 누구나 검증할 수 있습니다.

        {page_url}""",
    ),
    "refund_late": (
        "환불이 늦어지고 있어 사과드립니다",
        """{name} 님께

        {product} 예약({code})의 환불금({amount})을 {promised_by}까지 돌려드리기로 약속드렸으나, 아직
        완료되지 않았습니다. 진심으로 사과드립니다.

        따로 하실 일은 없습니다. 책임자들에게 이미 알렸으며, 완료될 때까지 이 환불을 가장 먼저 처리합니다.""",
    ),
    "unknown_sender": (
        "메시지를 받았습니다",
        """안녕하십니까.

        {received_at}에 보내 주신 메시지를 받았으나, 이 메일 주소로 된 예약을 찾지 못했습니다.

        예약 번호(7K2QF-M9X4H처럼 글자와 숫자 열 자리)를 적어 답장해 주시거나, 예약하실 때 쓰신 주소로 보내
        주십시오. 취소를 요청하신 것이라면 기한은 이미 받은 메시지의 시각부터 계산됩니다.""",
    ),
}

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
    "leg_status.planned": "발송 대기",
    "leg_status.ordered": "보내는 중",
    "leg_status.unknown": "확인하는 중",
    "leg_status.sent": "이동 중",
    "leg_status.settled": "도착",
    "leg_status.by_hand": "담당자가 방법을 찾는 중",
    "leg_status.to_confirm": "다른 담당자가 계좌를 확인하는 중",
    "leg_status.other": "처리 중",
    "offer.title": "인도 예정일이 변경되었습니다. 어떻게 하시겠습니까?",
    "offer.now": "변경된 예정일",
    "offer.reason": "사유",
    "offer.question": (
        "어느 쪽을 선택하셔도 불이익은 없으며, 나중에 마음을 바꾸셔도 됩니다. 답하지 않으셔도 순번은 "
        "유지됩니다."
    ),
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
        "지금까지 납부하신 금액 전부이며, 모두 돌려드립니다. {promised} 안에 도착할 것을 약속드립니다."
    ),
    "cancel.nothing_paid": "납부하신 금액이 없어 돌려드릴 금액도 없으며, 앞으로 납부하실 금액도 없습니다.",
    "cancel.place": "대기 순번 {position}번을 내려놓게 됩니다. 되돌릴 수 없습니다.",
    "cancel.confirm": "취소하고 환불받기 확인",
    "cancel.keep": "순번 유지하기",
    "cancelled.title": "예약이 취소되었습니다",
    "cancelled.what": "{product} 예약의 취소 요청을 받았습니다.",
    "cancelled.received": "접수 시각",
    "cancelled.back": "돌려드릴 금액",
    "cancelled.latest": "늦어도",
    "cancelled.next": (
        "더 하실 일은 없습니다. 각 금액은 납부하신 방법 그대로, 그 방법이 없어졌다면 다른 방법으로 "
        "돌려드립니다. 모든 과정은 예약 페이지에 표시됩니다."
    ),
    "cancelled.nothing": "납부하신 금액이 없어 돌려드릴 금액도 없습니다.",
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
}

REFUSALS: dict[str, str] = {
    "log_unknown": "{seller} 기록이 여기에 없습니다.",
    "log_empty": "이 기록에는 아직 체크포인트가 없습니다. 잠시 후 다시 요청해 주십시오.",
    "tile_unknown": "이 기록에 {tile} 타일이 없습니다. 크기는 체크포인트에서 확인하실 수 있습니다.",
    "act_unknown": "{act} 행위가 여기에 없습니다.",
    "act_not_logged": (
        "이 행위는 기록에 올리기로 약속되었으나 아직 올라가지 않았습니다. 잠시 후 다시 요청하시거나 batch "
        "증빙을 받아 주십시오."
    ),
    "size_beyond": "기록에는 행위가 {size}건 있습니다. 1에서 {size} 사이의 크기를 요청해 주십시오.",
    "link_unknown": (
        "이 주소로는 예약을 열 수 없습니다. 저희가 보내 드린 메일에서 링크를 찾으시거나, 그 메일에 답장해 "
        "주십시오."
    ),
    "language_unknown": "이 언어로 된 페이지가 없습니다.",
    "form_stale": "이 양식은 더 이상 유효하지 않습니다. 페이지를 다시 열고 새로 보내 주십시오.",
    "no_such_place": "이 주소에는 아무것도 없습니다. 무엇이 있는지는 /api/docs에서 확인하실 수 있습니다.",
    "method_not_allowed": "이 주소는 {method} 요청을 받지 않습니다. 받는 요청: {allowed}.",
    "key_missing": "API 키가 필요합니다. 사용 중인 키로 `Authorization: Bearer fak_…`를 보내 주십시오.",
    "idempotency_key_missing": (
        "Idempotency-Key 헤더를 보내 주십시오. 보이는 ASCII 문자 1~120자이며, 새 요청에는 새 키를, 같은 "
        "요청을 되풀이할 때는 같은 키를 쓰십시오."
    ),
    "idempotency_key_malformed": (
        "Idempotency-Key는 보이는 ASCII 문자 1~120자이며 ~로 시작하지 않습니다. 다른 키를 쓰십시오."
    ),
    "body_too_large": "요청 본문이 {most}바이트보다 큽니다. 줄여서 보내 주십시오.",
    "body_not_json": "본문을 JSON으로, `Content-Type: application/json`과 함께 보내 주십시오.",
    "json_malformed": "본문이 올바른 JSON이 아닙니다: {what}.",
    "field_invalid": "{what}. `{field}`를 고쳐 다시 보내 주십시오.",
    "query_invalid": "{what}. 쿼리 매개변수 `{field}`를 고쳐 주십시오.",
    "notice_not_genuine": "이 알림은 결제사에서 온 것임을 증명하지 못합니다: {what}. 다시 서명해 주십시오.",
    "not_waiting": "취소된 예약이므로 기다릴 것이 없습니다.",
    "offered_already": "예약자가 이 약속을 이미 알고 있습니다.",
    "nothing_offered": "답을 기다리는 약속 변경이 없습니다.",
    "answered_already": "이 변경에 대한 답은 {answer}였습니다. 다음 변경 때 다시 여쭙겠습니다.",
    "key_unknown": "알 수 없는 API 키입니다. 사용 중인 키로 `Authorization: Bearer fak_…`를 보내 주십시오.",
    "key_revoked": "이 API 키는 {at}에 폐기되었습니다. 판매자 직원에게 새 키를 요청해 주십시오.",
    "key_expired": "이 API 키는 {at}에 만료되었습니다. 판매자 직원에게 새 키를 요청해 주십시오.",
    "scope_missing": "이 API 키로는 할 수 없습니다. 필요한 권한: {scope}.",
    "person_unknown": "식별자가 {person}인 사람이 여기에 없습니다.",
    "scope_unknown": "{scope} 권한은 없습니다. 있는 권한: {known}.",
    "seller_unknown": "{seller} 판매자가 여기에 없습니다. `fourthact seller create`로 만들 수 있습니다.",
    "seller_exists": "기록이 {origin}인 판매자가 이미 있습니다. 다른 도메인을 고르십시오.",
    "api_key_not_found": "{key} API 키가 여기에 없습니다.",
    "representative_unknown": "이 예약의 대리인 중 {representative} 항목을 찾을 수 없습니다.",
    "representative_is": "여기서 결정할 것이 없습니다. 이 대리인의 상태: {status}.",
    "own_representative": "본인이 등록한 대리인입니다. 다른 직원이 서류를 확인해야 합니다.",
    "refund_unknown": "{refund} 환불이 여기에 없습니다.",
    "needs_a_person": "사람만 할 수 있는 일입니다. 직원의 키를 사용해 주십시오.",
    "already_approved": "이 환불에는 필요한 승인이 모두 있습니다.",
    "same_person": "이미 승인하신 환불입니다. 나머지 승인은 다른 분이 해야 합니다.",
    "leg_unknown": "이 환불에는 {leg}번 항목이 없습니다.",
    "leg_not_by_hand": (
        "{leg}번 항목의 상태는 {status}입니다. 계좌는 다른 경로가 남아 있지 않은(by_hand) 항목에만 지정할 수 "
        "있습니다."
    ),
    "account_not_waiting": (
        "{leg}번 항목의 상태는 {status}입니다. 입력되었으나 아직 확인되지 않은 계좌만 확인할 수 있습니다."
    ),
    "account_changed": "보신 뒤에 {leg}번 항목의 계좌가 다시 입력되었습니다. 다시 확인해 주십시오.",
    "own_account": "직접 입력하신 계좌입니다. 다른 분이 확인해야 합니다.",
    "duties_parted": (
        "이 금액의 환불에서는 한 사람이 승인과 계좌 입력을 함께 할 수 없습니다. 제3의 담당자에게 "
        "요청하십시오."
    ),
    "seller_unnamed": "판매자에게는 120자 이내의 한 줄짜리 이름이 필요합니다.",
    "domain_invalid": "{domain}: 메일 도메인이 아닙니다. example-motors.example과 같이 입력해 주십시오.",
    "expired_already": "{at}에 만료되는 키는 아무것도 열 수 없습니다. 더 늦은 날짜를 선택해 주십시오.",
    "file_empty": "파일이 비어 있습니다. 은행에 다시 보내 달라고 요청해 주십시오.",
    "file_too_large": "파일 크기가 {limit_mb}MB를 넘습니다. 은행에 더 짧은 기간의 파일을 요청해 주십시오.",
    "encoding_wrong": (
        "파일의 인코딩 표시는 {encoding}이지만 실제 바이트와 맞지 않습니다({detail}). 전송 중에 "
        "손상되었거나 편집기로 저장된 파일이니 은행에서 다시 받아 주십시오."
    ),
    "xml_broken": (
        "XML이 {line}행 {column}열에서 끊겼거나 손상되었습니다({detail}). 파일을 다시 받아 주십시오."
    ),
    "xml_declares_types": (
        "파일에 문서 형식 선언(DOCTYPE)이 있습니다. 은행 메시지에는 없는 선언이며 공격이 숨어 있을 수 "
        "있어 더 읽지 않았습니다."
    ),
    "xml_too_deep": "XML이 {depth}단계보다 깊게 중첩되어 있습니다. 은행 메시지에는 그런 경우가 없습니다.",
    "kind_unknown": (
        "읽을 수 있는 거래 내역이 아닙니다: {seen}. camt.052, camt.053, camt.054, pain.002, MT940, "
        "MT942, CSV를 읽습니다."
    ),
    "kind_is_order": (
        "고객이 은행에 보내는 지급 지시({seen})이며, 계좌에 대한 은행의 내역이 아닙니다. 처리 결과가 "
        "담긴 거래 내역을 은행에 요청해 주십시오."
    ),
    "part_missing": "{where}: {part} 항목이 없습니다. {then}",
    "amount_wrong": "{where}: “{text}”: 금액이 아닙니다. {then}",
    "amount_too_fine": (
        "{where}: {text}의 소수 자릿수가 {currency} 자릿수({decimals})보다 많습니다. 여기서는 "
        "반올림하지 않으니 은행에 문의해 주십시오."
    ),
    "currency_of_file_unknown": (
        "{where}: “{currency}”: 현재 쓰이는 ISO 4217 통화가 아니므로 금액을 해석할 수 없습니다."
    ),
    "date_wrong": "{where}: “{text}”: 날짜가 아닙니다.",
    "line_unreadable": "{where}: “{text}”: 다음과 같이 읽을 수 없습니다: {what}.",
    "csv_head_unknown": (
        "이 표의 열을 알 수 없습니다: {seen}. 어느 열이 날짜이고 어느 열이 금액인지 매핑에 적어 주십시오."
    ),
    "csv_no_currency": "표에 금액의 통화가 적혀 있지 않습니다. 매핑에 통화를 적어 주십시오.",
    "csv_ambiguous": "“{column}” 열은 두 가지로 읽을 수 있습니다({ways}). 어느 쪽인지 매핑에 적어 주십시오.",
    "leg_moved_on": "이 항목은 이미 진행되었으며, 확인된 내용은 이미 알려져 있습니다.",
    "clock_stopped": "이 시계는 이미 멈추었거나 울렸습니다.",
    "nothing_to_order": "이 환불에는 지시를 기다리는 항목이 없습니다.",
    "nothing_to_return": "이미 돌려보내고 있는 금액 외에 납부된 금액이 없습니다.",
    "reservation_closed": "취소된 예약이므로 더 납부하실 금액이 없습니다.",
    "stage_unknown": "이 예약에는 {stage}단계가 없습니다.",
    "stage_already_paid": "{stage}단계는 이미 납부되었습니다.",
    "stage_by_transfer": (
        "{stage}단계는 계좌 이체로 납부합니다. 송금 시 참조 번호 {reference}를 적어 주십시오."
    ),
    "payment_in_flight": "{stage}단계 결제가 진행 중입니다. 먼저 그 결과를 기다려 주십시오.",
    "too_many_payments": "결제가 이미 {most}번 있었습니다. 판매자 직원에게 문의해 주십시오.",
    "payment_settled": "이 결제의 결과는 이미 알려져 있습니다.",
    "notice_read": "이 알림은 이미 읽었습니다.",
    "dispute_moved_on": "이 지급 이의는 이미 진행되었으며, 확인된 내용은 이미 알려져 있습니다.",
    "window_not_closing": "카드 환불 기한이 곧 끝나는 결제가 없습니다.",
    "stage_not_missed": "기한이 지난 단계가 없습니다.",
    "entry_known": "이 은행 거래 내역은 이미 기장되었습니다.",
    "hands_are_peoples": "직접 처리는 사람만 할 수 있습니다. 직원의 키를 사용해 주십시오.",
    "rail_not_by_hand": "{rail} 경로에서는 {kind} 수단을 직접 주고받을 수 없습니다. 가능한 수단: {known}.",
    "hand_currency": "이 예약의 통화는 {currency}입니다. 먼저 환전한 뒤 그 금액을 등록해 주십시오.",
    "hand_day_ahead": "{on}: 아직 오지 않은 날짜입니다. 돈을 실제로 주고받은 날짜를 입력해 주십시오.",
    "document_unreadable": (
        "문서로 읽을 수 없습니다. 최대 {most}바이트의 PDF, JPEG 또는 PNG 스캔본이나 사진을 보내 주십시오."
    ),
    "payment_not_entered": (
        "결제 {payment}번의 상태: {status}. 직접 등록되어 확인을 기다리는 결제만 처리할 수 있습니다."
    ),
    "own_payment": "본인이 등록한 결제입니다. 다른 직원이 확인해야 합니다.",
    "not_approved": "이 환불의 상태: {status}. 승인된 뒤에만 돈을 전달해 주십시오.",
    "leg_not_handed": "{leg}번 부분의 상태: {status}. 전달로 등록된 것만 확인하거나 취소할 수 있습니다.",
    "own_hand": "본인이 등록한 내용입니다. 다른 직원이 확인해야 합니다.",
    "request_ahead": "{at}: 아직 오지 않은 시각입니다. 요청을 받으신 시각을 입력해 주십시오.",
    "no_document": "{act} 행위에 첨부된 문서가 없거나 삭제되었습니다.",
    "message_unknown": "{message} 메시지가 여기에 없습니다.",
    "message_already_read": "이 메시지는 이미 처리되었습니다: {outcome}.",
    "message_not_open": "이 메시지는 담당자를 기다리고 있지 않습니다: {status}.",
    "decided_by_a_person": "사람만 할 수 있는 일입니다. 직원의 키를 사용해 주십시오.",
    "decision_needs_reservation": "메시지가 어느 예약을 취소하는지 알려 주십시오.",
    "notice_already_written": "이 안내는 이미 작성되었습니다.",
    "notice_settled": "이 안내의 결과는 이미 알려져 있습니다.",
    "address_unknown": "{address} 주소는 여기에 등록된 적이 없습니다.",
    "address_registered": "{address} 주소는 이미 등록되어 있습니다.",
    "address_retired": "이 주소는 이미 사용을 마쳤습니다.",
    "address_foreign": "{address} 주소는 판매자의 메일 도메인({domain})에 속하지 않습니다.",
    "notice_unknown": "{notice} 통지가 여기에 없습니다.",
    "notice_not_a_letter": "이 통지는 우편 발송을 기다리는 편지가 아닙니다({status}).",
    "contact_numbered": "그사이 다른 연락처가 {number}번으로 추가되었습니다. 다시 시도해 주십시오.",
    "domain_malformed": "{domain} 값은 도메인이 아닙니다. mail.example-motors.example 같은 도메인을 적어 주십시오.",
    "domain_taken": "{domain} 도메인의 메일에는 이 시스템의 다른 판매자가 답하고 있습니다.",
    "domain_known": "{domain} 도메인의 메일에는 이미 여기에서 답하고 있습니다.",
    "domain_unknown": "{domain} 도메인은 판매자의 메일 도메인이 아닙니다.",
    "domain_retired": "{domain} 도메인은 이미 사용을 마쳤습니다.",
    "domain_without_successor": (
        "{domain} 도메인으로 대신할 수 없습니다. 사용을 마치지 않은 다른 메일 도메인을 적어 주십시오."
    ),
    "reservation_unknown": "{reservation} 예약이 여기에 없습니다.",
    "product_closed": "지금은 {product} 예약을 받지 않습니다.",
    "already_cancelled": "이 예약은 {at}에 취소되었습니다. 더 하실 일은 없습니다.",
    "product_unknown": "{product} 상품이 여기에 없습니다.",
    "currency_unknown": (
        "{currency}: 사용 중인 ISO 4217 통화가 아닙니다. USD나 KRW 같은 코드를 보내 주십시오."
    ),
    "stages_out_of_order": (
        "단계는 1, 2, 3 … 순서이며 앞 단계보다 기한이 빠를 수 없습니다. {n}단계를 고쳐 주십시오."
    ),
    "method_unknown": "{n}단계는 {method} 방법으로 납부할 수 없습니다. card 또는 transfer를 보내 주십시오.",
    "rail_unknown": "{rail} 결제 경로가 여기에 없습니다. 있는 경로: {known}.",
    "slug_taken": "{slug} 상품이 이미 있습니다. 다른 이름을 고르십시오.",
    "promise_unchanged": "약속은 이미 {by}입니다. 새 약속은 그와 달라야 합니다.",
    "clock_is_real": (
        "이곳은 실제 시간을 따릅니다. `migrate --clock-at`으로 만든 데이터베이스에만 움직일 수 있는 시계가 "
        "있습니다."
    ),
    "clock_only_forward": "이미 {now}입니다. 시계는 앞으로만 갑니다.",
    "key_reused": "멱등 키 {key}는 전에 다른 내용으로 쓰였습니다. 새 요청에는 새 키를 보내 주십시오.",
    # Books
    "books_need_a_person": "사람만 할 수 있는 일입니다. 직원의 키를 사용해 주십시오.",
    "period_not_over": "기간은 끝난 뒤에만 마감할 수 있습니다. {today} 이전의 날짜를 선택해 주십시오.",
    "period_closed": "장부는 이미 {until}까지 마감되었습니다. 그 이후의 날짜를 선택해 주십시오.",
    "bank_entry_unknown": "은행 거래 내역이 없습니다: {entry}.",
    "entry_matched": "이 내역은 이미 대사되었습니다({matched}). 여기서는 주인이 없는 내역만 결정합니다.",
    "entry_decided": "이 내역에 대해서는 이미 결정되었습니다: {what}.",
    "entry_not_set_aside": "이 내역의 돈은 따로 보관되어 있지 않습니다.",
    "money_went_out": (
        "이 내역은 출금이므로 청구할 사람이 없습니다. 대손 처리하거나 무엇을 지급한 것인지 찾아 주십시오."
    ),
    "payout_does_not_add_up": (
        "결제사가 밝힌 금액은 {items}, 수수료는 {fees}인데 은행에 들어온 금액은 {paid}입니다. "
        "결제사에 문의해 주십시오."
    ),
    "account_not_ours": (
        "{account} 계정은 대손 처리할 수 없습니다. assets:provider:… 또는 assets:clearing:… 같은 계정을 지정해 "
        "주십시오."
    ),
    "currency_not_in_use": "사용 중인 통화(ISO 4217)가 아닙니다: {currency}.",
    "parts_do_not_add_up": (
        "나눈 {parts}건의 합계는 {sum}인데 거래 내역의 금액은 {amount}입니다. 예약마다 한 번씩만, 합계가 맞는 금액으로 "
        "지정해 주십시오."
    ),
    "entry_in_another_currency": (
        "{reservation} 예약의 통화는 {currency}인데 이 거래 내역의 통화는 {paid}입니다. 돈을 돌려보내거나 은행에서 "
        "환전해 주십시오."
    ),
    "reservation_takes_no_more": (
        "{reservation} 예약에는 결제가 너무 많아 더 받을 수 없습니다. 돈을 돌려보내 주십시오."
    ),
    "bank_file_known": "이 은행 파일은 이미 기록되어 있습니다.",
    "bank_file_unknown": "은행 파일이 없습니다: {bank_file}.",
    "bank_file_seen": "이 파일은 이미 누군가 처리했습니다.",
    "seller_unclear": "--seller로 판매자를 지정해 주십시오. 판매자: {sellers}.",
}

ACTS: dict[str, str | dict[str, str]] = {
    "reservation.placed": "{product} 대기 순번 {position}번을 받으셨습니다.",
    "reservation.confirmed": "예약금 전액이 확인되어 예약이 확정되었습니다.",
    "reservation.cancelled": "예약을 취소하셨습니다. 요청은 {asked_at}에 {channel} 접수되었습니다.",
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
    "refund.leg_stopped": "{amount} 환불을 잠시 멈춥니다. 은행이 돌려드릴 수 있어, 두 번 지급하지 않기 위해서입니다.",
    "refund.leg_resumed": "은행의 심사가 끝나 {amount} 환불을 다시 진행합니다.",
    "refund.leg_charged_back": "은행에서 {amount} 돌려받으셨으므로 다시 지급하지 않습니다.",
    "stage.missed": "{stage}단계 금액이 기한까지 확인되지 않았습니다. 순번은 그대로 유지되었습니다.",
    "delay.offered": (
        "인도 예정일이 변경되었습니다. 변경 전: {before}, 변경 후: {by}. 기다리실지 그만두실지 여쭈었습니다."
    ),
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
    "refund.planned": {
        "other": "{amount}, 모두 {n}건으로 나누어 늦어도 {promised_by}까지 돌려드릴 예정입니다.",
    },
    "refund.approved": "직원이 환불 계획을 확인하고 승인했습니다.",
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
    "refund.account_confirmed": "다른 직원이 {amount} 지급 계좌를 확인했습니다.",
    "refund.leg_handed": "직원이 {value_on}에 {amount} 전달을 등록했습니다. 다른 직원의 확인이 필요합니다.",
    "refund.hand_struck": "직원이 등록된 {amount} 전달 내역을 검토한 뒤 취소했습니다.",
    "refund.settled": "{amount} 전액의 환불이 완료되었습니다. 요청하신 때부터 지금까지 {elapsed} 걸렸습니다.",
    "refund.clock_rang/half": "약속한 시간의 절반이 지났습니다.",
    "refund.clock_rang/promise": "약속한 시간이 지났으나 환불이 완료되지 않았습니다.",
    "refund.clock_rang/statute": "법에서 정한 기한이 지났으나 환불이 완료되지 않았습니다.",
    "representative.named": "직원이 서류와 함께 대리인을 등록했습니다. 다른 직원의 확인이 필요합니다.",
    "representative.asked": (
        "대리인이라고 밝힌 분이 환불을 요청했습니다. 기간은 {asked_at}부터 계산되며, 서류가 확인되기 "
        "전에는 지급되지 않습니다."
    ),
    "representative.confirmed": "다른 직원이 서류를 확인했습니다. 대리 권한이 인정되었습니다.",
    "representative.rejected": "다른 직원이 서류를 검토했으나 대리 권한이 인정되지 않았습니다.",
    "representative.clock_rang": "약속한 시간의 절반이 지났으나 서류 확인이 이루어지지 않았습니다.",
    "notice.written": "메일을 보내 드렸습니다: “{subject}”",
    "notice.failed": "저희가 보낸 메일이 고객님의 주소에 도착하지 못했습니다.",
}

language = Language("ko", "한국어", NOTICES, PAGES, REFUSALS, ACTS)
