import type { Family } from "./families.ts";

/** A rule that needs more than words. `source` is read over the folded text: lower case, no accents, every currency sign as `$`. */
export type Pattern = { readonly family: Family; readonly rule: string; readonly source: RegExp };

/** Patterns that are looked for only in a text in which `needs` matches: most texts have no amount and no percentage. */
export type PatternGroup = { readonly needs: RegExp; readonly patterns: readonly Pattern[] };

/** `$12.50`, `12,50 $`, `r$ 35`, `19 euros`, `140.000d`, `50k`, `199 baht`. */
const MONEY = `(?:[a-z]{0,3}\\$ ?\\d[\\d.,]{0,12}
  |\\d[\\d.,]{0,12} ?(?:\\$|k\\b|d\\b|dong|euros?\\b|eur\\b|usd|pounds?|dollars?|cents\\b|reais|pesos?|baht|บาท|trieu))`;
const PERCENT = "\\d{1,3} ?%";
const COMPANY = "(?:ltd|limited|inc|llc|gmbh|s\\.l\\.|s\\.a\\.|sarl|ltda|srl|plc)(?![a-z])";

const ANY_TEXT = /(?:)/;

/**
 * Every quantifier is bounded and no two neighbours can match the same character for long, so that each pattern walks
 * over a text in a time that grows with its length only.
 */
