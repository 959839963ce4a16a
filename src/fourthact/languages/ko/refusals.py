"""Korean: why not, and what to do, by reason."""

from __future__ import annotations

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
    "offer_over": "이 약속 변경에 대해 더 기다리는 것은 없습니다.",
    "not_given": "이 변경에 대한 알림은 아직 전달되지 않았습니다.",
    "given_already": "이 변경에 대한 알림은 이미 전달되었습니다.",
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
    "plan_changed": (
        "환불 계획이 더 이상 {plan_act}의 계획이 아닙니다. 환불을 다시 확인하신 뒤 지금 표시되는 plan_act를 승인해 "
        "주십시오."
    ),
    "leg_unknown": "이 환불에는 {leg}번 항목이 없습니다.",
    "iban_mistyped": (
        "IBAN {account}에 오타가 있습니다. 검사 숫자가 맞지 않습니다. 예약자가 보낸 것과 한 글자씩 비교해 주시고, "
        "그래도 같으면 예약자에게 확인해 주십시오."
    ),
    "leg_not_by_hand": (
        "{leg}번 항목의 상태는 {status}입니다. 계좌는 다른 경로가 남아 있지 않은(by_hand) 항목에만 지정할 수 "
        "있습니다."
    ),
    "account_not_waiting": (
        "{leg}번 항목의 상태는 {status}입니다. 입력되었으나 아직 확인되지 않은 계좌만 확인할 수 있습니다."
    ),
    "account_changed": "보신 뒤에 {leg}번 항목의 계좌가 다시 입력되었습니다. 다시 확인해 주십시오.",
    "check_not_seen": (
        "이 계좌의 확인 결과는 {answer}입니다. 살펴보시고, 그래도 맞는 계좌라면 "
        "`seen`에 그 결과를 적어 확인해 주십시오."
    ),
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
    "own_request": "직접 요청하셨거나 수수료를 면제하신 환불입니다. 다른 분이 승인해야 합니다.",
    "nothing_above_price": "가격을 초과하여 납부된 금액이 없습니다. 돌려줄 금액(`amount_minor`)을 지정해 주십시오.",
    "fee_unclear": (
        "공제는 0보다 큰 금액이거나, 납부액에 대한 1부터 1000까지의 천분율이어야 합니다. 둘 중 하나만 지정해 주십시오."
    ),
    "fee_currency": "예약금 통화({product_currency})와 다른 통화({currency})로는 공제할 수 없습니다.",
    "fee_above_price": (
        "공제 금액({amount_minor})이 예약금 전체({price_minor})를 초과합니다(최소 통화 단위 기준)."
    ),
    "withdrawal_too_short": (
        "청약 철회권은 {days_min}일 전에 끝날 수 없습니다. 더 긴 일수를 보내 주시거나, 인도 전까지 계속 열려 있으면 "
        "null을 보내 주십시오."
    ),
    "terms_unchanged": "이미 제{version}판의 약관과 같습니다.",
    "no_fee": "이 환불에서 공제되는 금액이 없으므로 포기할 공제가 없습니다.",
    "refund_above_paid": (
        "{amount_minor}: 납부되어 아직 환불되고 있지 않은 금액을 초과합니다. 남은 금액은 최대 {left_minor}입니다"
        "({currency} 최소 단위 기준)."
    ),
    "payment_unknown": "이 예약에는 {payment}번 결제가 없습니다.",
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
    "address_lives": "{address} 주소는 정상이거나 이미 담당자가 확인했습니다.",
    "address_retired": "이 주소는 이미 사용을 마쳤습니다.",
    "address_foreign": "{address} 주소는 판매자의 메일 도메인({domain})에 속하지 않습니다.",
    "template_unknown": "{template}이라는 통지는 없습니다. 있는 통지: {known}.",
    "notice_unknown": "{notice} 통지가 여기에 없습니다.",
    "notice_not_posted": "이 통지는 발송된 편지가 아닙니다({status}).",
    "notice_not_open": "이 통지는 처리를 기다리고 있지 않습니다({status}).",
    "letter_not_made": "아직 만들어지지 않은 편지입니다({notice}). 잠시 후 다시 시도해 주십시오.",
    "letter_unaddressed": "이 편지에는 우편 주소가 없습니다. 예약자 연락처에 주소를 추가하시면 다시 만들어집니다.",
    "day_ahead": "아직 오지 않은 날짜입니다({on}).",
    "mailing_unknown": "{mailing}: 그런 소식이 없습니다.",
    "mailing_empty": "소식에는 적어도 한 언어의 본문이 필요합니다.",
    "mailing_over": "소식의 현재 상태에서는 할 수 없습니다({status}).",
    "notice_not_a_letter": "이 통지는 우편 발송을 기다리는 편지가 아닙니다({status}).",
    "recovery_deaf": "오늘 시도 횟수를 넘었습니다. 내일 다시 시도해 주십시오.",
    "recovery_not_waiting": "이 예약자의 서류 가운데 확인을 기다리는 것이 없습니다.",
    "own_recovery": "직접 등록하신 서류입니다. 다른 분이 확인해야 합니다.",
    "contact_unknown": "이 예약에는 {number}번 연락처가 없습니다.",
    "contacts_too_many": "예약 하나에 연락처는 {most}개까지입니다. 먼저 하나를 중단해 주십시오.",
    "contacts_too_often": "하루 동안 새 연락처가 {most}개 등록되었습니다. 내일 다시 추가해 주십시오.",
    "contact_is": "{number}번 연락처로는 할 수 없습니다. 현재 상태: {status}.",
    "contact_last": "{number}번 연락처는 저희가 쓸 수 있는 유일한 연락처입니다. 먼저 다른 연락처를 추가해 주십시오.",
    "looked_at_by_a_person": "살펴본 결과는 사람만 기록할 수 있습니다. 직원의 키를 사용해 주십시오.",
    "not_cooling": "{leg}번 항목의 계좌는 새 연락처 때문에 기다리고 있지 않습니다.",
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
    "proposal_unknown": "제안이 없습니다: {proposal}.",
    "proposal_answered": "이 제안에는 이미 답이 있습니다. 상태: {status}.",
    "own_proposal": "본인이 제안한 것입니다. 다른 사람이 승인해야 합니다.",
    "no_way_back": (
        "은행이 이 돈이 어느 계좌에서 왔는지 알려 주지 않습니다. 은행에 문의하시거나 주인 없는 "
        "돈으로 보관하십시오."
    ),
    "rail_pays_nothing_out": "{rail} 경로는 계좌로 돈을 보내지 않습니다. 다음 중 하나를 지정하십시오: {known}.",
    "proposal_paper_unreadable": (
        "문서가 아닙니다. {most}바이트 이하의 PDF, JPEG 또는 PNG 스캔본이나 사진을 보내시거나, 문서 "
        "없이 보내십시오."
    ),
    "send_back_moved_on": "이 지시는 이미 다음 단계로 넘어갔습니다. 확인된 내용은 이미 기록되어 있습니다.",
    "account_not_ours": (
        "{account} 계정은 대손 처리할 수 없습니다. assets:provider:…, assets:bank:… 또는 "
        "assets:clearing:… 같은 계정을 지정해 "
        "주십시오."
    ),
    "currency_not_in_use": "사용 중인 통화(ISO 4217)가 아닙니다: {currency}.",
    "parts_do_not_add_up": (
        "나눈 {parts}건의 합계는 {sum}인데 거래 내역의 금액은 {amount}입니다. 예약마다 한 번씩만, 합계가 맞는 "
        "금액으로 "
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
