import { FIGURE, MONEY, PERCENT, regex } from "./amounts.ts";
import type { Family } from "./families.ts";

/** A rule that begins with a figure; `at` is sticky. */
export type AtFigure = { readonly family: Family; readonly rule: string; readonly at: RegExp };

/** A rule that is looked for in the whole of a text in which `needs` matches. */
export type Anywhere = {
  readonly family: Family;
  readonly rule: string;
  readonly needs: RegExp;
  readonly source: RegExp;
};

/** At the end of a line: with a currency or with cents. */
const LINE_AMOUNT =
  "(?:[a-z]{0,2}\\$ ?\\d[\\d.,]{0,12}|\\d[\\d.,]{0,12}[.,]\\d\\d|\\d[\\d.,]{0,12} ?(?:\\$|d\\b|บาท))";
const ENDS_IN_FIGURE = "\\d ?(?:\\$|d|บาท)?\\)?";
const TOTAL =
  "total|summe|gesamt|zu zahlen|bezahlt|abgebucht|paid|charged|pagado|cobrado|pago|paye|regle|debite|a payer|tong|\\bcong\\b|thanh tien|da thu|phai tra|รวม|ยอด|ชําระ|จ่าย|ตัดบัตร";
const COMPANY = "(?:ltd|inc|llc|gmbh|s\\.l\\.|s\\.a\\.|sarl|ltda|srl|plc)(?![a-z])";

export const AT_FIGURES: readonly AtFigure[] = [
  figure(
    "percent-off",
    "N% off",
    `${PERCENT} ?(?:off\\b|discount|less\\b|cheaper|extra|rabatt|nachlass|reduzier|gunstiger|billiger|weniger|menos|mas barat|mais barat|de descuento|de dto
      |desconto|de desconto|de reduction|de remise|de rabais|moins|supplementaire|for your|your next|auf alle|auf den|auf die|auf das|auf dein|auf ihr|sur tout
      |sur votre|sur la|en tu|en toda|en todo|em todo|na proxima|por cima|nua\\b|toan bo|cho lan|cho don)`,
  ),
  figure(
    "percent-off",
    "-N%",
    `(?<=(?:^|[\\s:,])- ?)${PERCENT}(?![^\\n]{0,20}[\\t ]-?\\d[\\d.,]{1,9}(?:\\n|$))`,
  ),
  figure(
    "price-cut",
    "an amount less",
    `${MONEY} (?:less\\b|off\\b|cheaper|weniger|gunstiger|billiger|menos\\b|de moins|mas barat|mais barat|re hon|de descuento|de desconto|de reduction|de remise|rabatt)`,
  ),
  figure(
    "low-price",
    "an amount, no more",
    `${MONEY} (?:only|seulement|solamente|nur|thoi|เท่านั้น|apenas|extra|more|mas\\b|de plus|mehr|a night|per night|por noche|por noite|par nuit|pro nacht|moi dem|aufpreis|each|cada un[oa]|cada\\b|chacune?|pro kopf|pro person|por persona|por pessoa|par personne|per person|a head|moi nguoi|ต่อท่าน)`,
  ),
  figure("low-price", "a question and a price", `(?<=\\? [^.!?\\n]{0,90})${MONEY}`),
  figure("money", "an amount", `(?!(?:[a-z]{0,3}\\$ ?)?0(?:[.,]0{1,2})?(?![\\d.,]))${MONEY}`),
  figure(
    "multi-buy",
    "N for the price of M",
    `(?:2 ?x ?1|3 ?x ?2|4 ?x ?3|2 ?por ?1|2 ?pour ?1|2 ?fur ?1|3 ?for ?2|2 ?for ?1|3 ?por ?2|4 ?for ?3|1 ?\\+ ?1|2 ?\\+ ?1)\\b(?! ?(?:cm|mm|m\\b|kg|g\\b))`,
  ),
  figure(
    "coupon",
    "a voucher over an amount",
    `${MONEY} (?:voucher|coupon|gutschein|vale\\b|gift card|bon d'achat|credit for|de saldo|vao vi|to spend|off your)`,
  ),
  figure(
    "credit-offer",
    "0% credit",
    `0 ?% (?:de )?(?:interest|interes|zinsen|lai|juros|d'interet|finanz|apr|taeg|ba thang|en los)`,
  ),
  figure("credit-offer", "instalments", `\\d{1,2}(?:x sem juros| cuotas)`),
  figure("reward", "stars for a reward", `5 ?-? ?(?:stars?|estrellas|etoiles|sterne|estrelas|sao\\b|ดาว)`),
  figure(
    "reward",
    "both get an amount",
    `${MONEY} (?:each|cada uno|fur dich|fur sie|pour vous|pour lui|para ti|para voce|credit\\b|de bonus|bonus|bono)`,
  ),
  figure("reward", "points to the next level", `${FIGURE} points? away`),
  figure(
    "cross-sell",
    "N of 10 customers",
    `\\d(?: ?(?:out of|de cada|sur|von|em cada|tren|khach thi|ใน) ?)(?:\\d{1,3}|ten|diez|dix|zehn|dez|muoi|สิบ)`,
  ),
  figure("balance", "percent of a battery", `${PERCENT} (?:de bateria|battery|pin\\b|de batterie)`),
  figure("balance", "credit of a return, Thai", `${FIGURE} ?บาทจากการคืน`),
  figure(
    "invoice",
    "N for M, as a line",
    `\\d ?(?:x|fur|for) ?\\d[^\\n]{0,30}[\\t :]-[a-z]{0,2}\\$? ?\\d[\\d.,]{1,12}(?: ?(?:\\$|d\\b|บาท))?(?=\\n|$)`,
  ),
];

