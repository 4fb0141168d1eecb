/** Polite first words of a model that was asked to carry on. */
const POLITE = [
  'sure',
  'certainly',
  'of course',
  'absolutely',
  'okay',
  'ok',
  'alright',
  'understood',
  'sorry',
  'apologies',
];
const CARRYING_ON = [
  'continuing',
  'continued',
  'picking up',
  'resuming',
  'carrying on',
  'here is the rest',
  "here's the rest",
  'here is the continuation',
  "here's the continuation",
];
/** No announcement is longer. */
const LONGEST = 120;

const polite = POLITE.join('|');
const carrying = CARRYING_ON.join('|');

/**
 * An announcement that an answer is carried on, and nothing else: it must say so, and it must end. Anything short of
 * that may be the answer itself.
 */
const PREFACE = new RegExp(
  `^\\s*(?:(?:${polite})\\b[^\\n:]{0,40}?\\b(?:${carrying}|continue|carry on|left off|cut off)\\b[^\\n:]{0,60}?` +
    `|(?:${carrying})(?:,? (?:from |exactly |where |the |my |of ).{0,60}?)?)(?:\\s*:|…|\\.{3}|[.!](?=\\s)|\\n)\\s*`,
  'i',
);

/** True while the words so far may still turn out to be an announcement. */
export function mayBePreface(text: string): boolean {
  const said = text.trimStart().toLowerCase();
  if (said.length > LONGEST || PREFACE.test(text) || /[:\n]/.test(said)) return false;
  return [...POLITE, ...CARRYING_ON].some((opening) => opening.startsWith(said) || said.startsWith(opening));
}

/** The words without the announcement, if they begin with one. */
export function withoutPreface(text: string): string {
  return text.replace(PREFACE, '');
}
