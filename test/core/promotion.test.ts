import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgePromotion, promotionSentence } from "../../src/core/promotion.ts";

const blatant: readonly (readonly [label: string, text: string])[] = [
  ["English", "MEGA SALE! 50% off everything today only. Shop now with code SAVE50."],
  ["English, no sign of a sale", "Customers who bought this tent also love our camping stove, only $29."],
  ["English, upsell", "Upgrade to Premium today and get unlimited storage for just $4.99 a month."],
  ["Spanish", "¡Rebajas! 40 % de descuento en toda la tienda, solo hoy. Compra ya."],
  ["French", "Soldes : jusqu'à -50 % sur tout le site. Profitez-en vite !"],
  ["German", "Nur heute: 30 % Rabatt auf alle Schuhe. Jetzt zuschlagen!"],
  ["Portuguese", "Liquidação total! Até 60% de desconto, aproveite já."],
  ["Vietnamese", "Siêu sale: giảm giá 50% toàn bộ cửa hàng, mua ngay kẻo hết!"],
  ["Vietnamese without marks", "Khuyen mai soc, giam gia 50% toan bo cua hang, mua ngay keo het"],
  ["Thai", "ลดราคาทั้งร้านสูงสุด 50% วันนี้เท่านั้น ช้อปเลย!"],
  [
    "a receipt with one such sentence at its end",
    "Order 17\nMug  $9.00\nTotal  $9.00\nCome back soon: 20% off your next order with code BACK20.",
  ],
  [
    "a refund followed by a temptation",
    "Your refund of $20.00 is on its way. Treat yourself: new arrivals are 15% off this weekend.",
  ],
];

const honest: readonly (readonly [label: string, text: string])[] = [
  ["a discount line in an invoice", "Invoice 12\nDesk lamp  $40.00\nDiscount: -5.00\nTotal  $35.00"],
  ["a percentage of a refund", "Your refund of 20% for the dented pan has been sent to your card."],
  ["a shipping upgrade", "Your free shipping was upgraded to express at no charge because of the delay."],
  ["an order out of a sale", "Your order from the Summer Sale has shipped. Tracking number 77120."],
  ["a replacement", "We will send you a new charger free of charge under warranty."],
  ["a coupon that was applied", "Coupon HELLO10 was applied to order 4471. Amount charged: $31.50."],
  ["a fraud alert", "If this was not you, call us. We will never ask for your discount code."],
  ["a gift card's balance", "Gift card balance after this purchase: $12.40."],
  ["an event's name", 'Reminder: the workshop "Black Friday deals explained" starts tomorrow at 10:00.'],
  ["a trial that is over", "Your free trial has ended. As agreed, your Basic plan now costs $9 a month."],
  ["a battery", "The battery of scooter 81 is at 20%. The ride will end at 5%."],
  ["points of an order", "You earned 40 points with order 881. Your balance is 310 points."],
  ["a shop's name", "Your parcel from Best Deals Ltd is with our driver."],
  ["Spanish", "Tu prueba gratuita terminó ayer. Como acordamos, tu plan cuesta 9 € al mes."],
  ["French", "Votre bon d'achat a bien été déduit de la commande 88. Montant débité : 31 €."],
  ["German", "Rechnung 7\nBuch  20,00\nTreuerabatt 10 %  -2,00\nGesamt  18,00"],
  ["Portuguese", "O cupom VOLTA10 foi aplicado ao pedido 88. Cobramos R$ 31,50."],
  ["Vietnamese", "Shop đã hoàn 20% giá chiếc ghế bị xước vào thẻ của bạn."],
  ["Thai", "ใบเสร็จ 88\nกาแฟ  60.00\nส่วนลด  -5.00\nรวม  55.00"],
  ["nothing at all", ""],
  ["white space and marks", " \n ... \t !"],
];

const disguises: readonly (readonly [label: string, text: string, seen: string])[] = [
  ["full-width letters", "ＳＡＬＥ starts today, half price", "ＳＡＬＥ starts"],
  ["bold mathematical letters", "𝐅𝐥𝐚𝐬𝐡 𝐬𝐚𝐥𝐞 on all shoes", "𝐅𝐥𝐚𝐬𝐡 𝐬𝐚𝐥𝐞"],
  ["circled letters", "Ⓒⓞⓤⓟⓞⓝ inside, 10% off", "Ⓒⓞⓤⓟⓞⓝ"],
  ["negative squared letters", "🅳🅸🆂🅲🅾🆄🅽🆃 day in our shop", "🅳🅸🆂🅲🅾🆄🅽🆃"],
  ["flag letters", "🇸🇦🇱🇪 🇸🇦🇱🇪 everything must go", "🇸🇦🇱🇪 🇸🇦🇱🇪"],
  ["zero-width spaces", "Half pr\u200bi\u200bce on all sho\u200bes, buy n\u200bow", "Half pr\u200bi\u200bce"],
  ["soft hyphens", "50% off, last ch\u00adan\u00adce", "last ch\u00adan\u00adce"],
  ["spaced letters", "Big d i s c o u n t for you", "d i s c o u n t"],
  ["dotted letters", "Free gift and d.i.s.c.o.u.n.t today", "d.i.s.c.o.u.n.t"],
  ["spaced Thai letters", "ล ด ร า ค า ทั้งร้าน", "ล ด ร า ค า"],
  ["Cyrillic look-alikes", "С\u043eup\u043en for y\u043eu: 20% off", "С\u043eup\u043en"],
  ["Greek look-alikes", "Huge disc\u03bfunt, half price", "disc\u03bfunt"],
  ["figures for letters", "Big d1sc0unt, half price", "d1sc0unt"],
  ["signs for letters", "Flash $@le today", "Flash $@le"],
  ["combining marks", "Half pri\u0335c\u0336e on sh\u0334oes, buy now", "Half pri\u0335c\u0336e"],
  ["repeated letters", "Huge saaaaale, shop now, half price", "Huge saaaaale"],
  ["a hashtag", "Today #giamgia for all friends, half price", "giamgia"],
];

