/** Made with the first stream that breaks: Unicode's tables take a millisecond to open. */
let patterns: { endsInWord: RegExp; beginsWord: RegExp; lastWord: RegExp } | undefined;

function words(): NonNullable<typeof patterns> {
  // Scripts that put a blank between words.
  const spaced = String.raw`\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}`;
  patterns ??= {
    endsInWord: new RegExp(`[${spaced}\\p{N}]$`, 'u'),
    beginsWord: new RegExp(`^[${spaced}\\p{N}]`, 'u'),
    lastWord: new RegExp(`[${spaced}]{2,}$`, 'u'),
  };
  return patterns;
}

const endsInStop = /[,;:.!?)\]"'’”»]$/u;

/**
 * The first words of a continuation, as they follow what was said. Chat models begin their answers without a blank, so
 * where two words would run into one a blank is put between; a word that broke off and is begun anew is finished once.
 */
export function joint(before: string, after: string): string {
  const { endsInWord, beginsWord, lastWord } = words();
  if (before.endsWith(' ') && after.startsWith(' ')) return after.trimStart();
  if (!beginsWord.test(after) || inCode(before)) return after;
  const broken = lastWord.exec(before)?.[0];
  const begun = broken && after.slice(0, broken.length) === broken && endsInWord.test(broken);
  if (begun && beginsWord.test(after.slice(broken.length))) return after.slice(broken.length);
  if (endsInWord.test(before)) return ` ${after}`;
  // "3." and "14" are one number.
  const number = /\d[.,]$/.test(before) && /^\d/.test(after);
  return endsInStop.test(before) && !number ? ` ${after}` : after;
}

/** A blank in code may change what it means. */
function inCode(text: string): boolean {
  return (text.match(/```/g)?.length ?? 0) % 2 === 1 || /[`_/\\=({[<]\S*$/.test(text);
}
