import type { Effort, ModelTraits } from '../../core/traits.ts';

/** What a family of models takes; a request that ignores it is answered with a 400. */
export interface ModelFacts extends ModelTraits {
  /** What keeps it from thinking, where the efforts hold `none`. */
  off: 'disabled' | 'between_tools';
  /**
   * How depth of thought is asked for. In a word (`output_config.effort`): of a model that thinks unasked, or of one
   * that has to be told to; or as a number of tokens.
   */
  thinks: 'unasked' | 'when-told' | 'by-budget';
  /** Sent as `max_tokens`, which Anthropic requires, where the caller sets no limit. Thoughts count towards it. */
  defaultTokens: number;
}

const words: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** What holds for Opus 5.5 and Fable, and what a model that is not listed is taken for. */
const newest: ModelFacts = {
  window: 1_000_000,
  maxTokens: 128_000,
  defaultTokens: 32_000,
  sampling: false,
  efforts: words,
  thinks: 'unasked',
  off: 'disabled',
  forcedTools: false,
  schemas: true,
};

const sonnet55: ModelFacts = { ...newest, efforts: ['none', ...words], off: 'between_tools' };
const generation5: ModelFacts = { ...newest, efforts: ['none', ...words], forcedTools: true };
const generation47: ModelFacts = { ...generation5, thinks: 'when-told' };
const generation46: ModelFacts = {
  ...generation47,
  sampling: true,
  efforts: ['none', 'low', 'medium', 'high', 'max'],
};
const generation4: ModelFacts = {
  ...generation46,
  window: 200_000,
  maxTokens: 64_000,
  efforts: ['none', 'minimal', 'low', 'medium', 'high'],
  thinks: 'by-budget',
};
const opus4: ModelFacts = { ...generation4, schemas: false, maxTokens: 32_000 };

/**
 * As of 23 November 2026: @anthropic-ai/sdk 1.12's list of models; of platform.claude.com the model overview, "Thinking",
 * "Effort", "Structured outputs", what is new in each model, and the migration guide. The first family that fits.
 */
const families: readonly (readonly [family: string, facts: ModelFacts])[] = [
  ['opus-4-1', opus4],
  ['opus-4', opus4],
  ['sonnet-4', { ...generation4, schemas: false }],
  // Up to a million tokens with a header of its own.
  ['sonnet-4-5', { ...generation4, window: 1_000_000 }],
  ['(opus|haiku)-4-5', generation4],
  ['(opus|sonnet)-4-6', generation46],
  ['opus-4-[78]', generation47],
  ['(opus|sonnet)-5', generation5],
  ['(fable|mythos)-5', { ...newest, forcedTools: true }],
];

/** What models of a name are taken for whose number came later. */
const latest: readonly (readonly [name: RegExp, facts: ModelFacts])[] = [
  [/claude-haiku/, generation5],
  [/claude-sonnet/, sonnet55],
];

/**
 * The facts of a model, overridden by what its target says. A snapshot (`-20251001`, `@20251001`, `-latest`) has those of
 * its family, and so has a name with something before it (`anthropic/`) or behind it (`-fast`).
 */
export function factsOf(model: string, traits: Partial<ModelTraits> = {}): ModelFacts {
  const name = model.replaceAll('.', '-');
  // Neither a further number of a version nor a further digit may follow; a date may.
  const listed = families.find(([family]) =>
    new RegExp(`claude-${family}(?!\\d|-\\d{1,2}(?!\\d))`).test(name),
  );
  const facts = (listed ?? latest.find(([pattern]) => pattern.test(name)))?.[1] ?? newest;
  return { ...facts, ...traits };
}
