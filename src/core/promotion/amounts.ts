/** Sources of expressions over folded text, in which every currency sign is `$`. */

/** `$12.50`, `12,50 $`, `r$ 35`, `19 euros`, `140.000d`, `50k`, `199 baht`. */
export const MONEY = `(?:[a-z]{0,3}\\$ ?\\d[\\d.,]{0,12}
  |\\d[\\d.,]{0,12} ?(?:\\$|k\\b|d\\b|dong|euros?\\b|eur\\b|usd|pounds?|dollars?|cents\\b|reais|pesos?|baht|บาท|trieu))`;
export const PERCENT = "\\d{1,3} ?%";
export const FIGURE = "\\d[\\d.,]{0,9}";

/** The layout of the source is not part of it. Thai is folded here as texts are. */
export function regex(source: string, flags: string): RegExp {
  return new RegExp(source.replace(/\n */g, "").normalize("NFKC"), flags);
}
