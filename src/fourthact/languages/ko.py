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

        대기 순번은 그대로 유지됩니다. 이미 송금하셨다면 따로 하실 일은 없습니다. 계좌 이체는 며칠이 걸릴 수
        있습니다. 예약을 그만두고 싶으시면 이 메일에 답장만 해 주시면 됩니다.""",
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
    "way.original": "결제하신 카드로",
    "way.payout": "고객님의 은행 계좌로",
    "way.other": "담당자가 정한 방법으로",
    "decline.expired_card": "카드 유효 기간이 지났습니다",
    "decline.insufficient_funds": "카드 한도 또는 잔액이 부족합니다",
    "decline.lost_card": "분실 신고된 카드입니다",
    "decline.unknown_card": "결제사에서 확인되지 않는 카드입니다",
    "decline.account_closed": "해지된 계좌입니다",
    "decline.disputed": "결제에 이의가 제기되었습니다",
    "decline.other": "결제사가 구체적인 사유를 알려 주지 않았습니다",
}

REFUSALS: dict[str, str] = {}

ACTS: dict[str, str] = {}

language = Language("ko", "한국어", NOTICES, PAGES, REFUSALS, ACTS)