export const ANYWHERE: readonly Anywhere[] = [
  anywhere(
    "coupon",
    "a code word",
    /[a-z][1-7]?[05]\b/,
    `\\b[a-z]{4,12}(?:5|10|15|20|25|30|35|40|50|60|70)\\b(?!%)`,
  ),
  anywhere(
    "invoice",
    "a line with a minus",
    /-[a-z$ ]{0,4}\d/,
    `(?:(?<=^|\\n)[^\\n]{0,60})?(?<=[\\n\\t ])-[a-z]{0,2}\\$? ?\\d[\\d.,]{0,12}(?: ?(?:\\$|d\\b|บาท))?(?=\\n|$)`,
  ),
  anywhere(
    "invoice",
    "a line of a receipt",
    new RegExp(
      `^(?=[\\s\\S]*(?:${TOTAL}))[\\s\\S]*?${ENDS_IN_FIGURE}\\n[^\\n]{1,80}${ENDS_IN_FIGURE}(?:\\n|$)`,
    ),
    `(?<=^|\\n)[^\\n]{2,60}(?:\\t\\(?-?[a-z]{0,2}\\$? ?\\d[\\d.,]{0,12}(?: ?(?:\\$|d\\b|บาท))?| ${LINE_AMOUNT})\\)?(?=\\n|$)`,
  ),
  anywhere(
    "named",
    "a company",
    regex(COMPANY, ""),
    `(?<![a-z0-9&'.-])(?:[a-z0-9&'.-]{2,20} ){1,4}${COMPANY}`,
  ),
  anywhere(
    "hype",
    "shouting",
    /[!\ud83c-\ud83e\u2190-\u2bff]/,
    `!!|(?:\\p{Extended_Pictographic}[^\\p{L}\\d]{0,2}){2}`,
  ),
  anywhere(
    "hype",
    "an emoji of shops",
    /[\ud83c-\ud83e\u23f0\u26a1]/,
    `[\u{1F525}\u{1F6CD}\u{1F4A5}\u{1F911}\u{1F6D2}\u{1F4B8}\u{1F3F7}\u23F0\u{1F381}\u{1F389}\u{1F680}\u26A1]`,
  ),
];

function figure(family: Family, rule: string, source: string): AtFigure {
  return { family, rule, at: regex(source, "y") };
}

function anywhere(family: Family, rule: string, needs: RegExp, source: string): Anywhere {
  return { family, rule, needs, source: regex(source, "gu") };
}
