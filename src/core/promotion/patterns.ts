import { FIGURE, MONEY, PERCENT, regex } from "./amounts.ts";
import type { Family } from "./families.ts";

/**
 * A rule that begins with one of `words` (written as in a lexicon) and goes on with a sticky pattern. All patterns are
 * read over the folded text: lower case, no accents, every currency sign as `$`. Every quantifier is bounded, and none
 * begins anywhere but at its words, at a figure or at a rare sign: so work grows with the length of a text only.
 */
export type AfterWords = {
  readonly family: Family;
  readonly rule: string;
  readonly words: string;
  readonly behind: RegExp;
};

export const AFTER_WORDS: readonly AfterWords[] = [
  after(
    "percent-off",
    "up to N%",
    "up to | hasta | jusqu'à | bis zu | até | tới | đến | lên tới | สูงสุด | ถึง",
    `(?: un| uma| ein)? ?-? ?${PERCENT}`,
  ),
  after(
    "percent-off",
    "save N%",
    `save | saves | saving | spar* | ahorr* | econom* | poup* | giảm | giảm thêm | giảm ngay | giảm đến | giảm tới | bớt | bớt thêm | xuống thêm | thêm
    | extra | más | otro | nochmal | zusätzlich* | gewähr* | obtén | ganhe | gagnez | recevez | erhalte* | get | enjoy | ลด | ลดเพิ่ม | ลดอีก | ลดซ้ำอีก
    | ลดเพิ่มอีก | ลดทันที | รับส่วนลด | ส่วนลด | ถูกลง | ประหยัด`,
    `(?: (?:an?|un|uma|um|another|extra|ngay|toi|den|เพิ่ม|อีก))? ?${PERCENT}`,
  ),
  after(
    "price-cut",
    "save an amount",
    `save | saving | spare* | sparen | ahorra* | economise* | economize* | économisez | economiza | poupe | poupa | tiết kiệm | ประหยัด`,
    `(?: (?:up to|over|bis zu|hasta|jusqu'a|ate|toi|den|ngay|ein drittel|a third|das|es|um))? ?(?:ถึง)?${MONEY}`,
  ),
  after(
    "price-cut",
    "now Y",
    "now | jetzt | ahora | ahora cuesta | ahora cuestan | ahora solo | agora | agora por | désormais | nay còn | còn | เหลือ | เหลือเพียง | เหลือแค่",
    `(?: (?:only|just|nur|solo|so|chi))? ?${MONEY}`,
  ),
  after(
    "price-cut",
    "Y instead of X",
    "instead of | statt | au lieu de | en vez de | en lugar de | em vez de | ao invés de | thay vì | แทน",
    ` ?${MONEY}`,
  ),
  after(
    "price-cut",
    "from X to Y",
    "from | de | von | từ | จาก",
    ` ?${MONEY} (?:to|a|por|auf|xuong|nay con|con|เหลือ) ?${MONEY}`,
  ),
  after("price-cut", "from X to Y, figures", "จาก | von", ` ?${FIGURE} ?(?:(?:บาท)? ?เหลือ|auf \\d)`),
  after("price-cut", "cheaper by an amount", "cheaper by | rẻ hơn | bớt | giảm | ลด | ถูกลง", ` ?${MONEY}`),
  after(
    "price-cut",
    "pay less by",
    "pay | paga | paguez | payez | pague | zahlen sie | zahl* | จ่าย",
    `(?: (?:less|menos))? ?(?:น้อยลง)?(?:ท่านละ)? ?${MONEY} (?:less|menos|weniger|de moins)`,
  ),
  after(
    "low-price",
    "from only",
    `from | from just | from only | starting at | starting from | for just | for only | now just | now only | at just | at only | only | just
    | a partir de | à partir de | desde | desde solo | por solo | por só | por apenas | por tan solo | apenas | solo | dès | seulement | ab | nur je | je nur | ne payez que | payez que | schon ab | schon für
    | für nur | nur | chỉ | chỉ từ | chỉ còn | chỉ với | giá chỉ | giá | từ | เพียง | แค่ | เริ่มต้น | เริ่มต้นที่ | เริ่มต้นเพียง | เริ่มที่ | เริ่มเพียง | เริ่ม | ใบละ | คืนละ
    | เดือนละ | ชิ้นละ | ท่านละ | คนละ`,
    ` ?(?:a |an )?${MONEY}`,
  ),
  after("low-price", "only so much, Thai", "เพียง | แค่ | เดือนละ | คืนละ | ใบละ | ท่านละ | คนละ", ` ?${FIGURE}`),
  after(
    "low-price",
    "yours for",
    "yours for | yours at | la tuya por | el tuyo por | à vous pour | für dich | für sie | leve por | por",
    ` ${MONEY}(?: ele e seu| e seu)?[.!]`,
  ),
  after(
    "low-price",
    "less than a coffee",
    "for less than | por menos de | por menos que | pour moins de | für weniger als | weniger als | rẻ hơn | ไม่ถึง",
    `[^.!?\\n]{1,20}(?:coffee|cafe|kaffee|ca phe|กาแฟ|day|dia|jour|tag|week|semana|semaine|woche)`,
  ),
  after(
    "multi-buy",
    "buy and get",
    "buy | compre | compra | leve | leva | lleva | achet* | kauf* | mua | ซื้อ | สั่ง",
    ` ?(?:\\d|one|two|un[oa]?|dois|duas|dos|tres|mot|hai|ein[es]?|zwei|หนึ่ง|สอง)[^.!?\\n]{0,24}(?:\\bget|\\bpague|\\bpaga|\\blleva|\\bleve|offert|gratis|tang|duoc|แถม|ได้|จ่าย)`,
  ),
  after(
    "multi-buy",
    "for the price of one",
    "for the | pour le | por el | zum | pelo | al | giá | for",
    ` ?(?:price|prix|precio|preis|preco)(?: (?:of|d'|de|von))? ?(?:one|un\\b|une\\b|uno|una|um\\b|uma|einem|einer|1)`,
  ),
  after(
    "coupon",
    "use a code",
    "use | using | with | enter | apply | usa | con | utiliza | introduce | avec | utilisez | mit | nutze* | com | utilize | insira | nhập | dùng | với | ใส่ | ใช้ | กรอก | รับ",
    ` ?(?:the |el |o |le |dem |den |ma |your |tu |seu )?(?:code|codigo|cupom|cupon|gutschein|rabattcode|ma|voucher|โค้ด|คูปอง):? [a-z0-9]{4,}`,
  ),
  after(
    "coupon",
    "a code is named",
    "code | código | cupom | cupón | mã | โค้ด",
    ` [a-z]{4,12}\\d{0,3}\\b(?! (?:est|is|ist|wurde|was|foi|fue|a ete|da|กับ))`,
  ),
  after(
    "coupon",
    "a voucher over an amount",
    "voucher | vale | cupón | cupom | gutschein | bon | คูปอง | bono | bonus",
    `(?: de| uber| d'achat de| von| tri gia| for| มูลค่า)? ?${MONEY}`,
  ),
  after("credit-offer", "0% credit", "trả góp | lãi suất | ผ่อน | ดอกเบี้ย | tae | apr", ` ?0 ?%`),
  after(
    "credit-offer",
    "instalments",
    "meses | en | in",
    ` (?:sin intereses|\\d x sans frais|\\d{1,2} raten)`,
  ),
  after(
    "reward",
    "stars for a reward",
    "five | cinco | cinq | fünf | năm | ห้า",
    ` ?-?(?:stars?|estrellas|etoiles|sterne|estrelas|sao\\b|ดาว)`,
  ),
  after(
    "reward",
    "receive an amount",
    `get | earn | win | receive | claim | recevez | gagnez | recib* | gana* | gane* | ganhe* | ganham | receba | erhalt* | hol | holen | kassier* | nhận
    | nhận thưởng | nhận ngay | รับ | รับทันที | รับเลย | รับโบนัส`,
    `(?: (?:your|a|un|uma|um|de|up to|hasta|an extra))? ?(?:${MONEY}|${PERCENT})`,
  ),
  after(
    "reward",
    "coins or points",
    "receive | get | earn | recevez | recibe | receba | gana | ganhe | kassier* | nhận | รับ",
    ` ?${FIGURE}(?: \\d{3})? ?(?:coins|pieces|monedas|moedas|munzen|xu\\b|เหรียญ|points|puntos|pontos|punkte|diem)`,
  ),
  after(
    "reward",
    "points to the next level",
    "te faltan | faltam | il manque | plus que | nur noch | còn | อีก",
    ` ?${FIGURE} (?:puntos|pontos|points|punkte|diem nua|คะแนน)`,
  ),
  after(
    "upsell",
    "add it for an amount",
    "add | añad* | agreg* | ajout* | adicion* | inclu* | dazubuchen | legen wir | thêm | เพิ่ม",
    `[^.!?\\n]{0,50}(?:for|por|pour|fur|chi|gia|แค่|เพียง|อีก) ?(?:just |only |solo |nur |seulement |apenas )?${MONEY}`,
  ),
  after("upsell", "for so much more", "for | für | por | pour", ` \\d{1,3} (?:more|mehr|mas|de plus)\\b`),
  after(
    "upsell",
    "reply yes to take it",
    "reply | responde | responda | répondez | antworte* | nhắn | ตอบ",
    ` ?"?(?:yes|si|oui|ja|sim|ok|co|เอา|รับ)"?,? ?(?:to (?:add|get|take)|and we|y |et |und |dann |e (?:incl|adic)|la |แล้ว)`,
  ),
  after(
    "call-to-buy",
    "free shipping above an amount",
    "spend | suma | ajoutez | falta só | faltam só | noch | mua thêm | ซื้อเพิ่มอีก | ซื้อครบ | compra por | gasta",
    `(?: so| mas)? ?(?:another )?${MONEY}`,
  ),
  after(
    "freebie",
    "free with a purchase",
    "free | gratis | offert* | kostenlos | regalo | brinde | gratuit* | tặng | miễn phí | แถม | ฟรี | geschenk",
    `[^.!?\\n]{0,30}(?:with (?:every|each|any|your)|con (?:cada|tu|cualquier)|pour (?:toute|tout|chaque)|zu jede[a-z]|bei jede[a-z]|em compras|nas compras|na compra|khi mua|cho hoa don|cho moi|ทุกบิล|ทุกออเดอร์|เมื่อซื้อ)`,
  ),
  after(
    "cross-sell",
    "N of 10 customers",
    "eight | nine | seven | ocho | nueve | siete | huit | neuf | sept | acht | neun | sieben | oito | nove | sete | tám | chín | แปด | เก้า",
    `(?: ?(?:out of|of|de cada|sur|von|em cada|tren|khach thi|ใน) ?)(?:\\d{1,3}|ten|diez|dix|zehn|dez|muoi|สิบ)`,
  ),
  after(
    "cross-sell",
    "those who bought this",
    "customers | shoppers | people | clientes | clients | kunden | quem | wer | khách | ลูกค้า",
    `[^.!?\\n]{0,30}(?:bought|buy|compr[a-z]{2,5}|achet[a-z]{1,4}|kauf[a-z]{1,3}|mua|ซื้อ)[^.!?\\n]{0,40}(?:also|too|tambien|aussi|auch|dazu|tambem|cung|them|ด้วย|มัก)`,
  ),
  after(
    "cross-sell",
    "matches your",
    "goes | go | pair | pairs | va | van | vont | passt | passen | combina | combinam | hợp | เข้ากับ | เข้าชุดกับ",
    `[^.!?\\n]{0,16}(?:\\bwith your|\\bcon tu|\\bavec votre|\\bzu deine[a-z]|\\bzu ihre[a-z]|\\bcom (?:o|a) se?u?a?|\\bvoi [a-z ]{2,12} (?:cua )?(?:ban|chi|anh)|คุณ)`,
  ),
  after(
    "sale",
    "sale, in context",
    "sale",
    `(?= ?(?:[\\u0e01-\\u0e4e]|now\\b|today|starts?|ends?|is on|on all|price|items?|event|bis|auf alle|ab heute|startet|cuoi|manh|soc|khung|toan bo|den \\d|toi \\d|\\d{1,2} ?%|up to))
      |(?<=(?:^|[.!?\\n] ?)sale)(?=[!:])
      |(?<=(?:big|mega|flash|summer|winter|spring|autumn|holiday|weekend|super|sieu|dot|final|clearance|anniversary|midnight|our|huge|เทศกาล) sale)`,
  ),
  after("offer", "promotion, Thai", "โปร", `(?!ด|แกรม|เจ|ตี|ไฟล์|วิน|เฟส)`),
  after("freebie", "giving away, Thai", "แจก", `(?!ัน|แจง|จ่าย)`),
  after(
    "invoice",
    "a labelled discount line",
    "discount | offer | *rabatt | remise | geste commercial | descuento | desconto | giảm giá | chiết khấu | ส่วนลด | โปร | promo | coupon | get | pague | tặng | dto | desc",
    `[^\\n]{0,40}[\\t :]-? ?[a-z]{0,2}\\$? ?-? ?\\d[\\d.,]{1,12}(?: ?(?:\\$|d\\b|บาท|eur))?(?=\\n|$)`,
  ),
  after(
    "invoice",
    "an amount already taken",
    "minus | abzüglich | menos | moins | less | trừ | หัก",
    ` ?${MONEY}`,
  ),
  after(
    "settled",
    "took an amount off",
    "took | descontó | retiré | tirou | trừ | หักให้ | zog | abgezogen",
    ` ?${MONEY}(?: off)?`,
  ),
  after(
    "balance",
    "percent of a battery",
    "battery | batería | bateria | batterie | akku | pin | แบต*",
    `[^.!?\\n]{0,30}${PERCENT}`,
  ),
  after(
    "balance",
    "so many left",
    "restam | quedan | còn | เหลือ | earned | noch",
    ` ?${FIGURE} ?(?:aulas|sesiones|seances|points with|buoi|ครั้ง|stunden|of \\d)`,
  ),
  after("balance", "left on a card", "il reste | restent", ` ${MONEY}`),
  after(
    "refund",
    "refund of N%",
    "refund* | reembols* | rembours* | erstatt* | hoàn | คืนเงิน | estorn*",
    `[^.!?\\n]{0,24}${PERCENT}`,
  ),
  after(
    "origin",
    "order from the … sale",
    "order | purchase | item | items | parcel | pedido | compra | encomenda | commande | achat* | article* | bestellung | einkauf | đơn | đơn hàng | สินค้า | ออเดอร์",
    `[^.!?\\n]{0,24}(?:from|during|in|de las|del|dos|das|da|des|pendant|aus dem|aus der|vom|trong dot|dip|ช่วง)(?: (?:the|our|les|unserem))?[^.!?\\n]{0,14}(?:sale|rebajas|soldes|schlussverkauf|saldos|promocao|black friday|ofertas|เซล|hot sale)[^.!?\\n]{0,14}`,
  ),
  after(
    "origin",
    "a parcel from a shop",
    "parcel | package | paquete | pacote | colis | paket | hàng | kiện hàng | bưu kiện | ของ | พัสดุ",
    ` ?(?:from|de|da|do|dos|das|von|vom|cua|tu|จากร้าน|จาก) [^.!?,:\\n]{2,24}`,
  ),
  after(
    "ended",
    "free trial is over",
    "free trial | prueba gratuita | essai gratuit* | gratismonat | probemonat | período grátis | dùng thử miễn phí | ทดลองใช้ฟรี",
    `[^.!?\\n]{0,20}(?:ended|is over|expired|termino|terminee?|abgelaufen|endete|terminou|ket thuc|สิ้นสุด)`,
  ),
];

function after(family: Family, rule: string, words: string, behind: string): AfterWords {
  return { family, rule, words, behind: regex(behind, "y") };
}