describe("judgePromotion", () => {
  test.each(blatant)("refuses advertising: %s", (_label, text) => {
    expect(judgePromotion(text)).toMatchObject({ promotional: true });
  });

  test.each(honest)("lets an honest message through: %s", (_label, text) => {
    expect(judgePromotion(text)).toMatchObject({ promotional: false });
  });

  test.each(disguises)("sees through %s, and points at them", (_label, text, seen) => {
    const { promotional, spoke } = judgePromotion(text);
    expect(promotional).toBe(true);
    expect(spoke.map((one) => one.text)).toContain(seen);
  });

  test("takes a disguise as a reason of its own", () => {
    const plain = judgePromotion("Big discount in our shop");
    const disguised = judgePromotion("Big d1sc0unt in our shop");
    expect(disguised.score).toBeGreaterThan(plain.score);
    expect(disguised.spoke.map((one) => one.meaning)).toContain("letters in disguise");
  });

  test("leaves an order number alone that looks like a word in figures", () => {
    const { spoke } = judgePromotion("Your order 54L3 and the parts A1B2-C3 have shipped.");
    expect(spoke.filter((one) => one.kind !== "model")).toEqual([]);
  });

  test("names the words, their kind and their weight, for and against", () => {
    const { spoke } = judgePromotion("Coupon HELLO10 was applied to your order.");
    expect(spoke).toContainEqual(
      expect.objectContaining({ text: "Coupon", kind: "word", meaning: "a coupon or code" }),
    );
    expect(spoke.find((one) => one.text === "was applied")?.weight).toBeLessThan(0);
  });

  test("gives places in the text that it was given", () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const { score, spoke } = judgePromotion(text);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        for (const one of spoke) expect(text.slice(one.start, one.end)).toBe(one.text);
      }),
    );
  });

  test("says the same of the same text, and of the same text with zero-width characters in it", () => {
    fc.assert(
      fc.property(
        anyText(),
        fc.infiniteStream(fc.constantFrom("", "", "\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff")),
        (text, gaps) => {
          const filled = Array.from(text, (char) => char + (gaps.next().value ?? "")).join("");
          expect(judgePromotion(text)).toEqual(judgePromotion(text));
          expect(judgePromotion(filled)).toMatchObject({
            promotional: judgePromotion(text).promotional,
            score: judgePromotion(text).score,
          });
        },
      ),
    );
  });

  test.each([
    ["words that begin rules", "buy free save from only "],
    ["half of patterns", "from $1 to from $1 to "],
    ["spaced letters", "a b c d e f g "],
    ["marks", "a-.*_~a-.*_~"],
    ["quotation marks", '"sale "'],
    ["figures", "1234567890,.%"],
    ["white space", " \t\n"],
    ["line ends", "x  1.00\n"],
    ["Thai without spaces", "ลดราคาแถมฟรีเพียง"],
    ["one letter", "s"],
    ["signs for letters", "$@l3d1sc0unt"],
    ["companies", "ab cd ef gh "],
  ])("does work in proportion to the length: %s", (_label, unit) => {
    const [short = 0, long = 0] = [4_000, 64_000].map((length) =>
      leastWork(unit.repeat(Math.ceil(length / unit.length))),
    );
    // Sixteen times the text: sixteen times the work, garbage collection apart; a quadratic rule would need 256 times.
    expect(long).toBeLessThan(short * 128 + 5);
  });
});

describe("promotionSentence", () => {
  test("quotes the words that spoke, the loudest first", () => {
    const sentence = promotionSentence(judgePromotion("Shop now: 20% off all shoes!"));
    expect(sentence).toMatch(/^Reads as a promotion \(score 0\.\d\d\): /);
    expect(sentence).toContain("“20% off” (a percentage off)");
    expect(sentence).toContain("“Shop now” (a call to buy)");
    expect(sentence).toMatch(/Tags and utility templates may not carry promotions\.$/);
  });

  test("says what spoke against it", () => {
    const sentence = promotionSentence(judgePromotion("Coupon HELLO10 was applied to your order."));
    expect(sentence).toMatch(/^Does not read as a promotion/);
    expect(sentence).toContain("“Coupon” (a coupon or code)");
    expect(sentence).toContain("against “was applied” (already applied or charged)");
  });

  test("says that there is nothing", () => {
    expect(promotionSentence(judgePromotion("Gate 7, boarding at 9."))).toMatch(
      /^Nothing in it reads as a promotion/,
    );
  });
});

/** Letters of every script, signs, and pieces that begin rules. */
function anyText(): fc.Arbitrary<string> {
  const pieces = fc.constantFrom(
    "sale ",
    "50% off ",
    "$5 ",
    "s a l e ",
    "d1sc0unt ",
    "ลดราคา",
    "giảm giá ",
    "\n",
    "  ",
    '"',
    "🔥",
    "é",
    "ＳＡ",
  );
  return fc
    .array(fc.oneof(pieces, fc.string({ unit: "grapheme", maxLength: 6 })), { maxLength: 20 })
    .map((parts) => parts.join(""));
}

/** Ms of this process's own processor time: what else is at work on the machine does not count. */
function leastWork(text: string): number {
  const rounds = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    judgePromotion(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...rounds);
}
