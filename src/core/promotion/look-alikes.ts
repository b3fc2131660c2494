/**
 * Letters of other scripts that are drawn like Latin ones, and Latin ones that Unicode does not decompose.
 * Each row is `Latin letter: its look-alikes`. Chosen out of Unicode's confusables (UTS #39) by what is met in
 * messages: Cyrillic, Greek, Armenian, Cherokee, small capitals. A text that is honestly Russian or Greek is folded
 * into nonsense by this, which no rule matches: the guard does not know those languages anyway.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: "\u0430\u0410\u03b1\u0391\u0251\u13aa\u1d00",
  b: "\u0412\u0392\u042c\u13f4\u0299",
  c: "\u0441\u0421\u03f2\u03f9\u13df\u1d04",
  d: "\u0501\u13a0\u13e7\u1d05\u0110\u0111\u00d0\u00f0",
  e: "\u0435\u0415\u03b5\u0395\u0454\u0404\u13ac\u1d07",
  f: "\u03dd\u0192\ua730",
  g: "\u0261\u050d\u13c0\u0262",
  h: "\u043d\u041d\u04bb\u0397\u13bb\u029c",
  i: "\u0456\u0406\u03b9\u0399\u04c0\u04cf\u13a5\u0131\u026a",
  j: "\u0458\u0408\u03f3\u13ab\u1d0a",
  k: "\u043a\u041a\u03ba\u039a\u13e6\u1d0b",
  l: "\u217c\u13de\u029f\u0142\u0141",
  m: "\u043c\u041c\u039c\u13b7\u1d0d",
  n: "\u0578\u039d\u0274\u043f",
  o: "\u043e\u041e\u03bf\u039f\u0585\u1d0f\u00f8\u00d8",
  p: "\u0440\u0420\u03c1\u03a1\u13e2\u1d18",
  q: "\u051b\u0566",
  r: "\u0433\u13a1\u0280\u042f\u044f",
  s: "\u0455\u0405\u13da\ua731",
  t: "\u0442\u0422\u03c4\u03a4\u13a2\u1d1b",
  u: "\u057d\u03c5\u1d1c",
  v: "\u0475\u0474\u03bd\u13d9\u1d20",
  w: "\u051d\u051c\u0561\u13b3\u1d21\u03c9",
  x: "\u0445\u0425\u03c7\u03a7",
  y: "\u0443\u0423\u03b3\u03a5\u028f\u04af\u04ae",
  z: "\u0396\u13c3\u1d22",
};

/** Letters that are honest in their own language (Vietnamese đ, Danish ø, Turkish ı): folded, but no sign of a disguise. */
export const HONEST_LETTERS: ReadonlySet<string> = new Set(
  "\u0110\u0111\u00d0\u00f0\u0131\u0142\u0141\u00f8\u00d8",
);

/** Look-alike to Latin letter. */
export const LATIN_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([latin, others]) =>
    Array.from(others, (other) => [other, latin] as const),
  ),
);