export const PATTERN_GROUPS: readonly PatternGroup[] = [
  {
    needs: /%/,
    patterns: [
      pattern("percent-off", "N% off", `${PERCENT} ?(?:off\\b|discount|less\\b|cheaper|extra|rabatt|nachlass|reduzier|gunstiger|billiger|weniger
        |menos|mas barat|mais barat|de descuento|de dto|desconto|de desconto|de reduction|de remise|de rabais
        |moins|supplementaire|for your|your next|auf alle|auf den|auf die|auf das|auf dein|auf ihr|sur tout
        |sur votre|sur la|en tu|en toda|en todo|em todo|na proxima|por cima|nua\\b|toan bo|cho lan|cho don)`),
      pattern("percent-off", "-N% on", `(?:^|[\\s(:,])- ?${PERCENT} (?:sur|auf|en|on|em|de|para|cho|toan|bei|fur)\\b`),
      pattern("percent-off", "up to N%", `(?:up to|hasta|jusqu'a|bis zu|ate|toi|den|len toi|สูงสุด|ถึง)(?: un| uma| ein)? ?-? ?${PERCENT}`),
      pattern("percent-off", "save N%", `(?:save|saves?|spar[a-z]{0,3}|ahorr[a-z]{1,3}|econom[a-z]{1,5}|poup[a-z]{1,3}|giam|giam them|giam ngay
        |giam den|bot|bot them|xuong them|them|extra|mais|otro|nochmal|zusatzlich|gewahr[a-z]{1,4}|obten|ganhe
        |gagnez|recevez|erhalte[a-z]?|get|enjoy|ลด|ลดเพิ่ม|ลดอีก|ลดซ้ำอีก|ลดทันที|รับส่วนลด|ส่วนลด|ถูกลง
        |ประหยัด)(?: (?:an?|un|uma|um|another|extra|ngay|toi|den|เพิ่ม|อีก))? ?${PERCENT}`),
      pattern("credit-offer", "0% credit", `\\b0 ?% (?:de )?(?:interest|interes|zinsen|lai|juros|d'interet|finanz|apr|taeg|ba thang|en los)
        |(?:tra gop|lai suat|ผ่อน|ดอกเบี้ย|tae|apr) ?0 ?%`),
      pattern("balance", "percent of a battery", `(?:battery|bateria|batterie|akku|pin|แบต)[^.!?\\n]{0,30}${PERCENT}|${PERCENT} (?:de bateria|battery
        |pin\\b|de batterie)`),
      pattern("refund", "refund of N%", `(?:refund|reembols|rembours|erstatt|hoan|คืนเงิน|estorn)[^.!?\\n]{0,24}${PERCENT}`),
    ],
  },
  {
    needs: regex(MONEY, ""),
    patterns: [
      pattern("price-cut", "save an amount", `(?:\\bsave|\\bsaving|spare[a-z]?|sparen|ahorra[a-z]?|economi[sz]ez?|economiza|poupe|poupa|tiet kiem
        |ประหยัด)(?: (?:up to|over|bis zu|hasta|jusqu'a|ate|toi|den|ngay|ein drittel|a third|das
        |es))? ?(?:ถึง)?${MONEY}`),
      pattern("price-cut", "was X, now Y", `(?:\\bnow|\\bjetzt|\\bahora(?: cuestan?| solo)?|\\bagora(?: por)?|desormais|nay con|\\bcon|เหลือ(?:เพียง
        |แค่)?)(?: (?:only|just|nur|solo|so|chi))? ?${MONEY}`),
      pattern("price-cut", "Y instead of X", `(?:instead of|statt|au lieu de|en vez de|en lugar de|em vez de|ao inves de|thay vi|แทน) ?${MONEY}`),
      pattern("price-cut", "from X to Y", `(?:\\bfrom|\\bde|\\bvon|\\btu|จาก) ?${MONEY} (?:to|a|por|auf|xuong|nay con|con|เหลือ) ?${MONEY}`),
      pattern("price-cut", "amount less or cheaper", `${MONEY} (?:less\\b|off\\b|cheaper|weniger|gunstiger|billiger|menos\\b|de moins|mas barat|mais barat
        |re hon|de descuento|de desconto|de reduction|de remise|rabatt)|(?:cheaper by|re hon|bot|giam|ลด
        |ถูกลง) ?${MONEY}`),
      pattern("price-cut", "pay less by", `(?:pay|paga|paguez|payez|pague|zahlen sie|zahl[a-z]?|จ่าย)(?: (?:less|menos))? ?(?:น้อยลง
        |ท่านละ)? ?${MONEY} (?:less|menos|weniger|de moins)`),
      pattern("low-price", "from only", `(?:\\bfrom(?: just| only)?|starting (?:at|from)|(?:for|now|at) (?:just|only)|\\bonly|\\bjust|a partir de
        |a partir d[eo]|desde(?: solo)?|por (?:solo|so|apenas|tan solo)|apenas|\\bsolo|\\bdes|seulement|\\bab
        |schon (?:ab|fur)|fur nur|\\bnur|\\bchi(?: tu| con| voi)?|gia chi|gia|เพียง|แค่|เริ่มต้น(?:ที่|เพียง)?
        |เริ่มที่|เริ่มเพียง|ใบละ|คืนละ|เดือนละ|ชิ้นละ) ?(?:a |an )?${MONEY}`),
      pattern("low-price", "an amount, no more", `${MONEY} (?:only|seulement|solamente|nur|thoi|เท่านั้น|apenas|extra|more|mas\\b|de plus|mehr|a night
        |per night|por noche|por noite|par nuit|pro nacht|moi dem|aufpreis)`),
      pattern("low-price", "yours for", `(?:yours for|yours at|la tuya por|el tuyo por|a vous pour|fur dich|fur sie|leve por
        |por) ${MONEY}(?: ele e seu| e seu)?[.!]`),
      pattern("coupon", "an amount as a voucher", `${MONEY} (?:voucher|coupon|gutschein|vale\\b|gift card|bon d'achat|credit for|de saldo|vao vi|to spend
        |off your)|(?:voucher|vale|cupon|cupom|gutschein|bon|คูปอง|bono|bonus)(?: de| uber| d'achat de| von
        | tri gia| for| มูลค่า)? ${MONEY}`),
      pattern("reward", "both get an amount", `${MONEY} (?:each|cada uno|fur dich|fur sie|pour vous|pour lui|para ti|para voce|credit\\b|de bonus|bonus
        |bono)`),
      pattern("upsell", "add it for an amount", `(?:\\badd|anadi[a-z]{1,5}|anade[a-z]{0,2}|agreg[a-z]{1,5}|ajout[a-z]{1,4}|adicion[a-z]{1,4}
        |inclu[a-z]{1,4}|dazubuchen|legen wir|them|เพิ่ม)[^.!?\\n]{0,50}(?:for|por|pour|fur|chi|gia|แค่|เพียง
        |อีก) ?(?:just |only |solo |nur |seulement |apenas )?${MONEY}`),
      pattern("call-to-buy", "free shipping above an amount", `(?:spend|suma|ajoutez|falta so|noch|mua them|ซื้อเพิ่มอีก|ซื้อครบ|compra por|gasta)(?: so
        | mas)? ?(?:another )?${MONEY}`),
      pattern("money", "an amount", `${MONEY}`),
      pattern("invoice", "an amount already taken", `(?:minus|abzuglich|menos|moins|less|tru|หัก) ${MONEY}`),
    ],
  },
  {
    needs: /\d/,
    patterns: [
      pattern("price-cut", "from X to Y in figures", `จาก ?\\d[\\d,.]{1,9} ?(?:บาท)? ?เหลือ|von \\d[\\d,.]{0,9} auf \\d|statt \\d[\\d,.]{0,9} (?:euro|\\$)`),
      pattern("low-price", "figures only, Thai", `(?:เพียง|แค่|เริ่มต้น|เริ่มที่|เดือนละ|คืนละ|ใบละ)(?:ที่|เพียง)? ?\\d[\\d,.]{1,9}`),
      pattern("credit-offer", "instalments", `\\b\\d{1,2}x sem juros|meses sin intereses|\\d{1,2} cuotas|en \\d x sans frais|in \\d{1,2} raten`),
      pattern("reward", "receive an amount", `(?:\\bget|\\bearn|\\bwin|receive|claim|\\brecevez|gagnez|recib[ea][a-z]?|gan[ae][a-z]?|ganhe[a-z]?
        |ganham|receba|erhalt[a-z]{0,3}|\\bhol[a-z]{0,2}|kassier[a-z]{0,2}|\\bnhan(?: thuong| ngay)?|รับ
        |รับทันที|รับเลย|รับโบนัส)(?: (?:your|a|un|uma|um|de|up to|hasta|an extra))? ?(?:${MONEY}|${PERCENT})`),
      pattern("invoice", "a line with a minus", `(?:^|[\\n\\t ])-[a-z]{0,2}\\$? ?\\d[\\d.,]{0,12}(?: ?(?:\\$|d\\b|บาท))?(?=[\\n\\t ]|$)`),
      pattern("invoice", "a labelled discount line", `(?:discount|offer|get \\d free|rabatt|[a-z]{0,8}rabatt|remise|geste commercial|descuento|desconto
        |descuento cliente|giam gia|chiet khau|ส่วนลด|โปร|promo|coupon|\\dx\\d|pague \\d|tang \\d
        |\\d fur \\d)[^\\n]{0,40}[\\t :]-? ?[a-z]{0,2}\\$? ?-? ?\\d[\\d.,]{1,12}(?: ?(?:\\$|d\\b|บาท
        |eur))?(?=\\n|$)`),
    ],
  },
  {
    needs: regex(COMPANY, ""),
    patterns: [
      pattern("named", "a company", `(?:[a-z0-9&'.-]{2,20} ){1,4}${COMPANY}`),
    ],
  },
  {
    needs: ANY_TEXT,
    patterns: [
      pattern("low-price", "less than a coffee", `(?:for less than|por menos (?:de|que)|pour moins de|fur weniger als|weniger als|re hon
        |ไม่ถึง)[^.!?\\n]{1,20}(?:coffee|cafe|kaffee|ca phe|กาแฟ|day|dia|jour|tag|week|semana|semaine|woche)`),
      pattern("multi-buy", "N for the price of M", `\\b(?:2 ?x ?1|3 ?x ?2|4 ?x ?3|2 ?por ?1|2 ?pour ?1|2 ?fur ?1|3 ?for ?2|2 ?for ?1|3 ?por ?2|4 ?for ?3
        |1 ?\\+ ?1|2 ?\\+ ?1)\\b(?! ?(?:cm|mm|m\\b|kg|g\\b))`),
      pattern("multi-buy", "buy and get", `(?:\\bbuy|compr[ae]|lev[ea]|lleva|achet[a-z]{1,3}|kauf[a-z]?|mua|ซื้อ|สั่ง) ?(?:\\d|one|two|un[oa]?|dois
        |duas|dos|tres|mot|hai|ein[es]?|zwei|หนึ่ง|สอง)[^.!?\\n]{0,24}(?:\\bget|\\bpague|\\bpaga|\\blleva
        |\\bleve|offert|gratis|tang|duoc|แถม|ได้|จ่าย)`),
      pattern("multi-buy", "for the price of one", `(?:for|pour|por|zum|pelo|al|gia) ?(?:the |le |el |o |)?(?:price|prix|precio|preis|preco)(?: (?:of|d'|de
        |von))? ?(?:one|un\\b|une\\b|uno|una|um\\b|uma|einem|einer|1)`),
      pattern("coupon", "use a code", `(?:\\buse|\\busing|\\bwith|\\benter|\\bapply|\\busa|\\bcon|utiliza|introduce|\\bavec|utilisez|\\bmit
        |nutze[a-z]?|\\bcom|utilize|insira|nhap|\\bdung|\\bvoi|ใส่|ใช้|กรอก|รับ) ?(?:the |el |o |le |dem |den 
        |ma |your |tu |seu )?(?:code|codigo|cupom|cupon|gutschein|rabattcode|ma|voucher|โค้ด
        |คูปอง):? [a-z0-9]{4,}`),
      pattern("coupon", "a code is named", `(?:\\bcode|codigo|cupom|cupon|\\bma\\b|โค้ด) [a-z]{4,12}\\d{0,3}\\b(?! (?:est|is|ist|wurde|was|foi|fue
        |a ete|da|กับ))`),
      pattern("coupon", "a code word", `\\b[a-z]{4,12}(?:5|10|15|20|25|30|35|40|50|60|70)\\b(?!%)`),
      pattern("reward", "stars for a reward", `(?:5|five|cinco|cinq|funf|nam|ห้า|5 ?-) ?-?(?:stars?|estrellas|etoiles|sterne|estrelas|sao\\b|ดาว)`),
      pattern("upsell", "reply yes to take it", `(?:reply|respond[ea]|responda|repondez|antworte[a-z]?|nhan|ตอบ) ?"?(?:yes|si|oui|ja|sim|ok|co|yes|เอา
        |รับ)\\b`),
      pattern("freebie", "free with a purchase", `(?:free|gratis|offert[es]{0,2}|kostenlos|regalo|brinde|gratuit[a-z]?|tang|mien phi|แถม
        |ฟรี)[^.!?\\n]{0,30}(?:with (?:every|each|any|your)|con (?:cada|tu|cualquier)|pour (?:toute|tout|chaque)
        |zu jede[a-z]|bei jede[a-z]|em compras|nas compras|na compra|khi mua|cho hoa don|cho moi|ทุกบิล
        |ทุกออเดอร์|เมื่อซื้อ)`),
      pattern("cross-sell", "N of 10 customers", `(?:\\d|eight|nine|seven|ocho|nueve|siete|huit|neuf|sept|acht|neun|sieben|oito|nove|sete|tam|chin|แปด
        |เก้า)(?: ?(?:out of|of|de cada|sur|von|em cada|tren|khach thi|ใน) ?)(?:\\d{1,3}|ten|diez|dix|zehn|dez
        |muoi|สิบ)`),
      pattern("cross-sell", "those who bought this", `(?:customers|shoppers|people|clientes|clients|kunden|quem|wer|khach|ลูกค้า)[^.!?\\n]{0,30}(?:bought|buy
        |compr[a-z]{2,5}|achet[a-z]{1,4}|kauf[a-z]{1,3}|mua|ซื้อ)[^.!?\\n]{0,40}(?:also|too|tambien|aussi|auch
        |dazu|tambem|cung|them|ด้วย|มัก)`),
      pattern("cross-sell", "matches your", `(?:goes?|pairs?|va|van|vont|passt|passen|combina|combinam|hop|เข้ากับ
        |เข้าชุดกับ)[^.!?\\n]{0,16}(?:\\bwith your|\\bcon tu|\\bavec votre|\\bzu deine[a-z]|\\bzu ihre[a-z]
        |\\bcom (?:o|a) se?u?a?|\\bvoi [a-z ]{2,12} (?:cua )?(?:ban|chi|anh)|ของคุณ|คุณ)`),
      pattern("sale", "sale, in context", `\\bsale\\b(?= ?(?:[\u0e01-\u0e4e]|now\\b|today|starts?|ends?|is on|on all|price|items?|event|bis
        |auf alle|ab heute|startet|cuoi|manh|soc|khung|toan bo|den \\d|toi \\d|\\d{1,2} ?%|up to))|(?:^
        |[.!?\\n] ?)sale[!:]|(?:big|mega|flash|summer|winter|spring|autumn|holiday|weekend|super|sieu|dot|final
        |clearance|anniversary|midnight|our|huge|เทศกาล) sale\\b`),
      pattern("offer", "promotion, Thai", `โปร(?!ด|แกรม|เจ|ตี|ไฟล์|วิน|เฟส)`),
      pattern("freebie", "giving away, Thai", `แจก(?!ัน|แจง|จ่าย)`),
      pattern("hype", "shouting", `!!|(?:\\p{Extended_Pictographic}[^\\p{L}\\d]{0,2}){2}`),
      pattern("hype", "an emoji of shops", `[\u{1F525}\u{1F6CD}\u{1F4A5}\u{1F911}\u{1F6D2}\u{1F4B8}\u{1F3F7}\u23F0\u{1F381}\u{1F389}\u{1F680}\u26A1]`),
      pattern("origin", "order from the … sale", `(?:order|purchase|items?|parcel|pedido|compra|encomenda|commande|achats?|articles?|bestellung|einkauf
        |don(?: hang)?|สินค้า|ออเดอร์)[^.!?\\n]{0,24}(?:from|during|in|de las|del|dos|das|da|des|pendant|aus dem
        |aus der|vom|trong dot|dip|ช่วง)(?: (?:the|our|les|unserem))?[^.!?\\n]{0,14}(?:sale|rebajas|soldes
        |schlussverkauf|saldos|promocao|black friday|ofertas|เซล|hot sale)[^.!?\\n]{0,14}`),
      pattern("origin", "a parcel from a shop", `(?:parcel|package|paquete|pacote|colis|paket|\\bhang|kien hang|buu kien|ของ|พัสดุ) ?(?:from|de|da|do|dos
        |das|von|vom|cua|tu|จากร้าน|จาก) [^.!?,:\\n]{2,24}`),
      pattern("ended", "free trial is over", `(?:free trial|prueba gratuita|essai gratuite?|gratismonat|probemonat|periodo gratis|dung thu mien phi
        |ทดลองใช้ฟรี)[^.!?\\n]{0,20}(?:ended|is over|expired|termino|terminee?|abgelaufen|endete|terminou
        |ket thuc|สิ้นสุด)`),
    ],
  },
];

function pattern(family: Family, rule: string, source: string): Pattern {
  return { family, rule, source: regex(source, source.includes("\\p{") ? "gu" : "g") };
}

/** The layout of the source is not part of it. Thai is folded here as texts are. */
function regex(source: string, flags: string): RegExp {
  return new RegExp(source.replace(/\n */g, "").normalize("NFKC"), flags);
}
